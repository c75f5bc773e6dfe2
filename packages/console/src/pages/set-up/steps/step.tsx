import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useTexts } from '../../../texts/texts.tsx';

interface StepProps {
  readonly number: number;
  readonly title: string;
  /** What was chosen, in a line. Absent: it is being chosen. */
  readonly answer?: string | undefined;
  /** Goes back to it. */
  readonly change: () => void;
  readonly children: ReactNode;
}

/** One step: its questions, or once they are answered the answer. Whoever comes to it by keys begins at its heading. */
export function Step({ number, title, answer, change, children }: StepProps) {
  const texts = useTexts();
  const name = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const isOpen = answer === undefined;
  useEffect(() => {
    if (isOpen && number > 1) heading.current?.focus();
  }, [isOpen, number]);
  return (
    <section className="panel" aria-labelledby={name}>
      <div className="row apart">
        <h2 id={name} ref={heading} tabIndex={-1}>
          {texts.setUp.step(number)}: {title}
        </h2>
        {!isOpen && (
          <button type="button" className="button" onClick={change} aria-label={`${texts.setUp.change}: ${title}`}>
            {texts.setUp.change}
          </button>
        )}
      </div>
      {isOpen ? children : <p className="value">{answer}</p>}
    </section>
  );
}
