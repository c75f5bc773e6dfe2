import type { Kysely } from 'kysely';
import type { Database } from './database.ts';
import { idListSchema, parseStored } from './stored-json.ts';

/** How far one object of one account has been read. */
export interface ReadState {
  readonly checkpoint: string | null;
  readonly fields: readonly string[];
  readonly associations: readonly string[];
  /** A read has caught up at least once. */
  readonly complete: boolean;
  readonly scannedAt: number | null;
  /** The last reading left the scan of associations out: it is due then. `null`: it did not, or there is nothing to scan. */
  readonly scanDueAt: number | null;
  readonly sweptAt: number | null;
  readonly comparedAt: number | null;
}

export async function objectNumber(database: Kysely<Database>, account: string, object: string): Promise<number> {
  const known = await database
    .selectFrom('objects')
    .select('id')
    .where('account', '=', account)
    .where('object', '=', object)
    .executeTakeFirst();
  if (known) return known.id;
  const added = await database
    .insertInto('objects')
    .values({ account, object })
    .returning('id')
    .executeTakeFirstOrThrow();
  return added.id;
}

export async function pairNumber(database: Kysely<Database>, left: number, right: number): Promise<number> {
  const known = await database
    .selectFrom('pairs')
    .select('id')
    .where('left_object', '=', left)
    .where('right_object', '=', right)
    .executeTakeFirst();
  if (known) return known.id;
  const added = await database
    .insertInto('pairs')
    .values({ left_object: left, right_object: right, plan_hash: null })
    .returning('id')
    .executeTakeFirstOrThrow();
  return added.id;
}

export async function associationNumber(database: Kysely<Database>, key: string): Promise<number> {
  const known = await database.selectFrom('associations').select('id').where('key', '=', key).executeTakeFirst();
  if (known) return known.id;
  const added = await database.insertInto('associations').values({ key }).returning('id').executeTakeFirstOrThrow();
  return added.id;
}

export async function loadReadState(database: Kysely<Database>, object: number): Promise<ReadState | null> {
  const row = await database.selectFrom('reads').selectAll().where('object_id', '=', object).executeTakeFirst();
  if (!row) return null;
  return {
    checkpoint: row.checkpoint,
    fields: parseStored(idListSchema, row.fields, 'a read state'),
    associations: parseStored(idListSchema, row.associations, 'a read state'),
    complete: row.complete === 1,
    scannedAt: row.scanned_at,
    scanDueAt: row.scan_due_at,
    sweptAt: row.swept_at,
    comparedAt: row.compared_at,
  };
}

export async function saveReadState(database: Kysely<Database>, object: number, state: ReadState): Promise<void> {
  const columns = {
    checkpoint: state.checkpoint,
    fields: JSON.stringify(state.fields),
    associations: JSON.stringify(state.associations),
    complete: state.complete ? 1 : 0,
    scanned_at: state.scannedAt,
    scan_due_at: state.scanDueAt,
    swept_at: state.sweptAt,
    compared_at: state.comparedAt,
  };
  await database
    .insertInto('reads')
    .values({ object_id: object, ...columns })
    .onConflict((conflict) => conflict.column('object_id').doUpdateSet(columns))
    .execute();
}
