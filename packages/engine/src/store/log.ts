import type { CanonicalValue } from '@linkwright/core';
import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import { among } from './among.ts';
import type { Database } from './database.ts';
import { given } from './given.ts';
import { insertRows } from './insert-rows.ts';
import { shapesFor, withShapes } from './shapes.ts';
import { type Side, sideNumber } from './side.ts';
import { isCanonicalValue, isListOf, parseStored } from './stored-json.ts';

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
  /** Number of the record. */
  readonly record: number;
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
  for (const alike of Map.groupBy(writes, ({ side, kind }) => `${side} ${kind}`).values()) {
    const [first] = alike;
    if (!first) continue;
    const shapes = await shapesFor(
      database,
      alike.map(({ changes }) => changes),
    );
    const changes = alike.map(({ record, changes }) => `[${record},${shapes.pack(changes, asStored)}]`);
    const { id } = await database
      .insertInto('writes')
      .values({
        run,
        pair_id: pair,
        side: sideNumber(first.side),
        kind: first.kind,
        changes: `[${changes.join()}]`,
        at,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const rows = [...new Set(alike.map(({ record }) => record))].map((record) => ({ record, write_id: id }));
    await insertRows(database, 'written_records', rows, (chunk) =>
      database.insertInto('written_records').values(chunk),
    );
  }
}

/** Before and after, or what came after nothing. */
const asStored = ({ before, after }: WrittenChanges[string]): readonly CanonicalValue[] =>
  before === null ? [after] : [before, after];

function readChange(found: unknown): WrittenChanges[string] | undefined {
  if (!isListOf(found, isCanonicalValue) || found.length === 0 || found.length > 2) return undefined;
  const [first = null, second] = found;
  return second === undefined ? { before: null, after: first } : { before: first, after: second };
}

/** A record's number, and its changes as they were packed. */
const entriesSchema = z.array(z.tuple([z.number(), z.array(z.unknown())]));

/** An entry of the log. */
export interface PastWrites extends LoggedWrite {
  readonly run: string;
  readonly at: number;
}

/** What was written to these records of one side of a pair since a time, by their numbers, in the order it was written. */
export async function recentWrites(
  database: Kysely<Database>,
  pair: number,
  side: Side,
  records: readonly number[],
  since: number,
): Promise<ReadonlyMap<number, readonly PastWrites[]>> {
  const found = new Map<number, PastWrites[]>();
  if (records.length === 0) return found;
  const rows = await database
    .selectFrom('writes')
    .select(['id', 'run', 'kind', 'changes', 'at'])
    .where('pair_id', '=', pair)
    .where('side', '=', sideNumber(side))
    .where('at', '>=', since)
    .where('id', 'in', database.selectFrom('written_records').select('write_id').where(among('record', records)))
    .orderBy('id')
    .execute();
  const wanted = new Set(records);
  const read = await withShapes(database, rows, ({ id, run, kind, changes, at }, shapes) =>
    parseStored(entriesSchema, changes, `write ${id}`)
      .filter(([record]) => wanted.has(record))
      .map(([record, packed]): PastWrites => {
        return { side, record, kind, changes: shapes.read(packed, `write ${id}`, readChange), run, at };
      }),
  );
  for (const write of read.flat()) {
    const writes = found.get(write.record);
    if (writes) writes.push(write);
    else found.set(write.record, [write]);
  }
  return found;
}
