import type { Kysely } from 'kysely';
import type { Database } from './database.ts';
import { keptStatement } from './kept-statement.ts';
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

/** What numbers stand for: of objects, the JSON of their account and id; of pairs, the rules by which they were last run. */
export interface Numbered {
  readonly objects: ReadonlyMap<number, string>;
  readonly rules: ReadonlyMap<number, string | null>;
}

const pairsAndEnds = keptStatement({
  build: (database, pairs: readonly number[]) =>
    database
      .selectFrom('pairs')
      .innerJoin('objects as left_end', 'left_end.id', 'pairs.left_object')
      .innerJoin('objects as right_end', 'right_end.id', 'pairs.right_object')
      .select(['pairs.id', 'pairs.plan_hash', 'pairs.left_object', 'pairs.right_object'])
      .select(['left_end.account as left_account', 'left_end.object as left_id'])
      .select(['right_end.account as right_account', 'right_end.object as right_id'])
      .where('pairs.id', 'in', pairs)
      .compile(),
  parameters: (pairs) => pairs,
  shape: (pairs) => pairs.length,
});

export async function numberedAs(database: Kysely<Database>, pairs: readonly number[]): Promise<Numbered> {
  const rows = await pairsAndEnds(database, pairs);
  const objects = new Map<number, string>();
  for (const row of rows) {
    objects.set(row.left_object, JSON.stringify([row.left_account, row.left_id]));
    objects.set(row.right_object, JSON.stringify([row.right_account, row.right_id]));
  }
  return { objects, rules: new Map(rows.map((row) => [row.id, row.plan_hash])) };
}

const readsOf = keptStatement({
  build: (database, objects: readonly number[]) =>
    database.selectFrom('reads').selectAll().where('object_id', 'in', objects).compile(),
  parameters: (objects) => objects,
  shape: (objects) => objects.length,
});

export const loadReadState = async (database: Kysely<Database>, object: number): Promise<ReadState | null> =>
  (await loadReadStates(database, [object])).get(object) ?? null;

/** By the number of the object. One that was never read is absent. */
export async function loadReadStates(
  database: Kysely<Database>,
  objects: readonly number[],
): Promise<ReadonlyMap<number, ReadState>> {
  const rows = await readsOf(database, objects);
  return new Map(rows.map((row) => [row.object_id, readStateOf(row)]));
}

function readStateOf(row: Database['reads']): ReadState {
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

const save = keptStatement({
  build(database, { object_id, ...columns }: Database['reads']) {
    return database
      .insertInto('reads')
      .values({ object_id, ...columns })
      .onConflict((conflict) => conflict.column('object_id').doUpdateSet(columns))
      .compile();
  },
  parameters({ object_id, ...columns }, inserted) {
    return [...inserted([{ object_id, ...columns }]), ...Object.values(columns)];
  },
});

export async function saveReadState(database: Kysely<Database>, object: number, state: ReadState): Promise<void> {
  await save(database, {
    object_id: object,
    checkpoint: state.checkpoint,
    fields: JSON.stringify(state.fields),
    associations: JSON.stringify(state.associations),
    complete: state.complete ? 1 : 0,
    scanned_at: state.scannedAt,
    scan_due_at: state.scanDueAt,
    swept_at: state.sweptAt,
    compared_at: state.comparedAt,
  });
}
