import { useTexts } from '../texts/texts.tsx';

interface PagerProps {
  readonly offset: number;
  readonly limit: number;
  readonly total: number;
  readonly go: (offset: number) => void;
}

/** Which part of a long list is shown. The pages are made by the service. */
export function Pager({ offset, limit, total, go }: PagerProps) {
  const texts = useTexts();
  if (total <= limit && offset === 0) return null;
  const end = Math.min(offset + limit, total);
  return (
    <div className="row">
      <button type="button" className="button" disabled={offset === 0} onClick={() => go(Math.max(0, offset - limit))}>
        {texts.common.previous}
      </button>
      <span className="soft" aria-live="polite">
        {texts.common.range(offset + 1, end, total)}
      </span>
      <button type="button" className="button" disabled={end >= total} onClick={() => go(offset + limit)}>
        {texts.common.next}
      </button>
    </div>
  );
}
