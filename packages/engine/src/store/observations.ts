import type { AlternateKeys, Associations, CanonicalValue, Fields } from '@linkwright/core';
import { type Kysely, type Selectable, sql } from 'kysely';
import { among } from './among.ts';
import type { Database } from './database.ts';
import { insertRows } from './insert-rows.ts';
import { asNamed, lastRecordNumber } from './records.ts';
import { type Shapes, shapesFor, withShapes } from './shapes.ts';
import { idListSchema, isCanonicalValue, parseStored, readAlternateKeys, readAssociations } from './stored-json.ts';

/** What an app showed of a record when it was last looked at. */
export interface Observation {
  /** In the store. 0: it has not been stored yet. */
  readonly number: number;
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

type Row = Selectable<Database['records']>;

export async function loadObservations(
  database: Kysely<Database>,
  object: number,
  ids: readonly string[],
): Promise<Map<string, Observation>> {
  return (await loadKnown(database, object, ids)).observations;
}

/** What has been shown of these records, and the numbers of all that were ever named. */
export async function loadKnown(
  database: Kysely<Database>,
  object: number,
  ids: readonly string[],
): Promise<{ readonly observations: Map<string, Observation>; readonly numbers: Map<string, number> }> {
  const observations = new Map<string, Observation>();
  const numbers = new Map<string, number>();
  if (ids.length === 0) return { observations, numbers };
  const rows = await database
    .selectFrom('records')
    .selectAll()
    .where('object_id', '=', object)
    .where(among('id', ids))
    .execute();
  for (const row of rows) numbers.set(row.id, row.number);
  for (const observation of await shown(database, rows)) observations.set(observation.id, observation);
  return { observations, numbers: asNamed(ids, numbers) };
}

/** By number; a record of which nothing has been shown is absent. */
export async function observationsByNumber(
  database: Kysely<Database>,
  numbers: readonly number[],
): Promise<Map<number, Observation>> {
  const found = new Map<number, Observation>();
  if (numbers.length === 0) return found;
  const rows = await database.selectFrom('records').selectAll().where(among('number', numbers)).execute();
  for (const observation of await shown(database, rows)) found.set(observation.number, observation);
  return found;
}

/** In the order of the request, with their numbers. */
export async function saveObservations(
  database: Kysely<Database>,
  object: number,
  observations: readonly Observation[],
): Promise<readonly Observation[]> {
  const saved = await withNumbers(database, observations);
  const shapes = await shapesOfFields(database, saved);
  const rows = saved.map((observation) => toRow(object, observation, shapes));
  await insertRows(database, 'records', rows, (chunk) =>
    database
      .insertInto('records')
      .values(chunk)
      .onConflict((conflict) =>
        conflict.column('number').doUpdateSet((row) => ({
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
  return saved;
}

/** Of records that were never named until now, with the numbers that they are given. */
export async function addObservations(
  database: Kysely<Database>,
  object: number,
  observations: readonly Observation[],
): Promise<void> {
  if (!observations.every(isPlain)) {
    await saveObservations(database, object, observations);
    return;
  }
  const shapes = await shapesOfFields(database, observations);
  const rows = observations.map((observation) => toPlainRow(object, observation, shapes));
  await insertRows(database, 'plain records', rows, (chunk) => database.insertInto('records').values(chunk));
}

const shapesOfFields = (database: Kysely<Database>, observations: readonly Observation[]): Promise<Shapes> =>
  shapesFor(
    database,
    observations.map(({ fields }) => fields),
  );

async function withNumbers(
  database: Kysely<Database>,
  observations: readonly Observation[],
): Promise<readonly Observation[]> {
  if (observations.every(({ number }) => number !== 0)) return observations;
  let last = await lastRecordNumber(database);
  return observations.map((observation) => {
    if (observation.number !== 0) return observation;
    last += 1;
    return { ...observation, number: last };
  });
}

/** What is stored of their associations may be outdated, and is asked for. `ids`: those records alone. Absent: all. */
export async function markAssociationsMissing(
  database: Kysely<Database>,
  object: number,
  ids?: readonly string[],
): Promise<void> {
  if (ids?.length === 0) return;
  await database
    .updateTable('records')
    .set({ associations_missing: 1 })
    .where('object_id', '=', object)
    .where('gone', '=', 0)
    .where(ids ? among('id', ids) : sql<boolean>`true`)
    .execute();
}

export const readUnreadable = (text: string | null): readonly string[] =>
  text === null ? [] : parseStored(idListSchema, text, 'the unreadable fields');
const noAlternateKeys: AlternateKeys = {};

const noAssociations: Associations = {};

/** Those of which something has been shown. */
export const shown = (database: Kysely<Database>, rows: readonly Row[]): Promise<readonly Observation[]> =>
  withShapes(
    database,
    rows.filter(({ gone }) => gone !== null),
    toObservation,
  );

const readValue = (found: unknown): CanonicalValue | undefined => (isCanonicalValue(found) ? found : undefined);

const asIs = (value: CanonicalValue): CanonicalValue => value;

function toObservation(row: Row, shapes: Shapes): Observation {
  return {
    number: row.number,
    id: row.id,
    fields: row.fields === null ? {} : shapes.unpack(row.fields, `the fields of record ${row.id}`, readValue),
    alternateKeys:
      row.alternate_keys === null
        ? noAlternateKeys
        : readAlternateKeys(row.alternate_keys, `the alternate keys of record ${row.id}`),
    associations:
      row.associations === null
        ? noAssociations
        : readAssociations(row.associations, `the associations of record ${row.id}`),
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

function isEmpty(names: object): boolean {
  for (const _ in names) return false;
  return true;
}

/** Most records carry none of this when they are first seen: half of the columns need not be named for them. */
const isPlain = (observation: Observation): boolean =>
  isEmpty(observation.alternateKeys) &&
  isEmpty(observation.associations) &&
  observation.unreadable.length === 0 &&
  observation.revision === null &&
  observation.mergedInto === null;

const toPlainRow = (object: number, observation: Observation, shapes: Shapes) => ({
  number: observation.number,
  object_id: object,
  id: observation.id,
  fields: shapes.pack(observation.fields, asIs),
  associations_missing: observation.associationsMissing ? 1 : 0,
  created_at: observation.createdAt,
  modified_at: observation.modifiedAt,
  gone: observation.gone ? 1 : 0,
  observed_at: observation.observedAt,
});

function toRow(object: number, observation: Observation, shapes: Shapes): Row {
  return {
    number: observation.number,
    object_id: object,
    id: observation.id,
    fields: shapes.pack(observation.fields, asIs),
    alternate_keys: isEmpty(observation.alternateKeys) ? null : JSON.stringify(observation.alternateKeys),
    associations: isEmpty(observation.associations) ? null : JSON.stringify(observation.associations),
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
