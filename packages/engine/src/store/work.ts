import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import { among } from './among.ts';
import type { Database } from './database.ts';
import type { RecordRef } from './dirty.ts';
import { inChunks } from './in-chunks.ts';
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
      select dirty.side, dirty.record_id from dirty
      join links on links.pair_id = dirty.pair_id and links.state = 'linked' and ${own} = dirty.record_id
      join writes on writes.pair_id = dirty.pair_id and writes.side = ${sideNumber(otherSide(side))}
        and writes.record_id = ${twin} and writes.run = ${run} and writes.kind <> 'stand-in'
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
  'merged-away',
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

export interface Hold {
  readonly side: Side;
  readonly id: string;
  readonly reason: HoldReason;
  readonly detail: HoldDetail;
}

export async function putHolds(
  database: Kysely<Database>,
  pair: number,
  holds: readonly Hold[],
  at: number,
): Promise<void> {
  for (const chunk of inChunks(holds)) {
    await database
      .insertInto('holds')
      .values(
        chunk.map((hold) => ({
          pair_id: pair,
          side: sideNumber(hold.side),
          record_id: hold.id,
          reason: hold.reason,
          detail: JSON.stringify(hold.detail),
          since: at,
        })),
      )
      .onConflict((conflict) =>
        conflict
          .columns(['pair_id', 'side', 'record_id'])
          .doUpdateSet((row) => ({ reason: row.ref('excluded.reason'), detail: row.ref('excluded.detail') })),
      )
      .execute();
  }
}

export async function liftHolds(
  database: Kysely<Database>,
  pair: number,
  records: readonly RecordRef[],
): Promise<void> {
  for (const side of ['left', 'right'] as const) {
    const ids = records.filter((record) => record.side === side).map((record) => record.id);
    if (ids.length === 0) continue;
    await database
      .deleteFrom('holds')
      .where('pair_id', '=', pair)
      .where('side', '=', sideNumber(side))
      .where(among('record_id', ids))
      .execute();
  }
}

export async function loadHolds(
  database: Kysely<Database>,
  pair: number,
  options: { readonly reason?: HoldReason; readonly limit?: number; readonly record?: RecordRef } = {},
): Promise<(Hold & { readonly since: number })[]> {
  let query = database.selectFrom('holds').selectAll().where('pair_id', '=', pair).orderBy('side').orderBy('record_id');
  if (options.reason) query = query.where('reason', '=', options.reason);
  if (options.limit !== undefined) query = query.limit(options.limit);
  const { record } = options;
  if (record) query = query.where('side', '=', sideNumber(record.side)).where('record_id', '=', record.id);
  const rows = await query.execute();
  return rows.map((row) => ({
    since: row.since,
    side: sideOf(row.side),
    id: row.record_id,
    reason: readHoldReason(row.reason),
    detail: readHoldDetail(row.detail),
  }));
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
  for (const side of ['left', 'right'] as const) {
    const latest = new Map(
      failures.flatMap((failure) => (failure.origin.side === side ? [[failure.origin.id, failure] as const] : [])),
    );
    for (const chunk of inChunks([...latest.values()])) {
      const known = await database
        .selectFrom('failures')
        .select(['record_id', 'attempts'])
        .where('pair_id', '=', pair)
        .where('side', '=', sideNumber(side))
        .where(
          'record_id',
          'in',
          chunk.map((failure) => failure.origin.id),
        )
        .execute();
      const attempts = new Map(known.map((row) => [row.record_id, row.attempts]));
      await database
        .insertInto('failures')
        .values(chunk.map((failure) => failureRow(pair, failure, (attempts.get(failure.origin.id) ?? 0) + 1, at)))
        .onConflict((conflict) =>
          conflict.columns(['pair_id', 'side', 'record_id']).doUpdateSet((row) => ({
            code: row.ref('excluded.code'),
            category: row.ref('excluded.category'),
            field: row.ref('excluded.field'),
            message: row.ref('excluded.message'),
            remedy: row.ref('excluded.remedy'),
            attempts: row.ref('excluded.attempts'),
            next_at: row.ref('excluded.next_at'),
          })),
        )
        .execute();
    }
  }
}

const failureRow = (pair: number, failure: Failure, attempts: number, at: number) => ({
  pair_id: pair,
  side: sideNumber(failure.origin.side),
  record_id: failure.origin.id,
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
  for (const side of ['left', 'right'] as const) {
    const ids = records.filter((record) => record.side === side).map((record) => record.id);
    if (ids.length === 0) continue;
    await database
      .deleteFrom('failures')
      .where('pair_id', '=', pair)
      .where('side', '=', sideNumber(side))
      .where(among('record_id', ids))
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
    .selectAll()
    .where('pair_id', '=', pair)
    .orderBy('since')
    .orderBy('record_id');
  if (options.limit !== undefined) query = query.limit(options.limit);
  const { record } = options;
  if (record) query = query.where('side', '=', sideNumber(record.side)).where('record_id', '=', record.id);
  const rows = await query.execute();
  return rows.map((row) => ({
    origin: { side: sideOf(row.side), id: row.record_id },
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
    insert into dirty (pair_id, side, record_id)
    select pair_id, side, record_id from holds where pair_id = ${pair} and reason = 'in-review'
    union select pair_id, side, record_id from failures where pair_id = ${pair} and next_at <= ${now}
    on conflict do nothing
  `.execute(database);
}

/** Records that wait because of others which bear their key, when those no longer bear it. */
export async function wakeAmbiguous(
  database: Kysely<Database>,
  pair: number,
  side: Side,
  records: readonly string[],
): Promise<void> {
  for (const chunk of inChunks(records)) {
    await sql`
      insert into dirty (pair_id, side, record_id)
      select pair_id, side, record_id from holds
      where pair_id = ${pair} and side = ${sideNumber(side)} and reason in ('ambiguous', 'partner-filtered-out')
        and record_id in (${sql.join(chunk)})
      on conflict (pair_id, side, record_id) do update set marks = dirty.marks + 1
    `.execute(database);
  }
}
