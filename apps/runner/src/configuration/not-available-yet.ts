import type { Path } from './path.ts';
import type { Problem } from './problem.ts';

/** The problem with a value that a later release brings; `null`: the value is simply wrong. */
export function valueNotAvailableYet(path: Path, value: unknown): Problem | null {
  if (path[0] !== 'syncs') return null;
  const isWinner =
    path[2] === 'conflicts' &&
    ((path[3] === 'winner' && path.length === 4) || (path[3] === 'fields' && path.length === 5));
  if (isWinner && (value === 'newest' || value === 'review')) {
    return notAvailable(path, `The conflict winner "${value}"`, 'Use left or right.');
  }
  return null;
}

const notAvailable = (path: Path, what: string, remedy: string): Problem => ({
  code: 'not-available-yet',
  path,
  message: `${what} is part of the format, but this release cannot do it yet.`,
  remedy,
});
