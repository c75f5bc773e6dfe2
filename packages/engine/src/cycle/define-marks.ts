import type { Normalizers } from '@linkwright/core';
import type { Kysely } from 'kysely';
import { writeIdIn } from '../apply/write-id.ts';
import type { CompiledSync } from '../compile/compiled-sync.ts';
import { payloadOf } from '../match/payload-of.ts';
import type { Database } from '../store/database.ts';
import { observationPages } from '../store/observations.ts';
import { keyDefinitionNumber, saveRecordKeys } from '../store/record-keys.ts';
import type { Side } from '../store/side.ts';
import type { Store } from '../store/store.ts';
import type { ObjectPlan, PairPlan, RecordMark } from './cycle-context.ts';

type NumberedEnds = Readonly<Record<Side | 'pair', number>>;

/** Numbers the indexes of what keyless records say, and of the write ids that records bear. */
export async function defineMarks(
  store: Store,
  sync: CompiledSync,
  numbers: NumberedEnds,
): Promise<Pick<PairPlan, 'payloads' | 'writeIds'>> {
  return {
    payloads: sync.keyless === 'create' ? await definePayloads(store, sync, numbers) : null,
    writeIds: {
      left: await defineWriteIds(store, sync, 'left', numbers),
      right: await defineWriteIds(store, sync, 'right', numbers),
    },
  };
}

async function definePayloads(store: Store, sync: CompiledSync, numbers: NumberedEnds) {
  const fields = sync.fields.map(({ key }) => key);
  const define = (side: Side) =>
    store.transaction(async (database) => {
      const definition = JSON.stringify(['payload', numbers.pair, side, fields]);
      return (await keyDefinitionNumber(database, numbers[side], definition)).id;
    });
  return { left: await define('left'), right: await define('right') };
}

async function defineWriteIds(store: Store, sync: CompiledSync, side: Side, numbers: NumberedEnds) {
  const field = sync.identity[side];
  if (field === null) return null;
  return store.transaction(async (database) => {
    const definition = JSON.stringify(['write-id', numbers.pair, side, field]);
    return (await keyDefinitionNumber(database, numbers[side], definition)).id;
  });
}

/** How the records of one end come to bear them. */
export function marksOf(
  sync: CompiledSync,
  side: Side,
  { payloads, writeIds }: Pick<PairPlan, 'payloads' | 'writeIds'>,
): readonly RecordMark[] {
  const marks: RecordMark[] = [];
  if (payloads !== null) {
    const of: RecordMark['of'] = (fields, normalizers) => payloadOf(sync, side, fields, normalizers);
    marks.push({ definition: payloads[side], of });
  }
  const definition = writeIds[side];
  const field = sync.identity[side];
  if (definition !== null && field !== null) marks.push({ definition, of: (fields) => writeIdIn(fields[field]) });
  return marks;
}

/** Marks follow from the rules as much as from what was observed. */
export async function renewMarks(
  database: Kysely<Database>,
  plan: ObjectPlan,
  normalizers: Normalizers,
): Promise<void> {
  if (plan.marks.length === 0) return;
  for await (const page of observationPages(database, plan.object, 1000)) {
    await saveRecordKeys(
      database,
      plan.marks.flatMap(({ definition, of }) =>
        page.map((record) => ({ definition, record: record.id, key: of(record.fields, normalizers) })),
      ),
    );
  }
}
