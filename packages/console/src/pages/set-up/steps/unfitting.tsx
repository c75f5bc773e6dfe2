import { visible } from '../../../components/value.tsx';
import { useTexts } from '../../../texts/texts.tsx';

interface UnfittingProps {
  readonly candidates: readonly { readonly name: string; readonly compatible: boolean; readonly reason?: string }[];
}

/** Candidates that cannot be chosen, each with the reason; folded until somebody asks. */
export function Unfitting({ candidates }: UnfittingProps) {
  const texts = useTexts();
  const out = candidates.filter(({ compatible }) => !compatible);
  if (out.length === 0) return null;
  return (
    <details>
      <summary>{texts.setUp.doNotFit(out.length)}</summary>
      <ul>
        {out.map(({ name, reason }) => (
          <li key={name} className="value">
            {visible(name)}: {visible(reason ?? '')}
          </li>
        ))}
      </ul>
    </details>
  );
}
