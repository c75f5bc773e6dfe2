import { count } from '../output/format-number.ts';
import type { Output } from '../output/output.ts';

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

/** Tells a moment (milliseconds since 1970, UTC). */
export type TimeOf = (moment: number) => string;

/** As a person on a terminal thinks of it; for whatever else reads the output, ISO 8601 in UTC. */
export const timesFor =
  ({ columns }: Pick<Output, 'columns'>, now: number): TimeOf =>
  (moment) =>
    columns === null ? new Date(moment).toISOString() : tellRelative(moment, now);
