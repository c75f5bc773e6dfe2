import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useTexts } from '../texts/texts.tsx';

interface QuestionProps {
  readonly title: string;
  readonly answer: string;
  readonly danger?: boolean;
  readonly busy?: boolean;
  readonly onAnswer: () => void;
  readonly onLeave: () => void;
  readonly children?: ReactNode;
}

/** Asks before something is done. The browser's own dialog: it keeps the focus inside, and Escape leaves it. */
export function Question({ title, answer, danger, busy, onAnswer, onLeave, children }: QuestionProps) {
  const texts = useTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  const name = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={name} onClose={onLeave}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          onAnswer();
        }}
      >
        <h2 id={name}>{title}</h2>
        {children}
        <div className="row">
          <button type="submit" className={`button ${danger ? 'danger' : 'main'}`} disabled={busy}>
            {answer}
          </button>
          <button type="button" className="button" onClick={onLeave}>
            {texts.common.cancel}
          </button>
        </div>
      </form>
    </dialog>
  );
}
