import { useEffect, useState } from 'react';
import { useTexts } from '../texts/texts.tsx';

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** A moment as people say it, with the exact one on hovering and for screen readers. */
export function When({ at }: { readonly at: number | null }) {
  const texts = useTexts();
  const now = useNow();
  if (at === null) return <span className="soft">{texts.common.never}</span>;
  const away = at - now;
  const [unit, length] = units.find(([, ms]) => Math.abs(away) >= ms) ?? ['second', 1_000];
  return (
    <time dateTime={new Date(at).toISOString()} title={texts.moment(at)}>
      {texts.relative(Math.round(away / length), unit)}
    </time>
  );
}

/** The time, which goes on every ten seconds. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 10_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
