import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { damagedState, stateError } from './state-error.ts';

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

const logOf = (file: string): string => `${file}-wal`;

/** Did the last process that wrote the file end without closing it? Then its log is still there. */
export const isLeftOpen = (file: string): boolean => sizeOf(logOf(file)) > 0;

const pagesSchema = z.object({ page_count: z.number() });
const pageSizeSchema = z.object({ page_size: z.number() });
const verdictSchema = z.object({ quick_check: z.string() });

/**
 * Refuses a database that has lost a part of itself. SQLite finds the last whole commit in its log on its own, but reads
 * a missing page as zeros.
 *
 * A file that was closed needs a look at its length alone; one that was left open is read once as a whole.
 */
export function checkState(connection: DatabaseSync, file: string, leftOpen: boolean): void {
  const { page_count: pages } = pagesSchema.parse(connection.prepare('pragma page_count').get());
  const { page_size: pageSize } = pageSizeSchema.parse(connection.prepare('pragma page_size').get());
  if (moveLog(connection) && sizeOf(file) < pages * pageSize) throw damagedState('a part of the file is missing');
  if (!leftOpen) return;
  const { quick_check: verdict } = verdictSchema.parse(connection.prepare('pragma quick_check(1)').get());
  if (verdict !== 'ok') throw damagedState('the database is malformed');
}

/** The log is moved into the database when it has grown to so many bytes. */
const longestLog = 32_000_000;

/**
 * The log is emptied in the same moment: a log that outlives its move could be cut off later, and what is left of it
 * would then be laid over newer pages.
 */
export function emptyLog(connection: DatabaseSync, file: string): () => void {
  connection.exec('pragma wal_autocheckpoint = 0');
  return () => {
    if (sizeOf(logOf(file)) <= longestLog) return;
    try {
      moveLog(connection);
    } catch (error) {
      throw stateError(error);
    }
  };
}

const movedSchema = z.object({ busy: z.number() });
const timeoutSchema = z.object({ timeout: z.number() });

/** Whoever reads beside us is not waited for; then the log grows on. `false`: somebody was in the way. */
function moveLog(connection: DatabaseSync): boolean {
  const { timeout } = timeoutSchema.parse(connection.prepare('pragma busy_timeout').get());
  connection.exec('pragma busy_timeout = 0');
  try {
    return movedSchema.parse(connection.prepare('pragma wal_checkpoint(truncate)').get()).busy === 0;
  } finally {
    connection.exec(`pragma busy_timeout = ${timeout}`);
  }
}
