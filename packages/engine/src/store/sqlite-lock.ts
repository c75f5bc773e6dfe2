import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { privateFile } from './private-file.ts';
import { stateError } from './state-error.ts';
import { type LockPurpose, type StateLock, stateLocked } from './state-lock.ts';

const fileNames: Readonly<Record<LockPurpose, string>> = { run: 'lock.db', service: 'service.db' };

const fileBeside = (stateFile: string, purpose: LockPurpose): string => join(dirname(stateFile), fileNames[purpose]);

const isBusy = (error: unknown): boolean => error instanceof Error && /locked|busy/i.test(error.message);

/** An open transaction on a database of its own: the operating system gives it up with the process. */
export function lockFile(stateFile: string, purpose: LockPurpose): StateLock {
  const file = fileBeside(stateFile, purpose);
  privateFile(file);
  const database = new DatabaseSync(file);
  try {
    database.exec('pragma busy_timeout = 100; begin exclusive;');
  } catch (error) {
    database.close();
    throw isBusy(error) ? stateLocked(purpose) : stateError(error);
  }
  return {
    lost: new AbortController().signal,
    lease: null,
    async release() {
      database.exec('rollback');
      database.close();
    },
  };
}

export function isFileLocked(stateFile: string, purpose: LockPurpose): boolean {
  const file = fileBeside(stateFile, purpose);
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
