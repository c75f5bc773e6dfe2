import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';

/**
 * The first of the seeds that are this commit's own: each commit tries worlds that nobody has tried, and a build that is
 * run again tries the same ones. Where there is no repository, the day takes the place of the commit.
 */
export function freshSeed(): number {
  return createHash('sha256').update(commitOrDay()).digest().readUInt32BE(0);
}

function commitOrDay(): string {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return new Date().toISOString().slice(0, 10);
  }
}
