import type { CompiledSync } from '../context/compiled-sync.ts';
import type { PairPlan } from '../context/cycle-context.ts';
import { fileSide } from '../context/file-side.ts';
import { countUnreadable } from '../store/observations.ts';
import { type Side, sides } from '../store/side.ts';
import type { Store } from '../store/store.ts';

/** A field of a sync that some records do not show: a failed formula, a right that is missing. */
export interface UnreadableField {
  /** Side of the file. */
  readonly side: Side;
  readonly connection: string;
  /** As the configuration names it. */
  readonly field: string;
  /** Records whose cell could not be read when they were read last. */
  readonly count: number;
}

/** In the order of the file's mappings, then match keys and filters. */
export async function describeUnreadable(store: Store, pair: PairPlan): Promise<readonly UnreadableField[]> {
  const found: UnreadableField[] = [];
  for (const side of sides) {
    const { object, connection } = pair.sync[side];
    const counts = await countUnreadable(store.database, pair[side].object);
    if (counts.size === 0) continue;
    for (const id of fieldsOfSync(pair.sync, side)) {
      const count = counts.get(id) ?? 0;
      const field = object.fields.find((one) => one.id === id)?.name ?? id;
      if (count > 0) found.push({ side: fileSide(pair, side), connection, field, count });
    }
  }
  return found.sort((a, b) => (a.side === b.side ? 0 : a.side === 'left' ? -1 : 1));
}

/** Other syncs of the object may ask for more fields. */
const fieldsOfSync = (sync: CompiledSync, side: Side): ReadonlySet<string> =>
  new Set([
    ...sync.fields.map((mapping) => mapping[side].id),
    ...sync.matchKeys.flatMap(({ parts }) => parts.map((part) => part[side])),
    ...sync.filter[side].map(({ field }) => field.id),
  ]);
