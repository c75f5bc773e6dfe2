import { createHash } from 'node:crypto';
import { commitOrDay } from '../../../scripts/commit-or-day.ts';

/**
 * The first of the seeds that are this commit's own: each commit tries worlds that nobody has tried, and a build that is
 * run again tries the same ones. Where there is no repository, the day takes the place of the commit.
 */
export function freshSeed(): number {
  return createHash('sha256').update(commitOrDay()).digest().readUInt32BE(0);
}
