import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Database } from './database.ts';
import type { StandingFailure } from './failures.ts';
import { type Hold, type HoldReason, readHoldDetail, readHoldReason } from './holds.ts';
import { type Side, sideNumber, sideOf } from './side.ts';
import type { FailureGroup } from './waiting.ts';

/** Whose records of a pair are meant, where several syncs share it. `others`: all that are not one of theirs. */
export type Owner = { readonly sync: string } | { readonly others: readonly string[] };

/** Why a record fails; texts apart. */
export interface FailureCause {
  readonly category: string;
  readonly code: string;
  /** Id of the field. `null`: the record as a whole. */
  readonly field: string | null;
}

/** Where a page ends. */
export interface RecordPlace {
  readonly side: Side;
  /** Number of the record. */
  readonly record: number;
}

export interface WaitingPage {
  readonly pair: number;
  readonly owner: Owner;
  /** Only what comes after. `null`: from the first on. */
  readonly after: RecordPlace | null;
  readonly limit: number;
}

type Table = 'failures' | 'holds';

/** In the order of sides and of the records' numbers: a page is found by the table's own key. */
export async function failurePage(
  database: Kysely<Database>,
  { limit, cause, ...wanted }: WaitingPage & { readonly cause: FailureCause | null },
): Promise<readonly StandingFailure[]> {
  const rows = await database
    .selectFrom('failures')
    .innerJoin('records', 'records.number', 'failures.record')
    .selectAll('failures')
    .select('records.id')
    .where(isWanted('failures', wanted))
    .where(hasCause(cause))
    .orderBy('failures.side')
    .orderBy('failures.record')
    .limit(limit)
    .execute();
  return rows.map(({ side, id, record, code, category, field, message, remedy, attempts, next_at, since }) => ({
    origin: { side: sideOf(side), id, number: record },
    code,
    category,
    field,
    message,
    remedy,
    attempts,
    nextAt: next_at,
    since,
  }));
}

export async function countFailures(
  database: Kysely<Database>,
  { cause, ...wanted }: Pick<WaitingPage, 'pair' | 'owner'> & { readonly cause: FailureCause | null },
): Promise<number> {
  const row = await database
    .selectFrom('failures')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where(isWanted('failures', { ...wanted, after: null }))
    .where(hasCause(cause))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** The largest group first. Message and remedy are those of one record of the group. */
export async function failureCauses(
  database: Kysely<Database>,
  wanted: Pick<WaitingPage, 'pair' | 'owner'>,
): Promise<readonly FailureGroup[]> {
  const rows = await database
    .selectFrom('failures')
    .select((select) => [
      'category',
      'code',
      'field',
      select.fn.min('remedy').as('remedy'),
      select.fn.min('message').as('message'),
      select.fn.countAll<number>().as('count'),
    ])
    .where(isWanted('failures', { ...wanted, after: null }))
    .groupBy(['category', 'code', 'field'])
    .orderBy('count', 'desc')
    .orderBy('code')
    .orderBy('field')
    .execute();
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

export async function holdPage(
  database: Kysely<Database>,
  { limit, reasons, ...wanted }: WaitingPage & { readonly reasons: readonly HoldReason[] | null },
): Promise<readonly (Hold & { readonly number: number; readonly since: number })[]> {
  const rows = await database
    .selectFrom('holds')
    .innerJoin('records', 'records.number', 'holds.record')
    .select(['holds.side', 'holds.record', 'holds.reason', 'holds.detail', 'holds.since', 'records.id'])
    .where(isWanted('holds', wanted))
    .$if(reasons !== null, (query) => query.where('reason', 'in', reasons ?? []))
    .orderBy('holds.side')
    .orderBy('holds.record')
    .limit(limit)
    .execute();
  return rows.map(({ side, record, reason, detail, since, id }) => ({
    side: sideOf(side),
    id,
    number: record,
    reason: readHoldReason(reason),
    detail: readHoldDetail(detail),
    since,
  }));
}

/** How many records are left alone, by the reason. */
export async function countHolds(
  database: Kysely<Database>,
  wanted: Pick<WaitingPage, 'pair' | 'owner'>,
): Promise<ReadonlyMap<HoldReason, number>> {
  const rows = await database
    .selectFrom('holds')
    .select((select) => ['reason', select.fn.countAll<number>().as('count')])
    .where(isWanted('holds', { ...wanted, after: null }))
    .groupBy('reason')
    .execute();
  return new Map(rows.map(({ reason, count }) => [readHoldReason(reason), Number(count)]));
}

/** The row of a record that fails for this cause. */
export const hasCause = (cause: FailureCause | null): RawBuilder<boolean> =>
  cause === null
    ? sql<boolean>`1 = 1`
    : sql<boolean>`failures.category = ${cause.category} and failures.code = ${cause.code} and ${
        cause.field === null ? sql`failures.field is null` : sql`failures.field = ${cause.field}`
      }`;

function isWanted(table: Table, { pair, owner, after }: Omit<WaitingPage, 'limit'>): RawBuilder<boolean> {
  const column = (name: 'pair_id' | 'side' | 'record') => sql.ref(`${table}.${name}`);
  const place =
    after === null
      ? sql`1 = 1`
      : sql`(${column('side')}, ${column('record')}) > (${sideNumber(after.side)}, ${after.record})`;
  const claimed = (names: readonly string[]) => sql`exists (
    select 1 from claims where claims.pair_id = ${column('pair_id')} and claims.side = ${column('side')}
      and claims.record = ${column('record')} and claims.sync in (${sql.join(names)})
  )`;
  const isOwn =
    'sync' in owner
      ? claimed([owner.sync])
      : owner.others.length === 0
        ? sql`1 = 1`
        : sql`not ${claimed(owner.others)}`;
  return sql<boolean>`${column('pair_id')} = ${pair} and ${place} and ${isOwn}`;
}
