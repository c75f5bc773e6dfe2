import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import { among } from './among.ts';
import type { Database } from './database.ts';
import { insertRows } from './insert-rows.ts';
import { amongRecords, bySide, numbered, type RecordRef } from './records.ts';
import { otherSide, type Side, sideColumn, sideNumber, sideOf } from './side.ts';
import { parseStored } from './stored-json.ts';

/** Work that is left: records on hold, and refused records. */

export async function countDirty(database: Kysely<Database>, pair: number): Promise<number> {
  const row = await database
    .selectFrom('dirty')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('pair_id', '=', pair)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** A run marks as clean what it has written together, chunk by chunk: dirty records that it wrote before it was stopped. */
export async function countWrittenDirty(database: Kysely<Database>, pair: number, run: string): Promise<number> {
  const written = (side: Side) => {
    const own = sql.ref(`links.${sideColumn(side)}`);
    const twin = sql.ref(`links.${sideColumn(otherSide(side))}`);
    return sql`
      select dirty.side, dirty.record from dirty
      join links on links.pair_id = dirty.pair_id and links.state = 'linked' and ${own} = dirty.record
      join written_records on written_records.record = ${twin}
      join writes on writes.id = written_records.write_id and writes.pair_id = dirty.pair_id
        and writes.side = ${sideNumber(otherSide(side))} and writes.run = ${run} and writes.kind <> 'stand-in'
      where dirty.pair_id = ${pair} and dirty.side = ${sideNumber(side)}`;
  };
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (${written('left')} union ${written('right')}) as written
  `.execute(database);
  return Number(rows[0]?.count ?? 0);
}

/** Why a record is left alone. */
export const holdReasons = [
  'ambiguous',
  'keyless',
  'not-created',
  'twin-gone',
  /** Its twin was deleted, and it is to be archived as well. */
  'to-archive',
  /** Its twin was deleted, and a person decides what becomes of it. */
  'deletion-review',
  /** Its twin was merged into a record with a partner of its own, and a person decides what becomes of it. */
  'merged-away',
  /** The same, and a person wants it merged into the partner of that record. */
  'to-merge',
  /** The same, and a person wants the two kept apart. */
  'kept-apart',
  'in-review',
  /** It is outside the filter of its sync, or its twin would be. */
  'filtered-out',
  /** The record that it matches, or was linked with, is outside the filter. */
  'partner-filtered-out',
  /** The filters of several syncs take it. */
  'claimed-twice',
  /** It is linked, and stopped matching a filter that freezes. */
  'frozen',
] as const;
export type HoldReason = (typeof holdReasons)[number];

const holdDetailSchema = z.object({
  /** What to tell a person. */
  text: z.string(),
  /** Candidates or neighbours, named by side and id. */
  records: z.array(z.object({ side: z.enum(['left', 'right']), id: z.string() })).default([]),
});
export type HoldDetail = z.output<typeof holdDetailSchema>;

export const readHoldReason = (text: string): HoldReason =>
  parseStored(z.enum(holdReasons), JSON.stringify(text), 'a hold');

export const readHoldDetail = (text: string): HoldDetail => parseStored(holdDetailSchema, text, 'a hold');

export interface Hold extends RecordRef {
  readonly reason: HoldReason;
  readonly detail: HoldDetail;
}

export async function putHolds(
  database: Kysely<Database>,
  pair: number,
  holds: readonly Hold[],
  at: number,
): Promise<void> {
  for (const { side, records } of bySide(holds)) {
    const numbers = await numbered(database, pair, side, records);
    const latest = new Map(holds.flatMap((hold) => (hold.side === side ? [[hold.id, hold] as const] : [])));
    const rows = [...latest.values()].map((hold) => ({
      pair_id: pair,
      side: sideNumber(side),
      record: numbers.get(hold.id) ?? 0,
      reason: hold.reason,
      detail: JSON.stringify(hold.detail),
      since: at,
    }));
    await insertRows(database, 'holds', rows, (chunk) =>
      database
        .insertInto('holds')
        .values(chunk)
        .onConflict((conflict) =>
          conflict
            .columns(['pair_id', 'side', 'record'])
            .doUpdateSet((row) => ({ reason: row.ref('excluded.reason'), detail: row.ref('excluded.detail') })),
        ),
    );
  }
}

export async function liftHolds(
  database: Kysely<Database>,
  pair: number,
  records: readonly RecordRef[],
): Promise<void> {
  for (const { side, records: ofSide } of bySide(records)) {
    await database
      .deleteFrom('holds')
      .where('pair_id', '=', pair)
      .where('side', '=', sideNumber(side))
      .where(amongRecords('record', pair, side, ofSide))
      .execute();
  }
}

export async function loadHolds(
  database: Kysely<Database>,
  pair: number,
  options: { readonly reason?: HoldReason; readonly limit?: number; readonly record?: RecordRef } = {},
): Promise<(Hold & { readonly since: number })[]> {
  let query = database
    .selectFrom('holds')
    .innerJoin('records', 'records.number', 'holds.record')
    .select(['holds.side', 'holds.reason', 'holds.detail', 'holds.since', 'records.id'])
    .where('holds.pair_id', '=', pair)
    .orderBy('holds.side')
    .orderBy('records.id');
  if (options.reason) query = query.where('holds.reason', '=', options.reason);
  if (options.limit !== undefined) query = query.limit(options.limit);
  const { record } = options;
  if (record) query = query.where('holds.side', '=', sideNumber(record.side)).where('records.id', '=', record.id);
  const rows = await query.execute();
  return rows.map((row) => ({
    since: row.since,
    side: sideOf(row.side),
    id: row.id,
    reason: readHoldReason(row.reason),
    detail: readHoldDetail(row.detail),
  }));
}

/** Held for a reason, in the order of their numbers; without those that an app has refused and that are not due again. */
export async function dueHolds(
  database: Kysely<Database>,
  pair: number,
  side: Side,
  reason: HoldReason,
  { after, now, limit }: { readonly after: number; readonly now: number; readonly limit: number },
): Promise<readonly { readonly id: string; readonly number: number }[]> {
  return database
    .selectFrom('holds')
    .innerJoin('records', 'records.number', 'holds.record')
    .leftJoin('failures', (join) =>
      join
        .onRef('failures.pair_id', '=', 'holds.pair_id')
        .onRef('failures.side', '=', 'holds.side')
        .onRef('failures.record', '=', 'holds.record'),
    )
    .select(['records.id', 'records.number'])
    .where('holds.pair_id', '=', pair)
    .where('holds.side', '=', sideNumber(side))
    .where('holds.reason', '=', reason)
    .where('holds.record', '>', after)
    .where((where) => where.or([where('failures.next_at', 'is', null), where('failures.next_at', '<=', now)]))
    .orderBy('holds.record')
    .limit(limit)
    .execute();
}

export interface Failure {
  /** The record whose values were refused on the other side: a change of it tries again at once. */
  readonly origin: RecordRef;
  readonly code: string;
  readonly category: string;
  readonly field: string | null;
  readonly message: string;
  readonly remedy: string;
}

const firstRetryMs = 60_000;
const lastRetryMs = 24 * 3_600_000;

/** Puts refused records into quarantine; each further refusal doubles the wait. One entry per record. */
export async function putFailures(
  database: Kysely<Database>,
  pair: number,
  failures: readonly Failure[],
  at: number,
): Promise<void> {
  for (const { side, records } of bySide(failures.map(({ origin }) => origin))) {
    const numbers = await numbered(database, pair, side, records);
    const latest = new Map(
      failures.flatMap((failure) =>
        failure.origin.side === side ? [[numbers.get(failure.origin.id) ?? 0, failure] as const] : [],
      ),
    );
    const known = await database
      .selectFrom('failures')
      .select(['record', 'attempts'])
      .where('pair_id', '=', pair)
      .where('side', '=', sideNumber(side))
      .where(among('record', [...latest.keys()]))
      .execute();
    const attempts = new Map(known.map((row) => [row.record, row.attempts]));
    const rows = [...latest].map(([record, failure]) =>
      failureRow(pair, record, failure, (attempts.get(record) ?? 0) + 1, at),
    );
    await insertRows(database, 'failures', rows, (chunk) =>
      database
        .insertInto('failures')
        .values(chunk)
        .onConflict((conflict) =>
          conflict.columns(['pair_id', 'side', 'record']).doUpdateSet((row) => ({
            code: row.ref('excluded.code'),
            category: row.ref('excluded.category'),
            field: row.ref('excluded.field'),
            message: row.ref('excluded.message'),
            remedy: row.ref('excluded.remedy'),
            attempts: row.ref('excluded.attempts'),
            next_at: row.ref('excluded.next_at'),
          })),
        ),
    );
  }
}

const failureRow = (pair: number, record: number, failure: Failure, attempts: number, at: number) => ({
  pair_id: pair,
  side: sideNumber(failure.origin.side),
  record,
  code: failure.code,
  category: failure.category,
  field: failure.field,
  message: failure.message,
  remedy: failure.remedy,
  attempts,
  next_at: at + Math.min(firstRetryMs * 2 ** (attempts - 1), lastRetryMs),
  since: at,
});

export async function clearFailures(
  database: Kysely<Database>,
  pair: number,
  records: readonly RecordRef[],
): Promise<void> {
  for (const { side, records: ofSide } of bySide(records)) {
    await database
      .deleteFrom('failures')
      .where('pair_id', '=', pair)
      .where('side', '=', sideNumber(side))
      .where(amongRecords('record', pair, side, ofSide))
      .execute();
  }
}

/** A refused record, with how often and since when it was tried, and when it will be again: milliseconds since 1970. */
export interface StandingFailure extends Failure {
  readonly attempts: number;
  readonly nextAt: number;
  readonly since: number;
}

export async function loadFailures(
  database: Kysely<Database>,
  pair: number,
  options: { readonly limit?: number; readonly record?: RecordRef } = {},
): Promise<StandingFailure[]> {
  let query = database
    .selectFrom('failures')
    .innerJoin('records', 'records.number', 'failures.record')
    .selectAll('failures')
    .select('records.id')
    .where('failures.pair_id', '=', pair)
    .orderBy('failures.since')
    .orderBy('records.id');
  if (options.limit !== undefined) query = query.limit(options.limit);
  const { record } = options;
  if (record) query = query.where('failures.side', '=', sideNumber(record.side)).where('records.id', '=', record.id);
  const rows = await query.execute();
  return rows.map((row) => ({
    origin: { side: sideOf(row.side), id: row.id, number: row.record },
    code: row.code,
    category: row.category,
    field: row.field,
    message: row.message,
    remedy: row.remedy,
    attempts: row.attempts,
    nextAt: row.next_at,
    since: row.since,
  }));
}

/** What waits for a moment rather than for a change: refused records that are due again, creates under review. */
export async function wakeDueRecords(database: Kysely<Database>, pair: number, now: number): Promise<void> {
  await sql`
    insert into dirty (pair_id, side, record)
    select pair_id, side, record from holds where pair_id = ${pair} and reason = 'in-review'
    union select pair_id, side, record from failures where pair_id = ${pair} and next_at <= ${now}
    on conflict do nothing
  `.execute(database);
}

/** Records that wait because of others which bear their key, when those no longer bear it. */
export async function wakeAmbiguous(
  database: Kysely<Database>,
  pair: number,
  side: Side,
  records: readonly number[],
): Promise<void> {
  if (records.length === 0) return;
  await sql`
    insert into dirty (pair_id, side, record)
    select pair_id, side, record from holds
    where pair_id = ${pair} and side = ${sideNumber(side)} and reason in ('ambiguous', 'partner-filtered-out')
      and ${among('record', records)}
    on conflict (pair_id, side, record) do update set marks = dirty.marks + 1
  `.execute(database);
}
