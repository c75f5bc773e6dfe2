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
}

export async function openIntents(database: Kysely<Database>, pair: number, intents: readonly Intent[]): Promise<void> {
  const rows = intents.map((intent) => ({
    write_id: intent.writeId,
    pair_id: pair,
    side: sideNumber(intent.side),
    origin_id: intent.origin,
    fields: JSON.stringify(intent.fields),
    created_at: intent.createdAt,
  }));
  await insertRows(database, 'intents', rows, (chunk) => database.insertInto('intents').values(chunk));
}

export async function closeIntents(database: Kysely<Database>, writeIds: readonly string[]): Promise<void> {
  if (writeIds.length > 0) await database.deleteFrom('intents').where(among('write_id', writeIds)).execute();
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
  }));
}
