import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';

/** Below so many rows every plan is quick. */
const fewRows = 2000;

/**
 * PostgreSQL counts the rows of its tables about once a minute, and until then reads a table that has just been filled as a whole to
 * find a few of its rows. So each is counted whenever its rows may have doubled. `inserted`: rows by table, since the state was opened.
 */
export function analyzeAsItGrows(inserted: ReadonlyMap<string, number>): (database: Kysely<Database>) => Promise<void> {
  /** By table: how many have to be inserted until it is counted again. */
  const next = new Map<string, number>();
  const hasGrown = ([table, rows]: readonly [string, number]): boolean => rows >= (next.get(table) ?? fewRows);
  let counted: Promise<ReadonlyMap<string, number>> | null = null;
  return async (executor) => {
    const grown = [...inserted].filter(hasGrown);
    if (grown.length === 0) return;
    counted ??= rowsByTable(executor);
    // One that was large before need not be counted for a few more.
    for (const [table, rows] of await counted) if (!next.has(table)) next.set(table, Math.max(fewRows, rows));
    const doubled = grown.filter(hasGrown);
    for (const [table, rows] of doubled) next.set(table, 2 * rows);
    if (doubled.length > 0) {
      await sql`analyze ${sql.join(doubled.map(([table]) => sql.id(table)))}`.execute(executor);
    }
  };
}

async function rowsByTable(executor: Kysely<Database>): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ name: string; count: number }>`
    select relname as name, greatest(reltuples, 0)::bigint as count from pg_class
    where relnamespace = current_schema()::regnamespace and relkind = 'r'
  `.execute(executor);
  return new Map(rows.map(({ name, count }) => [name, count]));
}
