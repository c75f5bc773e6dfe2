import type { BrakeLimit } from '@linkwright/core';
import type { CycleContext, ObjectPlan, PairPlan } from '../context/cycle-context.ts';
import { finishAll } from '../context/finish-all.ts';
import type { NamedHint } from '../pull/named-hint.ts';
import { covers, pullChanges } from '../pull/pull-changes.ts';
import { type HintedRead, readHinted } from '../pull/read-hinted.ts';
import { countLinks, countUnlinkedDirty } from '../store/brake-totals.ts';
import { countDirty } from '../store/dirty.ts';
import { addHinted, hintedCount } from '../store/hinted-counts.ts';
import { loadReadState } from '../store/reads.ts';
import { sides } from '../store/side.ts';

/** So many records of an object hints may bring in between two readings of it, however narrow its brakes are. */
const leastRoom = 20;

/** Work whose calls are counted for the sync it is done for. */
export type Counting = <Result>(pair: PairPlan, work: () => Promise<Result>) => Promise<Result>;

/**
 * Reads what hints name, in place of what has changed since the checkpoints. Resolves to whether there is anything to carry:
 * an echo of our own writes shows what is stored, and starts nothing.
 *
 * A record without a link, such as one that a run before has left, is matched or created only after both objects of its pair have
 * been read as ever, so that what came to the other side meanwhile is known. So is an object that has not been read to its end yet.
 */
export async function lookAtHints(
  context: CycleContext,
  pairs: readonly PairPlan[],
  hints: readonly NamedHint[],
  counting: Counting,
): Promise<boolean> {
  const { store } = context;
  const objects = new Set(pairs.flatMap((pair) => sides.map((side) => pair[side])));
  const byConnection = Map.groupBy(objects, ({ end }) => end.connection);
  let isNews = false;
  const whole = new Set<ObjectPlan>();
  const read = async (object: ObjectPlan): Promise<void> => {
    const named = hints.filter(
      ({ account, object: id }) => account === object.end.account && id === object.end.object.id,
    );
    const [pair] = pairs.filter((one) => sides.some((side) => one[side] === object));
    if (named.length === 0 || pair === undefined) return;
    const state = await loadReadState(store.database, object.object);
    const seen = await counting(pair, async (): Promise<HintedRead> => {
      if (state?.complete === true && covers(state, object)) {
        return readHinted(context, object, named, await roomOf(context, object, pairs));
      }
      await pullWhole(context, object, pairs);
      whole.add(object);
      return { changed: 1, left: 0 };
    });
    isNews ||= seen.changed > 0;
    const { connection, object: schema } = object.end;
    context.report({ kind: 'hints-read', connection, object: schema.name, records: named.length, ...seen });
  };
  await finishAll(
    [...byConnection.values()].map(async (ofConnection) => {
      for (const object of ofConnection) await read(object);
    }),
  );
  if (!isNews) return false;
  for (const pair of pairs) {
    const unlinked = await Promise.all(sides.map((side) => countUnlinkedDirty(store.database, pair.pair, side, 1)));
    if (unlinked.every((count) => count === 0)) continue;
    for (const side of sides) {
      if (whole.has(pair[side])) continue;
      whole.add(pair[side]);
      await counting(pair, () => pullWhole(context, pair[side], pairs));
    }
  }
  return true;
}

/** Beside hints, an object that is read as ever counts like them: its brakes see what came since the last reading that was due. */
async function pullWhole(context: CycleContext, object: ObjectPlan, pairs: readonly PairPlan[]): Promise<void> {
  const { store } = context;
  const own = pairs.find((pair) => sides.some((side) => pair[side] === object));
  const before = own ? await countDirty(store.database, own.pair) : 0;
  await pullChanges(context, object, { full: false });
  const after = own ? await countDirty(store.database, own.pair) : 0;
  await store.transaction((database) => addHinted(database, object.object, Math.max(0, after - before)));
}

/**
 * Hints bring in a few records at a time, and a brake looks at one run: what would pull it, taken together, is left to the next
 * reading, where it is seen as one.
 */
async function roomOf({ store }: CycleContext, object: ObjectPlan, pairs: readonly PairPlan[]): Promise<number> {
  let room = Number.POSITIVE_INFINITY;
  for (const pair of pairs) {
    if (!sides.some((side) => pair[side] === object)) continue;
    const links = await countLinks(store.database, pair.pair);
    const { fields, ...ofSync } = pair.sync.brakes;
    const groups: readonly Readonly<Record<string, BrakeLimit | null | undefined>>[] = [
      ofSync,
      ...Object.values(fields),
    ];
    const limits = groups.flatMap((group) => Object.values(group).flatMap((limit) => limit ?? []));
    room = Math.min(room, ...limits.map(({ least, share }) => Math.max(least - 1, Math.floor(share * links))));
  }
  return Math.max(0, Math.max(leastRoom, room) - (await hintedCount(store.database, object.object)));
}
