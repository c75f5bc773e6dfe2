import type { Fields } from '@linkwright/core';
import type { Kysely } from 'kysely';
import { among } from './among.ts';
import type { Database } from './database.ts';
import { insertRows } from './insert-rows.ts';
import { type Side, sideNumber, sideOf } from './side.ts';
import { readFields } from './stored-json.ts';

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
}

export async function openIntents(
  database: Kysely<Database>,
  pair: number,
  intents: readonly Omit<Intent, 'unknownAt'>[],
): Promise<void> {
  const rows = intents.map((intent) => ({
    write_id: intent.writeId,
    pair_id: pair,
    side: sideNumber(intent.side),
    origin_id: intent.origin,
    fields: JSON.stringify(intent.fields),
    created_at: intent.createdAt,
    unknown_at: null,
  }));
  await insertRows(database, 'intents', rows, (chunk) => database.insertInto('intents').values(chunk));
}

export async function closeIntents(database: Kysely<Database>, writeIds: readonly string[]): Promise<void> {
  if (writeIds.length > 0) await database.deleteFrom('intents').where(among('write_id', writeIds)).execute();
}

/** Requests that were given up without an answer. */
export async function markUnknown(database: Kysely<Database>, writeIds: readonly string[], at: number): Promise<void> {
  if (writeIds.length === 0) return;
  await database.updateTable('intents').set({ unknown_at: at }).where(among('write_id', writeIds)).execute();
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
  const rows = await database
    .selectFrom('intents')
    .selectAll()
    .where('pair_id', '=', pair)
    .orderBy('write_id')
    .execute();
  return rows.map((row) => ({
    writeId: row.write_id,
    side: sideOf(row.side),
    origin: row.origin_id,
    fields: readFields(row.fields, `intent ${row.write_id}`),
    createdAt: row.created_at,
    unknownAt: row.unknown_at,
  }));
}
