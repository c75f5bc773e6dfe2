import { Scrolling } from '../../components/scrolling.tsx';
import { visible } from '../../components/value.tsx';
import { useTexts } from '../../texts/texts.tsx';

/** Lines that go and come, told by their sign as well as by their colour. */
export function Difference({ text }: { readonly text: string }) {
  const texts = useTexts();
  return (
    <Scrolling label={texts.setUp.compare}>
      <pre className="difference">
        {text.split('\n').map((line, index) => (
          <span key={index} className={line.startsWith('+') ? 'after' : line.startsWith('-') ? 'gone' : undefined}>
            {visible(line, Number.POSITIVE_INFINITY)}
            {'\n'}
          </span>
        ))}
      </pre>
    </Scrolling>
  );
}
