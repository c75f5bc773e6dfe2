import { type Stats, statSync } from 'node:fs';

/**
 * `null`: it is not there, or nobody may see it. In this thread: the thread pool takes longer to be asked than the look does, and a
 * service looks at some files of each workspace again and again.
 */
export function lookAtFile(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}
