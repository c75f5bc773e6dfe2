import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import type { Database } from './database.ts';
import { inChunks } from './in-chunks.ts';
import { type Side, sideNumber, sideOf } from './side.ts';
import { parseStored } from './stored-json.ts';

/** Work that is left: dirty records, records on hold, refused records, and creates without a known outcome. */

export interface DirtyRecord {
  readonly side: Side;
  readonly id: string;
}

export async function markDirty(
  database: Kysely<Database>,
  pair: number,
  side: Side,
  ids: readonly string[],
): Promise<void> {
  for (const chunk of inChunks(ids)) {
    await database
      .insertInto('dirty')
      .values(chunk.map((id) => ({ pair_id: pair, side: sideNumber(side), record_id: id })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

export async function markAllDirty(
  database: Kysely<Database>,
  pair: number,
  side: Side,
  object: number,
): Promise<void> {
  await sql`
    insert into dirty (pair_id, side, record_id)
    select ${pair}, ${sideNumber(side)}, record_id from observations where object_id = ${object}
    on conflict do nothing
  `.execute(database);
}

export async function clearDirty(
  database: Kysely<Database>,
  pair: number,
  records: readonly DirtyRecord[],
): Promise<void> {
  for (const side of ['left', 'right'] as const) {
    const ids = records.filter((record) => record.side === side).map((record) => record.id);
    for (const chunk of inChunks(ids)) {
      await database
        .deleteFrom('dirty')
        .where('pair_id', '=', pair)
        .where('side', '=', sideNumber(side))
        .where('record_id', 'in', chunk)
        .execute();
    }
  }
}

/** The next dirty records after a place in (side, id) order. */
export async function nextDirty(
  database: Kysely<Database>,
  pair: number,
  after: DirtyRecord | null,
  limit: number,
): Promise<readonly DirtyRecord[]> {
  const rows = await database
    .selectFrom('dirty')
    .select(['side', 'record_id'])
    .where('pair_id', '=', pair)
    .$if(after !== null, (query) =>
      query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('side', 'record_id'), '>', tuple(sideNumber(after?.side ?? 'left'), after?.id ?? '')),
      ),
    )
    .orderBy('side')
    .orderBy('record_id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ side: sideOf(row.side), id: row.record_id }));
}

export async function countDirty(database: Kysely<Database>, pair: number): Promise<number> {
  const row = await database
    .selectFrom('dirty')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('pair_id', '=', pair)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** Why a record is left alone. */
export const holdReasons = ['ambiguous', 'keyless', 'not-created', 'twin-gone', 'merged-away', 'in-review'] as const;
export type HoldReason = (typeof holdReasons)[number];

const holdDetailSchema = z.object({
  /** What to tell a person. */
  text: z.string(),
  /** Candidates or neighbours, named by side and id. */
  records: z.array(z.object({ side: z.enum(['left', 'right']), id: z.string() })).default([]),
});
export type HoldDetail = z.output<typeof holdDetailSchema>;

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
  records: readonly DirtyRecord[],
): Promise<void> {
  for (const side of ['left', 'right'] as const) {
    const ids = records.filter((record) => record.side === side).map((record) => record.id);
    for (const chunk of inChunks(ids)) {
      await database
        .deleteFrom('holds')
        .where('pair_id', '=', pair)
        .where('side', '=', sideNumber(side))
        .where('record_id', 'in', chunk)
        .execute();
    }
  }
}

export async function loadHolds(
  database: Kysely<Database>,
  pair: number,
  options: { readonly reason?: HoldReason; readonly limit?: number } = {},
): Promise<Hold[]> {
  let query = database.selectFrom('holds').selectAll().where('pair_id', '=', pair).orderBy('side').orderBy('record_id');
  if (options.reason) query = query.where('reason', '=', options.reason);
  if (options.limit !== undefined) query = query.limit(options.limit);
  const rows = await query.execute();
  return rows.map((row) => ({
    side: sideOf(row.side),
    id: row.record_id,
    reason: parseStored(z.enum(holdReasons), JSON.stringify(row.reason), 'a hold'),
    detail: parseStored(holdDetailSchema, row.detail, 'a hold'),
  }));
}

export interface Failure {
  /** The record whose values were refused on the other side: a change of it tries again at once. */
  readonly origin: DirtyRecord;
  readonly code: string;
  readonly category: string;
  readonly field: string | null;
  readonly message: string;
  readonly remedy: string;
}

const firstRetryMs = 60_000;
const lastRetryMs = 24 * 3_600_000;

/** Puts a refused record into quarantine; each further refusal doubles the wait. */
export async function putFailure(
  database: Kysely<Database>,
  pair: number,
  failure: Failure,
  at: number,
): Promise<void> {
  const key = { pair_id: pair, side: sideNumber(failure.origin.side), record_id: failure.origin.id };
  const known = await database
    .selectFrom('failures')
    .select('attempts')
    .where('pair_id', '=', key.pair_id)
    .where('side', '=', key.side)
    .where('record_id', '=', key.record_id)
    .executeTakeFirst();
  const attempts = (known?.attempts ?? 0) + 1;
  const state = {
    code: failure.code,
    category: failure.category,
    field: failure.field,
    message: failure.message,
    remedy: failure.remedy,
    attempts,
    next_at: at + Math.min(firstRetryMs * 2 ** (attempts - 1), lastRetryMs),
  };
  await database
    .insertInto('failures')
    .values({ ...key, ...state, since: at })
    .onConflict((conflict) => conflict.columns(['pair_id', 'side', 'record_id']).doUpdateSet(state))
    .execute();
}

export async function clearFailures(
  database: Kysely<Database>,
  pair: number,
  records: readonly DirtyRecord[],
): Promise<void> {
  for (const side of ['left', 'right'] as const) {
    const ids = records.filter((record) => record.side === side).map((record) => record.id);
    for (const chunk of inChunks(ids)) {
      await database
        .deleteFrom('failures')
        .where('pair_id', '=', pair)
        .where('side', '=', sideNumber(side))
        .where('record_id', 'in', chunk)
        .execute();
    }
  }
}

export async function loadFailures(
  database: Kysely<Database>,
  pair: number,
  limit = Number.MAX_SAFE_INTEGER,
): Promise<(Failure & { readonly attempts: number; readonly nextAt: number; readonly since: number })[]> {
  const rows = await database
    .selectFrom('failures')
    .selectAll()
    .where('pair_id', '=', pair)
    .orderBy('since')
    .orderBy('record_id')
    .limit(limit)
    .execute();
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

/** Ambiguous records may have become clear through others; refused ones may be due again. */
export async function wakeHeldRecords(database: Kysely<Database>, pair: number, now: number): Promise<void> {
  await sql`
    insert into dirty (pair_id, side, record_id)
    select pair_id, side, record_id from holds where pair_id = ${pair} and reason in ('ambiguous', 'in-review')
    union select pair_id, side, record_id from failures where pair_id = ${pair} and next_at <= ${now}
    on conflict do nothing
  `.execute(database);
}
