import { count } from '../output/format-number.ts';

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** A moment (milliseconds since 1970, UTC) as a person thinks of it: `5 minutes ago`, `in 2 hours`. */
export function tellRelative(moment: number, now: number): string {
  const distance = Math.abs(now - moment);
  const unit = units.find(([, length]) => distance >= length);
  if (!unit) return moment > now ? 'in a moment' : 'just now';
  const told = count(Math.floor(distance / unit[1]), unit[0]);
  return moment > now ? `in ${told}` : `${told} ago`;
}
