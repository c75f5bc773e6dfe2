import type { Fields } from '@linkwright/core';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { among } from './among.ts';
import type { Database } from './database.ts';
import { insertRows } from './insert-rows.ts';
import { keptStatement } from './kept-statement.ts';
import { lastRecordNumber } from './records.ts';
import { type Side, sideNumber, sideOf } from './side.ts';
import { fieldsSchema, parseStored } from './stored-json.ts';

/** Committed before a create is sent and closed with its outcome: an open one may have an answer that nobody saw. */
export interface Intent {
  readonly writeId: string;
  /** Where the record is created. */
  readonly side: Side;
  readonly origin: string;
  readonly fields: Fields;
  readonly createdAt: number;
  /** From when on the app cannot get the request any more. `null`: it is under way. */
  readonly unknownAt: number | null;
  /** The last number that a record had when it left: a record with this number or a lower one was there before it. */
  readonly lastRecord: number;
}

export type NewIntent = Pick<Intent, 'writeId' | 'origin' | 'fields'>;

/** Creates that leave in one call. They are stored together, under the first of their write ids. */
export interface IntentBatch {
  readonly side: Side;
  readonly createdAt: number;
  readonly intents: readonly NewIntent[];
}

export async function openIntents(
  database: Kysely<Database>,
  pair: number,
  batches: readonly IntentBatch[],
): Promise<void> {
  if (batches.length === 0) return;
  const lastRecord = await lastRecordNumber(database);
  await insertBatches(
    database,
    batches.map((batch) => ({ pair, unknownAt: null, lastRecord, ...batch })),
  );
}

/**
 * What became of batches as a whole: those creates stay open, from `at` on without an answer to hope for, whose request was
 * given up.
 */
export async function settleIntents(
  database: Kysely<Database>,
  batches: readonly (IntentBatch & { readonly unknown: ReadonlySet<string> })[],
  at: number,
): Promise<void> {
  const keys = batches.map(keyOf);
  const unknown = new Set(batches.flatMap((batch) => [...batch.unknown]));
  const stored = unknown.size === 0 ? [] : await storedBatches(database, keys);
  await dropBatches(database, keys);
  const left = stored.map((batch) => ({
    ...batch,
    unknownAt: at,
    intents: batch.intents.filter(({ writeId }) => unknown.has(writeId)),
  }));
  await insertBatches(database, left);
}

/** The creates of one row, each with what became of it or still may. */
type StoredBatch = IntentBatch & Pick<Intent, 'unknownAt' | 'lastRecord'> & { readonly pair: number };

/** One create is found out about, its batch mates are not. */
export async function closeIntent(database: Kysely<Database>, pair: number, writeId: string): Promise<void> {
  const batches = (await batchesOf(database, pair)).map(batchOf);
  const batch = batches.find(({ intents }) => intents.some((intent) => intent.writeId === writeId));
  if (!batch) return;
  await dropBatches(database, [keyOf(batch)]);
  await insertBatches(database, [{ ...batch, intents: batch.intents.filter((intent) => intent.writeId !== writeId) }]);
}

/** Creates that were under way when a process died: nobody knows when that was, but not later than this. */
export async function markInterrupted(database: Kysely<Database>, pair: number, at: number): Promise<void> {
  await database
    .updateTable('intents')
    .set({ unknown_at: at })
    .where('pair_id', '=', pair)
    .where('unknown_at', 'is', null)
    .execute();
}

export async function loadIntents(database: Kysely<Database>, pair: number): Promise<Intent[]> {
  const intents = (await batchesOf(database, pair)).map(batchOf).flatMap((batch) =>
    batch.intents.map(
      (intent): Intent => ({
        ...intent,
        side: batch.side,
        createdAt: batch.createdAt,
        unknownAt: batch.unknownAt,
        lastRecord: batch.lastRecord,
      }),
    ),
  );
  return intents.sort((a, b) => (a.writeId < b.writeId ? -1 : 1));
}

const batchesOf = keptStatement({
  build: (database, pair: number) => database.selectFrom('intents').selectAll().where('pair_id', '=', pair).compile(),
  parameters: (pair) => [pair],
});

const batchOf = (row: Database['intents']): StoredBatch => ({
  pair: row.pair_id,
  lastRecord: row.last_record,
  side: sideOf(row.side),
  createdAt: row.created_at,
  unknownAt: row.unknown_at,
  intents: parseStored(createsSchema, row.creates, `intent ${row.batch}`).map(([writeId, origin, fields]) => ({
    writeId,
    origin,
    fields,
  })),
});

const createsSchema = z.array(z.tuple([z.string(), z.string(), fieldsSchema]));

const keyOf = ({ intents }: IntentBatch): string => intents[0]?.writeId ?? '';

async function storedBatches(database: Kysely<Database>, keys: readonly string[]): Promise<readonly StoredBatch[]> {
  const rows = await database.selectFrom('intents').selectAll().where(among('batch', keys)).execute();
  return rows.map(batchOf);
}

async function dropBatches(database: Kysely<Database>, keys: readonly string[]): Promise<void> {
  if (keys.length > 0) await database.deleteFrom('intents').where(among('batch', keys)).execute();
}

async function insertBatches(database: Kysely<Database>, batches: readonly StoredBatch[]): Promise<void> {
  const rows = batches
    .filter(({ intents }) => intents.length > 0)
    .map((batch) => ({
      batch: keyOf(batch),
      pair_id: batch.pair,
      side: sideNumber(batch.side),
      creates: JSON.stringify(batch.intents.map(({ writeId, origin, fields }) => [writeId, origin, fields])),
      created_at: batch.createdAt,
      unknown_at: batch.unknownAt,
      last_record: batch.lastRecord,
    }));
  await insertRows(database, 'intents', rows, (chunk) => database.insertInto('intents').values(chunk));
}
