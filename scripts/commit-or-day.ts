import { execFileSync } from 'node:child_process';

/** What a build is told by: run again, it does the same. Where there is no repository, the day takes the place of the commit. */
export function commitOrDay(): string {
  // Said by the build itself, so that what a cache keeps of another commit is not taken for this one's.
  if (process.env.LINKWRIGHT_COMMIT) return process.env.LINKWRIGHT_COMMIT;
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return new Date().toISOString().slice(0, 10);
  }
}
