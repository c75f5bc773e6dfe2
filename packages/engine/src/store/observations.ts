import type { AlternateKeys, Associations, Fields } from '@linkwright/core';
import type { Kysely, Selectable } from 'kysely';
import { among } from './among.ts';
import type { Database } from './database.ts';
import { insertRows } from './insert-rows.ts';
import { idListSchema, parseStored, readAlternateKeys, readAssociations, readFields } from './stored-json.ts';

/** What an app showed of a record when it was last looked at. */
export interface Observation {
  readonly id: string;
  readonly fields: Fields;
  /** Fields without any are left out. */
  readonly alternateKeys: AlternateKeys;
  readonly associations: Associations;
  readonly associationsMissing: boolean;
  /** Ids of fields that were asked for and not shown: what stands in `fields` of them is what was known before, if anything. */
  readonly unreadable: readonly string[];
  readonly revision: string | null;
  readonly createdAt: string | null;
  /** The app's own time of this version. `null`: it does not say. */
  readonly modifiedAt: string | null;
  readonly gone: boolean;
  readonly mergedInto: string | null;
  readonly observedAt: number;
}

type Row = Selectable<Database['observations']>;

export async function loadObservations(
  database: Kysely<Database>,
  object: number,
  ids: readonly string[],
): Promise<Map<string, Observation>> {
  const found = new Map<string, Observation>();
  if (ids.length === 0) return found;
  const rows = await database
    .selectFrom('observations')
    .selectAll()
    .where('object_id', '=', object)
    .where(among('record_id', ids))
    .execute();
  for (const row of rows) found.set(row.record_id, toObservation(row));
  return found;
}

export async function saveObservations(
  database: Kysely<Database>,
  object: number,
  observations: readonly Observation[],
): Promise<void> {
  const rows = observations.map((observation) => toRow(object, observation));
  await insertRows(database, 'observations', rows, (chunk) =>
    database
      .insertInto('observations')
      .values(chunk)
      .onConflict((conflict) =>
        conflict.columns(['object_id', 'record_id']).doUpdateSet((row) => ({
          fields: row.ref('excluded.fields'),
          alternate_keys: row.ref('excluded.alternate_keys'),
          associations: row.ref('excluded.associations'),
          associations_missing: row.ref('excluded.associations_missing'),
          unreadable: row.ref('excluded.unreadable'),
          revision: row.ref('excluded.revision'),
          created_at: row.ref('excluded.created_at'),
          modified_at: row.ref('excluded.modified_at'),
          gone: row.ref('excluded.gone'),
          merged_into: row.ref('excluded.merged_into'),
          observed_at: row.ref('excluded.observed_at'),
        })),
      ),
  );
}

/** An association is mapped that nobody watched before: what is stored of it may be outdated, and is asked for. */
export async function markAssociationsMissing(database: Kysely<Database>, object: number): Promise<void> {
  await database
    .updateTable('observations')
    .set({ associations_missing: 1 })
    .where('object_id', '=', object)
    .where('gone', '=', 0)
    .execute();
}

/** Records that are there. */
export async function countObservations(database: Kysely<Database>, object: number): Promise<number> {
  const row = await database
    .selectFrom('observations')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('object_id', '=', object)
    .where('gone', '=', 0)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** By field id: how many records that are there do not show it. */
export async function countUnreadable(
  database: Kysely<Database>,
  object: number,
): Promise<ReadonlyMap<string, number>> {
  const rows = await database
    .selectFrom('observations')
    .select((select) => ['unreadable', select.fn.countAll<number>().as('count')])
    .where('object_id', '=', object)
    .where('gone', '=', 0)
    .where('unreadable', 'is not', null)
    .groupBy('unreadable')
    .execute();
  const counts = new Map<string, number>();
  for (const { unreadable, count } of rows) {
    for (const field of readUnreadable(unreadable)) counts.set(field, (counts.get(field) ?? 0) + Number(count));
  }
  return counts;
}

/** Page by page in the order of ids, so that memory stays flat. */
export async function* observationPages(
  database: Kysely<Database>,
  object: number,
  pageSize: number,
): AsyncGenerator<readonly Observation[]> {
  let after = '';
  for (;;) {
    const rows = await database
      .selectFrom('observations')
      .selectAll()
      .where('object_id', '=', object)
      .where('record_id', '>', after)
      .where('gone', '=', 0)
      .orderBy('record_id')
      .limit(pageSize)
      .execute();
    const last = rows.at(-1);
    if (!last) return;
    yield rows.map(toObservation);
    after = last.record_id;
  }
}

const readUnreadable = (text: string | null): readonly string[] =>
  text === null ? [] : parseStored(idListSchema, text, 'the unreadable fields');
const noAlternateKeys: AlternateKeys = {};

function toObservation(row: Row): Observation {
  return {
    id: row.record_id,
    fields: readFields(row.fields, `the fields of record ${row.record_id}`),
    alternateKeys:
      row.alternate_keys === null
        ? noAlternateKeys
        : readAlternateKeys(row.alternate_keys, `the alternate keys of record ${row.record_id}`),
    associations: readAssociations(row.associations, `the associations of record ${row.record_id}`),
    associationsMissing: row.associations_missing === 1,
    unreadable: readUnreadable(row.unreadable),
    revision: row.revision,
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
    gone: row.gone === 1,
    mergedInto: row.merged_into,
    observedAt: row.observed_at,
  };
}

function toRow(object: number, observation: Observation): Row {
  return {
    object_id: object,
    record_id: observation.id,
    fields: JSON.stringify(observation.fields),
    alternate_keys:
      Object.keys(observation.alternateKeys).length === 0 ? null : JSON.stringify(observation.alternateKeys),
    associations: JSON.stringify(observation.associations),
    associations_missing: observation.associationsMissing ? 1 : 0,
    unreadable: observation.unreadable.length === 0 ? null : JSON.stringify(observation.unreadable),
    revision: observation.revision,
    created_at: observation.createdAt,
    modified_at: observation.modifiedAt,
    gone: observation.gone ? 1 : 0,
    merged_into: observation.mergedInto,
    observed_at: observation.observedAt,
  };
}
