import type { CanonicalValue } from '@linkwright/core';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { among } from './among.ts';
import type { Database } from './database.ts';
import { insertRows } from './insert-rows.ts';
import { type Shapes, shapesFor, withShapes } from './shapes.ts';
import { type Side, sideNumber, sideOf } from './side.ts';
import { isCanonicalValue, isListOf, parseStored } from './stored-json.ts';
import { type WriteReason, writeReasons } from './write-reason.ts';

export interface WrittenChange {
  readonly before: CanonicalValue;
  /** As it was sent. */
  readonly after: CanonicalValue;
  /** What the app made of it. Absent: just that, or it was not shown. */
  readonly held?: CanonicalValue;
  /** Absent: the usual one of the kind, see {@link usualReason}. */
  readonly reason?: WriteReason;
}

/** By field or association id. */
export type WrittenChanges = Readonly<Record<string, WrittenChange>>;

export type WriteKind = 'create' | 'update' | 'associate' | 'archive' | 'merge' | 'stand-in';

export interface LoggedWrite {
  readonly side: Side;
  /** Number of the record. */
  readonly record: number;
  readonly kind: WriteKind;
  readonly changes: WrittenChanges;
}

export const usualReason: Readonly<Record<WriteKind, WriteReason>> = {
  create: 'created',
  update: 'edited',
  associate: 'edited',
  archive: 'twin-gone',
  merge: 'merged',
  'stand-in': 'stand-in',
};

