import { type KeyedRecord, keysOf, type Normalizers } from '@linkwright/core';
import type { Kysely } from 'kysely';
import type { ObjectPlan } from '../context/cycle-context.ts';
import type { Database } from '../store/database.ts';
import { observationPages } from '../store/observation-pages.ts';
import { addRecordKeys, clearRecordKeys } from '../store/record-keys.ts';

/**
 * Fills all indexes of an object's keys from what has been observed of it. An index is kept up to date only while a sync
 * asks for it, so one that is asked for again, or for the first time, knows nothing of what was read meanwhile.
 */
export async function renewKeys(database: Kysely<Database>, plan: ObjectPlan, normalizers: Normalizers): Promise<void> {
  const indexes: readonly { readonly definition: number; of(record: KeyedRecord): readonly string[] }[] = [
    ...plan.keys.map(({ definition, key, side }) => ({
      definition,
      of: (record: KeyedRecord) => keysOf(key, side, record, normalizers),
    })),
    ...plan.targetKeys.map(({ definition, key }) => ({
      definition,
      of: (record: KeyedRecord) => keysOf(key, 'left', record, normalizers),
    })),
    ...plan.derivedKeys.map(({ definition, of }) => ({
      definition,
      of: (record: KeyedRecord) => [of(record, normalizers)].filter((key) => key !== ''),
    })),
  ];
  if (indexes.length === 0) return;
  await clearRecordKeys(
    database,
    indexes.map(({ definition }) => definition),
  );
  for await (const page of observationPages(database, plan.object, 1000)) {
    const borne = indexes.flatMap(({ definition, of }) =>
      page.map((record) => ({ definition, record: record.number, keys: of(record) })),
    );
    await addRecordKeys(database, borne);
  }
}
