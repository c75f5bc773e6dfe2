import type { CanonicalValue } from '@linkwright/core';
import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import { among } from './among.ts';
import type { Database } from './database.ts';
import { given } from './given.ts';
import { insertRows } from './insert-rows.ts';
import { type Side, sideNumber } from './side.ts';
import { canonicalValueSchema, parseStored } from './stored-json.ts';

/** A value that lost: it can be brought back from here. */
export interface Conflict {
  readonly link: number;
  readonly mapping: string;
  readonly left: CanonicalValue;
  readonly right: CanonicalValue;
  readonly winner: Side;
}

/**
 * Committed before the write that makes the value lose: whatever happens to the process, it can be brought back. Until
 * the app's answer is stored an entry is open; the next attempt at the same value takes its place. An attempt at another
 * value finds that the one before is gone: most likely it was overwritten by a write that was not answered.
 */
export async function openConflicts(
  database: Kysely<Database>,
  run: string,
  pair: number,
  conflicts: readonly Conflict[],
  at: number,
): Promise<void> {
  if (conflicts.length === 0) return;
  const losing = given(
    { link: 'integer', mapping: 'text', winner: 'text', value: 'text' },
    conflicts.map(({ link, mapping, left, right, winner }) => [
      link,
      mapping,
      winner,
      JSON.stringify(winner === 'left' ? right : left),
    ]),
  );
  await sql`
    delete from conflicts where open = 1
      and (link_id, mapping, winner, case winner when 'left' then right_value else left_value end) in ${losing}
  `.execute(database);
  await closeConflicts(database, conflicts);
  const rows = conflicts.map((conflict) => ({
    run,
    pair_id: pair,
    link_id: conflict.link,
    mapping: conflict.mapping,
    left_value: JSON.stringify(conflict.left),
    right_value: JSON.stringify(conflict.right),
    winner: conflict.winner,
    open: 1,
    at,
  }));
  await insertRows(database, 'conflicts', rows, (chunk) => database.insertInto('conflicts').values(chunk));
}

/** The app holds the value that won. */
export async function closeConflicts(database: Kysely<Database>, conflicts: readonly Conflict[]): Promise<void> {
  if (conflicts.length === 0) return;
  await sql`
    update conflicts set open = 0 where open = 1 and (link_id, mapping) in ${mappingsOf(conflicts)}
  `.execute(database);
}

/** Nothing was written, so nothing was lost. */
export async function dropConflicts(database: Kysely<Database>, conflicts: readonly Conflict[]): Promise<void> {
  if (conflicts.length === 0) return;
  await sql`
    delete from conflicts where open = 1 and (link_id, mapping) in ${mappingsOf(conflicts)}
  `.execute(database);
}

const mappingsOf = (conflicts: readonly Conflict[]) =>
  given(
    { link: 'integer', mapping: 'text' },
    conflicts.map(({ link, mapping }) => [link, mapping]),
  );

/** Before and after, by field or association id. */
export type WrittenChanges = Readonly<
  Record<string, { readonly before: CanonicalValue; readonly after: CanonicalValue }>
>;

export interface LoggedWrite {
  readonly side: Side;
  readonly record: string;
  readonly kind: 'create' | 'update' | 'associate' | 'stand-in';
  readonly changes: WrittenChanges;
}

export async function logWrites(
  database: Kysely<Database>,
  run: string,
  pair: number,
  writes: readonly LoggedWrite[],
  at: number,
): Promise<void> {
  const rows = writes.map((write) => ({
    run,
    pair_id: pair,
    side: sideNumber(write.side),
    record_id: write.record,
    kind: write.kind,
    changes: JSON.stringify(write.changes),
    at,
  }));
  await insertRows(database, 'writes', rows, (chunk) => database.insertInto('writes').values(chunk));
}

const writtenChangesSchema = z.record(
  z.string(),
  z.object({ before: canonicalValueSchema, after: canonicalValueSchema }),
);

/** What was written to these records of one side since a time, by record id. */
export async function recentWrites(
  database: Kysely<Database>,
  pair: number,
  side: Side,
  records: readonly string[],
  since: number,
): Promise<ReadonlyMap<string, readonly (LoggedWrite & { readonly at: number })[]>> {
  const found = new Map<string, (LoggedWrite & { readonly at: number })[]>();
  if (records.length === 0) return found;
  const rows = await database
    .selectFrom('writes')
    .select(['record_id', 'kind', 'changes', 'at'])
    .where('pair_id', '=', pair)
    .where('side', '=', sideNumber(side))
    .where(among('record_id', records))
    .where('at', '>=', since)
    .execute();
  for (const row of rows) {
    const writes = found.get(row.record_id) ?? [];
    found.set(row.record_id, writes);
    const changes = parseStored(writtenChangesSchema, row.changes, `a write to record ${row.record_id}`);
    writes.push({ side, record: row.record_id, kind: row.kind, changes, at: row.at });
  }
  return found;
}
