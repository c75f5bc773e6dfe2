import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { privateFile } from './private-file.ts';
import { stateError } from './state-error.ts';
import { type StateLock, stateLocked } from './state-lock.ts';

const fileBeside = (stateFile: string): string => join(dirname(stateFile), 'lock.db');

const isBusy = (error: unknown): boolean => error instanceof Error && /locked|busy/i.test(error.message);

/** An open transaction on a database of its own: the operating system gives it up with the process. */
export function lockFile(stateFile: string): StateLock {
  const file = fileBeside(stateFile);
  privateFile(file);
  const database = new DatabaseSync(file);
  try {
    database.exec('pragma busy_timeout = 100; begin exclusive;');
  } catch (error) {
    database.close();
    throw isBusy(error) ? stateLocked() : stateError(error);
  }
  return {
    lost: new AbortController().signal,
    async release() {
      database.exec('rollback');
      database.close();
    },
  };
}

export function isFileLocked(stateFile: string): boolean {
  const file = fileBeside(stateFile);
  if (!existsSync(file)) return false;
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    database.exec('pragma busy_timeout = 0');
    database.prepare('select count(*) from sqlite_master').get();
    return false;
  } catch (error) {
    return isBusy(error);
  } finally {
    database.close();
  }
}
