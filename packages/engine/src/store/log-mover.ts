import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { isLinkwrightError } from '@linkwright/core';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Database } from './database.ts';
import { stateError } from './state-error.ts';

/** Bytes. */
export const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** SQLite's log beside a database. */
export const logOf = (file: string): string => `${file}-wal`;

/** The log is moved into the database when it has grown by so many bytes. */
const longestLog = 32_000_000;
/** A log that was moved keeps its length, which then does not tell how much is in it. So many commits of a first sync fill it. */
const commitsBetween = 100;

/** Moves SQLite's log into the database. Whoever reads beside us is not waited for; then the log grows on. */
export interface LogMover {
  /** Empties its file besides. `false`: somebody was in the way. */
  empty(): Promise<boolean>;
  /**
   * What is done after a commit: a log that has become long is moved. Its file stays, and is written over from its beginning: that is
   * brought to the disk in half the time of what makes a file longer.
   */
  committed(): Promise<void>;
}

const answerSchema = z.object({ busy: z.number() });

/** `local` is the database of `database`, in this file. */
export function logMover(
  local: DatabaseSync,
  database: Kysely<Database>,
  { file, busyTimeoutMs }: { readonly file: string; readonly busyTimeoutMs: number },
): LogMover {
  const log = logOf(file);
  /** Bytes that its file had when it was last moved, or when this connection came: most of them may be in the database already. */
  let kept = sizeOf(log);
  let commits = 0;

  /** While nobody else uses the connection. SQLite is told at once how long to wait, so a kept statement would not tell it again. */
  const unwaiting = (work: () => boolean): Promise<boolean> =>
    database.connection().execute(async () => {
      try {
        local.exec('pragma busy_timeout = 0');
        return work();
      } catch (error) {
        throw stateError(error);
      } finally {
        local.exec(`pragma busy_timeout = ${busyTimeoutMs}`);
      }
    });

  const moved = (how: 'restart' | 'truncate'): boolean =>
    answerSchema.parse(local.prepare(`pragma wal_checkpoint(${how})`).get()).busy === 0;

  async function empty(): Promise<boolean> {
    if (!(await unwaiting(() => moved('truncate')))) return false;
    kept = 0;
    commits = 0;
    return true;
  }

  /**
   * What is left in a log could be cut off later, and the rest would then be laid over newer pages. So the next one begins in the same
   * moment, with a page that changes nothing, and ends what was there before. SQLite's own way of moving it leaves that to the next
   * commit, and is to be turned off.
   */
  async function beginAnew(size: number): Promise<void> {
    const begun = await unwaiting(() => {
      if (!moved('restart')) return false;
      try {
        // It is 0 in every state: unlike the version of the tables, nobody could have changed it meanwhile.
        local.exec('pragma application_id = 0');
      } catch (error) {
        // Then somebody else is writing, and begins the log with that.
        const refused = stateError(error);
        if (!isLinkwrightError(refused) || refused.code !== 'state-busy') throw refused;
      }
      return true;
    });
    if (!begun) return;
    kept = size;
    commits = 0;
  }

  return {
    empty,
    async committed() {
      commits += 1;
      const size = sizeOf(log);
      if (size <= longestLog || (size - kept <= longestLog && commits < commitsBetween)) return;
      // What a single large transaction has made so long is given back.
      if (size > 4 * longestLog) await empty();
      else await beginAnew(size);
    },
  };
}
