import { lookAtFile } from './look-at-file.ts';

/** Changes with what a file holds. One that holds nothing is none: a look into a state makes such a log beside it, and takes it away. */
export function fileStamp(path: string): string {
  const about = lookAtFile(path);
  return about === null || about.size === 0 ? 'absent' : `${about.mtimeMs} ${about.size} ${about.ino}`;
}
