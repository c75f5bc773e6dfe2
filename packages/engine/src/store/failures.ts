import type { Kysely } from 'kysely';
import { among } from './among.ts';
import type { Database } from './database.ts';
import { insertRows } from './insert-rows.ts';
import { amongRecords, bySide, numbered, type RecordRef } from './records.ts';
import { sideNumber, sideOf } from './side.ts';

/** Records whose write was refused, until they are tried again. */

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
