import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import type { Database } from './database.ts';
import { type LogMover, logOf, sizeOf } from './log-mover.ts';
import { damagedState } from './state-error.ts';

/** Did the last process that wrote the file end without closing it? Then its log is still there. */
export const isLeftOpen = (file: string): boolean => sizeOf(logOf(file)) > 0;

/**
 * Refuses a database that has lost a part of itself. SQLite finds the last whole commit in its log on its own, but reads
 * a missing page as zeros.
 *
 * A file that was closed needs a look at its length alone; one that was left open is read once as a whole.
 */
export async function checkState(
  database: Kysely<Database>,
  log: LogMover,
  { file, leftOpen }: { readonly file: string; readonly leftOpen: boolean },
): Promise<void> {
  const pages = await readPragma(database, 'page_count');
  const pageSize = await readPragma(database, 'page_size');
  if ((await log.empty()) && sizeOf(file) < pages * pageSize) throw damagedState('a part of the file is missing');
  if (!leftOpen) return;
  const { rows } = await sql<{ quick_check: string }>`pragma quick_check(1)`.execute(database);
  if (rows[0]?.quick_check !== 'ok') throw damagedState('the database is malformed');
}

/** The first column of what it answers. */
async function readPragma(database: Kysely<Database>, pragma: string): Promise<number> {
  const { rows } = await sql.raw<Record<string, unknown>>(`pragma ${pragma}`).execute(database);
  return z.number().parse(Object.values(rows[0] ?? {})[0]);
}
