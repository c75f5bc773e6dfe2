import type { CompiledSync } from '../context/compiled-sync.ts';
import type { DerivedKey, PairPlan } from '../context/cycle-context.ts';
import { writeIdIn } from '../context/write-id.ts';
import { payloadOf } from '../match/payload-of.ts';
import { keyDefinitionNumber } from '../store/record-keys.ts';
import type { Side } from '../store/side.ts';
import type { Store } from '../store/store.ts';

type NumberedEnds = Readonly<Record<Side | 'pair', number>>;

/** Numbers the indexes of what keyless records say, and of the write ids that records bear. */
export async function defineDerivedKeys(
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
      return keyDefinitionNumber(database, numbers[side], definition);
    });
  return { left: await define('left'), right: await define('right') };
}

async function defineWriteIds(store: Store, sync: CompiledSync, side: Side, numbers: NumberedEnds) {
  const field = sync.identity[side];
  if (field === null) return null;
  return store.transaction(async (database) => {
    const definition = JSON.stringify(['write-id', numbers.pair, side, field]);
    return keyDefinitionNumber(database, numbers[side], definition);
  });
}

/** How the records of one end come to bear them. */
export function derivedKeysOf(
  sync: CompiledSync,
  side: Side,
  { payloads, writeIds }: Pick<PairPlan, 'payloads' | 'writeIds'>,
): readonly DerivedKey[] {
  const keys: DerivedKey[] = [];
  if (payloads !== null) {
    const of: DerivedKey['of'] = (record, normalizers) => payloadOf(sync, side, record, normalizers);
    keys.push({ definition: payloads[side], of });
  }
  const definition = writeIds[side];
  const field = sync.identity[side];
  if (definition !== null && field !== null) keys.push({ definition, of: ({ fields }) => writeIdIn(fields[field]) });
  return keys;
}
