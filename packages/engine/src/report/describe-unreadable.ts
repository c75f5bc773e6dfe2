import type { CompiledSync } from '../context/compiled-sync.ts';
import type { PairPlan } from '../context/cycle-context.ts';
import { fileSide } from '../context/file-side.ts';
import { groupUnreadable } from '../store/count-observations.ts';
import { type Side, sides } from '../store/side.ts';
import type { Store } from '../store/store.ts';

/** A field of a sync that some records do not show: a failed formula, a right that is missing. Or records that show none. */
export interface UnreadableField {
  /** Side of the file. */
  readonly side: Side;
  readonly connection: string;
  /** As the configuration names it. `null`: the app has these records, and shows nothing of them. */
  readonly field: string | null;
  /** Records whose cell could not be read when they were read last; those that show nothing are counted by themselves. */
  readonly count: number;
}

/** In the order of the file's mappings, then match keys and filters. */
export async function describeUnreadable(store: Store, pair: PairPlan): Promise<readonly UnreadableField[]> {
  const found: UnreadableField[] = [];
  const byObject = await groupUnreadable(
    store.database,
    sides.map((side) => pair[side].object),
  );
  for (const side of sides) {
    const groups = byObject.get(pair[side].object);
    if (groups === undefined) continue;
    const { object, connection } = pair.sync[side];
    const ids = [...fieldsOfSync(pair.sync, side)];
    // Of a single field nobody can say whether it or the record is hidden.
    const isHidden = ({ fields }: { readonly fields: readonly string[] }): boolean =>
      ids.length > 1 && ids.every((id) => fields.includes(id));
    const [hidden, partly] = [groups.filter(isHidden), groups.filter((group) => !isHidden(group))];
    const tell = (field: string | null, those: typeof groups): void => {
      const count = those.reduce((sum, group) => sum + group.count, 0);
      if (count > 0) found.push({ side: fileSide(pair, side), connection, field, count });
    };
    tell(null, hidden);
    for (const id of ids) {
      const field = object.fields.find((one) => one.id === id)?.name ?? id;
      tell(
        field,
        partly.filter(({ fields }) => fields.includes(id)),
      );
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
