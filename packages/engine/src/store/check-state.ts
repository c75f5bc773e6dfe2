import { statSync } from 'node:fs';
import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import type { Database } from './database.ts';
import { damagedState } from './state-error.ts';

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** SQLite's log beside a database. */
export const logOf = (file: string): string => `${file}-wal`;

/** Did the last process that wrote the file end without closing it? Then its log is still there. */
export const isLeftOpen = (file: string): boolean => sizeOf(logOf(file)) > 0;

/**
 * Refuses a database that has lost a part of itself. SQLite finds the last whole commit in its log on its own, but reads
 * a missing page as zeros.
 *
 * A file that was closed needs a look at its length alone; one that was left open is read once as a whole.
 */
export async function checkState(database: Kysely<Database>, file: string, leftOpen: boolean): Promise<void> {
  const pages = await readPragma(database, 'page_count');
  const pageSize = await readPragma(database, 'page_size');
  if ((await moveLog(database)) && sizeOf(file) < pages * pageSize) throw damagedState('a part of the file is missing');
  if (!leftOpen) return;
  const { rows } = await sql<{ quick_check: string }>`pragma quick_check(1)`.execute(database);
  if (rows[0]?.quick_check !== 'ok') throw damagedState('the database is malformed');
}

/** The log is moved into the database when it has grown to so many bytes. */
const longestLog = 32_000_000;

/**
 * The log is emptied in the same moment: a log that outlives its move could be cut off later, and what is left of it
 * would then be laid over newer pages. SQLite's own way of moving it, which does not do that, is to be turned off.
 */
export const emptyLog =
  (database: Kysely<Database>, file: string): (() => Promise<void>) =>
  async () => {
    if (sizeOf(logOf(file)) > longestLog) await moveLog(database);
  };

/** Whoever reads beside us is not waited for; then the log grows on. `false`: somebody was in the way. */
const moveLog = (database: Kysely<Database>): Promise<boolean> =>
  database.connection().execute(async (held) => {
    const timeout = await readPragma(held, 'busy_timeout');
    await sql`pragma busy_timeout = 0`.execute(held);
    try {
      return (await readPragma(held, 'wal_checkpoint(truncate)')) === 0;
    } finally {
      await sql.raw(`pragma busy_timeout = ${timeout}`).execute(held);
    }
  });

/** The first column of what it answers. */
async function readPragma(database: Kysely<Database>, pragma: string): Promise<number> {
  const { rows } = await sql.raw<Record<string, unknown>>(`pragma ${pragma}`).execute(database);
  return z.number().parse(Object.values(rows[0] ?? {})[0]);
}
