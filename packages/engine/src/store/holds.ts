import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import { among } from './among.ts';
import type { Database } from './database.ts';
import { insertRows } from './insert-rows.ts';
import { amongRecords, bySide, numbered, type RecordRef } from './records.ts';
import { type Side, sideNumber, sideOf } from './side.ts';
import { parseStored } from './stored-json.ts';

/** Records that are left alone, and why. */

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