export async function logWrites(
  database: Kysely<Database>,
  run: string,
  pair: number,
  writes: readonly LoggedWrite[],
  at: number,
): Promise<void> {
  for (const alike of ofOneKind(writes)) {
    const [first] = alike;
    if (!first) continue;
    const shapes = await shapesFor(
      database,
      alike.map(({ changes }) => changes),
    );
    const entries = alike.map(({ record, changes }) => {
      const reasons = reasonsOf(changes);
      return `[${record},${shapes.pack(changes, asStored)}${reasons === null ? '' : `,${JSON.stringify(reasons)}`}]`;
    });
    const { id } = await database
      .insertInto('writes')
      .values({
        run,
        pair_id: pair,
        side: sideNumber(first.side),
        kind: first.kind,
        changes: `[${entries.join()}]`,
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

/** An answer is mostly of one kind. */
function ofOneKind(writes: readonly LoggedWrite[]): Iterable<readonly LoggedWrite[]> {
  const [first] = writes;
  if (first === undefined) return [];
  if (writes.every(({ side, kind }) => side === first.side && kind === first.kind)) return [writes];
  return Map.groupBy(writes, ({ side, kind }) => `${side} ${kind}`).values();
}

/** Before, after and what the app made of it, as far as each says something. */
function asStored({ before, after, held }: WrittenChange): readonly CanonicalValue[] {
  if (held !== undefined) return [before, after, held];
  return before === null ? [after] : [before, after];
}

function readChange(found: unknown): WrittenChange | undefined {
  if (!isListOf(found, isCanonicalValue) || found.length === 0 || found.length > 3) return undefined;
  const [first = null, second, held] = found;
  if (second === undefined) return { before: null, after: first };
  return { before: first, after: second, ...(held !== undefined && { held }) };
}

type StoredReasons = WriteReason | Readonly<Record<string, WriteReason>>;

/** One for all, or by field. `null`: all have the usual one. */
function reasonsOf(changes: WrittenChanges): StoredReasons | null {
  let common: WriteReason | undefined;
  let isCommon = true;
  let position = 0;
  for (const field in changes) {
    const reason = changes[field]?.reason;
    if (position === 0) common = reason;
    else if (reason !== common) isCommon = false;
    position += 1;
  }
  if (isCommon) return common ?? null;
  return Object.fromEntries(
    Object.entries(changes).flatMap(([field, { reason }]) => (reason === undefined ? [] : [[field, reason] as const])),
  );
}

const reasonSchema = z.enum(writeReasons);

/** A record's number, its changes as they were packed, and their reasons where they are not the usual ones. */
const entriesSchema = z.array(
  z.union([
    z.tuple([z.number(), z.array(z.unknown())]),
    z.tuple([z.number(), z.array(z.unknown()), z.union([reasonSchema, z.record(z.string(), reasonSchema)])]),
  ]),
);

/** An entry of the log. */
export interface PastWrites extends LoggedWrite {
  /** In the order they were written. */
  readonly write: number;
  readonly run: string;
  readonly at: number;
}

export interface WritesRow {
  readonly id: number;
  readonly run: string;
  readonly side: number;
  readonly kind: WriteKind;
  readonly changes: string;
  readonly at: number;
}

export function readWrites({ id, run, side, kind, changes, at }: WritesRow, shapes: Shapes): readonly PastWrites[] {
  return parseStored(entriesSchema, changes, `write ${id}`).map(([record, packed, reasons]) => {
    const read = shapes.read(packed, `write ${id}`, readChange);
    return { write: id, side: sideOf(side), record, kind, changes: withReasons(read, reasons), run, at };
  });
}

function withReasons(changes: WrittenChanges, reasons: StoredReasons | undefined): WrittenChanges {
  if (reasons === undefined) return changes;
  return Object.fromEntries(
    Object.entries(changes).map(([field, change]) => {
      const reason = typeof reasons === 'string' ? reasons : reasons[field];
      return [field, reason === undefined ? change : { ...change, reason }];
    }),
  );
}

/** A page of what a run has written to one side of a pair: the numbers of the records that are met there for the first time. */
export async function recordsOfRun(
  database: Kysely<Database>,
  {
    run,
    pair,
    side,
    made,
    after,
    limit,
  }: OfRun & {
    /** Those that it made, or those that it wrote to otherwise. */
    readonly made: boolean;
    readonly after: number;
    readonly limit: number;
  },
): Promise<{ readonly records: readonly number[]; readonly last: number | null }> {
  const kind = made ? ('=' as const) : ('!=' as const);
  const rows = await database
    .selectFrom('writes')
    .select(['id', 'changes'])
    .where('run', '=', run)
    .where('pair_id', '=', pair)
    .where('side', '=', sideNumber(side))
    .where('kind', kind, 'create')
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
  const last = rows.at(-1)?.id ?? null;
  if (last === null) return { records: [], last };
  // The log leads from records to their writes, so the other way round each entry has to say.
  const written = new Set(
    rows.flatMap(({ id, changes }) => parseStored(entriesSchema, changes, `write ${id}`).map(([record]) => record)),
  );
  const earlier = await database
    .selectFrom('written_records')
    .innerJoin('writes', 'writes.id', 'written_records.write_id')
    .select('written_records.record')
    .where(among('written_records.record', [...written]))
    .where('writes.run', '=', run)
    .where('writes.pair_id', '=', pair)
    .where('writes.side', '=', sideNumber(side))
    .where('writes.kind', kind, 'create')
    .where('writes.id', '<=', after)
    .execute();
  for (const { record } of earlier) written.delete(record);
  return { records: [...written].sort((a, b) => a - b), last };
}

export interface OfRun {
  readonly run: string;
  readonly pair: number;
  readonly side: Side;
}

/** What a run has written to these records of one side of a pair, by their numbers, in the order it was written. */
export async function writesOfRun(
  database: Kysely<Database>,
  { run, pair, side }: OfRun,
  records: readonly number[],
): Promise<readonly PastWrites[]> {
  if (records.length === 0) return [];
  const rows = await selectWrites(database)
    .where('run', '=', run)
    .where('pair_id', '=', pair)
    .where('side', '=', sideNumber(side))
    .where('id', 'in', database.selectFrom('written_records').select('write_id').where(among('record', records)))
    .orderBy('id')
    .execute();
  const wanted = new Set(records);
  return (await withShapes(database, rows, readWrites)).flat().filter(({ record }) => wanted.has(record));
}

const selectWrites = (database: Kysely<Database>) =>
  database.selectFrom('writes').select(['id', 'run', 'side', 'kind', 'changes', 'at']);

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
  const rows = await selectWrites(database)
    .where('pair_id', '=', pair)
    .where('side', '=', sideNumber(side))
    .where('at', '>=', since)
    .where('id', 'in', database.selectFrom('written_records').select('write_id').where(among('record', records)))
    .orderBy('id')
    .execute();
  const wanted = new Set(records);
  for (const write of (await withShapes(database, rows, readWrites)).flat()) {
    if (!wanted.has(write.record)) continue;
    const writes = found.get(write.record);
    if (writes) writes.push(write);
    else found.set(write.record, [write]);
  }
  return found;
}
