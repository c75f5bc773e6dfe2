import type { CanonicalValue } from '@linkwright/core';
import type { Kysely } from 'kysely';
import type { Database } from './database.ts';
import { canonicalValueSchema, parseStored } from './stored-json.ts';

/**
 * A value that we put in the place of a unique one, so that another record can take that over. It is nobody's edit: as long
 * as the record shows it, the record counts as still holding what was taken from it.
 */
export interface StandIn {
  readonly record: string;
  /** Id of the field. */
  readonly field: string;
  readonly value: CanonicalValue;
  /** What the record held, and gets back unless another value arrives. */
  readonly held: CanonicalValue;
  /** When the write was about to leave, in milliseconds since 1970. */
  readonly since: number;
}

/** Committed before the write is sent. What a record is known to have held stays. */
export async function putStandIns(
  database: Kysely<Database>,
  object: number,
  standIns: readonly StandIn[],
): Promise<void> {
  for (const { record, field, value, held, since } of standIns) {
    await database
      .insertInto('stand_ins')
      .values({
        object_id: object,
        record_id: record,
        field,
        value: JSON.stringify(value),
        held: JSON.stringify(held),
        since,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['object_id', 'record_id', 'field'])
          .doUpdateSet((row) => ({ value: row.ref('excluded.value'), since: row.ref('excluded.since') })),
      )
      .execute();
  }
}

export async function dropStandIns(
  database: Kysely<Database>,
  object: number,
  standIns: readonly Pick<StandIn, 'record' | 'field'>[],
): Promise<void> {
  for (const { record, field } of standIns) {
    await database
      .deleteFrom('stand_ins')
      .where('object_id', '=', object)
      .where('record_id', '=', record)
      .where('field', '=', field)
      .execute();
  }
}

/** All of them, with the number of their object. There are as many as records that are exchanging values at the moment. */
export async function loadStandIns(
  database: Kysely<Database>,
): Promise<readonly { readonly object: number; readonly standIn: StandIn }[]> {
  const rows = await database
    .selectFrom('stand_ins')
    .selectAll()
    .orderBy('object_id')
    .orderBy('record_id')
    .orderBy('field')
    .execute();
  return rows.map((row) => ({
    object: row.object_id,
    standIn: {
      record: row.record_id,
      field: row.field,
      value: parseStored(canonicalValueSchema, row.value, `a stand-in of record ${row.record_id}`),
      held: parseStored(canonicalValueSchema, row.held, `a stand-in of record ${row.record_id}`),
      since: row.since,
    },
  }));
}
