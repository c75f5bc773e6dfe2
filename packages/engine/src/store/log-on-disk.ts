import { closeSync, fdatasync, openSync } from 'node:fs';
import { diskFailed } from './state-error.ts';

const writeToDisk = (file: number): Promise<void> =>
  new Promise((resolve, reject) => {
    fdatasync(file, (error) => (error ? reject(error) : resolve()));
  });

/**
 * Brings the log of a SQLite database to the disk, beside this thread, which goes on meanwhile. The log lies there in the order of the
 * commits, so one wait is for all that came before it.
 */
export interface LogOnDisk {
  /**
   * Resolves once everything that is committed by now is on the disk. Throws a `RetryableError` (`state-unreadable`) where it cannot be
   * brought there, from then on always: the system tells once what it could not write, and then says that all is well.
   */
  reached(): Promise<void>;
  /** Waits for what is under way. */
  close(): Promise<void>;
}

/** `log`: its file, which is there once something is committed, and is the same one for as long as the database is open. */
export function logOnDisk(log: string): LogOnDisk {
  let file: number | null = null;
  let failure: { readonly error: unknown } | null = null;
  /** Under way: it may have begun before the last commit. */
  let running: Promise<void> = Promise.resolve();
  /** Shared by all who come while one is under way. `null`: nobody has. */
  let next: Promise<void> | null = null;

  async function bring(): Promise<void> {
    if (failure !== null) throw failure.error;
    try {
      file ??= openSync(log, 'r+');
      await writeToDisk(file);
    } catch (error) {
      failure = { error: diskFailed(error) };
      throw failure.error;
    }
  }

  return {
    reached() {
      next ??= running
        .catch(() => undefined)
        .then(() => {
          next = null;
          running = bring();
          return running;
        });
      return next;
    },
    async close() {
      await (next ?? running).catch(() => undefined);
      if (file !== null) closeSync(file);
      file = null;
    },
  };
}
