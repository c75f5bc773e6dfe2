import type { FieldPair } from '../api/set-up-queries.ts';
import { useTexts } from '../texts/texts.tsx';
import { Value, visible } from './value.tsx';

interface SamplesProps {
  readonly samples: FieldPair['samples'];
  readonly from: 'left' | 'right';
}

/** Values that records of one app hold, each with what the other app would hold. */
export function Samples({ samples, from }: SamplesProps) {
  const texts = useTexts();
  const own = samples.filter((sample) => sample.from === from);
  if (own.length === 0) return <span className="soft">{texts.setUp.noSample}</span>;
  return (
    <ul className="plain">
      {own.map((sample) => (
        <li key={JSON.stringify(sample.before)}>
          <Value value={sample.before} />
          {sample.reason !== undefined ? (
            <span className="soft value"> ({visible(sample.reason)})</span>
          ) : JSON.stringify(sample.after) === JSON.stringify(sample.before) ? null : (
            <>
              {' → '}
              <Value value={sample.after} tone="after" />
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
