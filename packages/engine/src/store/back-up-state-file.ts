import { open } from 'node:fs/promises';
import { backup, DatabaseSync } from 'node:sqlite';
import { stateError } from './state-error.ts';

/** All in one step: a copy in several begins again whenever another process writes in between. */
const allPages = 2 ** 31 - 1;

/**
 * Copies the state while others read and write it. `to` is one file, complete without others beside it, on the disk and
 * readable by its owner alone; it must not be there yet (`EEXIST`). Throws what `stateError` tells; `to` is then unfinished.
 */
export async function backUpStateFile(from: string, to: string): Promise<void> {
  await (await open(to, 'wx', 0o600)).close();
  try {
    const source = new DatabaseSync(from);
    try {
      source.exec('pragma busy_timeout = 10000');
      await backup(source, to, { rate: allPages });
    } finally {
      source.close();
    }
    const copy = new DatabaseSync(to);
    try {
      // As its source, it would otherwise need a log and an index beside it to be read.
      copy.exec('pragma journal_mode = delete');
    } finally {
      copy.close();
    }
  } catch (error) {
    throw stateError(error);
  }
  const file = await open(to, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
