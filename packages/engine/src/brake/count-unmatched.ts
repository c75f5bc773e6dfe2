import { setImmediate } from 'node:timers/promises';
import type { BrakeLimit } from '@linkwright/core';
import type { CycleContext, PairPlan } from '../context/cycle-context.ts';
import { admitRecords } from '../filter/admit-records.ts';
import { isFiltered } from '../filter/standing.ts';
import { loadChunk } from '../match/load-chunk.ts';
import { loadKeyIndex } from '../match/load-key-index.ts';
import { matchRecord } from '../match/match-records.ts';
import { splitLonely } from '../match/split-lonely.ts';
import { countLinks, countPresent, countSharedKeys, countUnlinkedDirty } from '../store/brake-totals.ts';
import { type DirtyRecord, nextDirty } from '../store/dirty.ts';
import { otherSide, type Side, sides } from '../store/side.ts';

/** How far two objects match that are both full. */
export interface Unmatched {
  /** The one of fewer records, and how many of them take part. */
  readonly side: Side;
  readonly of: number;
  /** Of these, linked or about to be, or alike enough that a person has to decide. */
  readonly matched: number;
  /** So many would be created on each side. */
  readonly creates: Readonly<Record<Side, number>>;
  /** Id of a record of `side` without a match; empty: none would be carried over. */
  readonly example: string;
}

const chunkSize = 1000;

/**
 * Of two objects that have as many records as the limit asks for. `dirty`: how many dirty records of each side have no link,
 * where that is known.
 *
 * `null`: whatever is to be created, enough of the smaller object matches, or there is next to nothing in it that could. That
 * is found out from counts alone where it is so in a first sync into an empty object, and where everything matches.
 */
export async function countUnmatched(
  context: CycleContext,
  plan: PairPlan,
  limit: BrakeLimit,
  dirty: Readonly<Record<Side, number>> | null,
): Promise<Unmatched | null> {
  const { database } = context.store;
  const { least, share } = limit;
  let unlinked = 0;
  for (const side of sides) unlinked += dirty?.[side] ?? (await countUnlinkedDirty(database, plan.pair, side, least));
  if (unlinked < least) return null;
  const present = {
    left: await countPresent(database, plan.left.object),
    right: await countPresent(database, plan.right.object),
  };
  const linked = await countLinks(database, plan.pair);
  if (!(await mayLack(context, plan, { present, linked, share }))) return null;
  const found = await matchAll(context, plan);
  const totalOf = (side: Side): number => {
    // Of an implied sync only what is referred to is dirty; what it may match is all that is there.
    const isReferred = plan.referrers === null || found.seen[side] > 0;
    return isReferred ? linked + found.seen[side] : present[side];
  };
  const side: Side = totalOf('left') <= totalOf('right') ? 'left' : 'right';
  const of = totalOf(side);
  const matched = linked + Math.max(found.matched[side], found.seen[side] === 0 ? found.matched[otherSide(side)] : 0);
  const creates = found.creates.left + found.creates.right;
  if (creates < least || of < least || of - matched <= share * of) return null;
  return { side, of, matched, creates: found.creates, example: found.example[side] };
}

/** By counts alone: could so many records of the smaller object lack a match? */
async function mayLack(
  { store: { database }, siblings }: CycleContext,
  plan: PairPlan,
  known: { readonly present: Readonly<Record<Side, number>>; readonly linked: number; readonly share: number },
): Promise<boolean> {
  // Which of the records take part is not known from counts.
  if (isFiltered(siblings.get(plan.pair) ?? [plan]) || plan.referrers !== null) return true;
  const { present, linked, share } = known;
  const side: Side = present.left <= present.right ? 'left' : 'right';
  const lacking = (matched: number): boolean => present[side] - matched > share * present[side];
  if (!lacking(linked)) return false;
  // Whoever bears the first key of somebody is linked or held; a later key may decide nothing.
  const [key] = plan.keys;
  return !key || lacking(Math.max(linked, await countSharedKeys(database, key[side], key[otherSide(side)])));
}

interface Matches {
  readonly seen: Record<Side, number>;
  readonly matched: Record<Side, number>;
  readonly creates: Record<Side, number>;
  readonly example: Record<Side, string>;
}

/** The decisions of a first match over all dirty records without a link, and none of its writes. */
async function matchAll(context: CycleContext, plan: PairPlan): Promise<Matches> {
  const { database } = context.store;
  const siblings = context.siblings.get(plan.pair) ?? [plan];
  const zero = (): Record<Side, number> => ({ left: 0, right: 0 });
  const matches: Matches = { seen: zero(), matched: zero(), creates: zero(), example: { left: '', right: '' } };
  let after: DirtyRecord | null = null;
  for (;;) {
    const dirty: readonly DirtyRecord[] = await nextDirty(database, plan.pair, after, chunkSize);
    const last = dirty.at(-1);
    if (last === undefined) return matches;
    after = last;
    const { unlinked } = await loadChunk(context, plan, dirty);
    const { admitted } = await admitRecords(context, plan, unlinked);
    const index = await loadKeyIndex(database, plan, admitted);
    const lonely = admitted.flatMap((record) => {
      const known = index.record(record.side, record.observation.number);
      const { kind } = known ? matchRecord(known, index) : ({ kind: 'keyless' } as const);
      matches.seen[record.side] += 1;
      if (kind === 'none' || kind === 'keyless') return [{ ...record, keyless: kind === 'keyless' }];
      matches.matched[record.side] += 1;
      return [];
    });
    for (const { side, observation } of splitLonely(plan, siblings, lonely).creates) {
      matches.creates[otherSide(side)] += 1;
      if (matches.example[side] === '') matches.example[side] = observation.id;
    }
    // The store never waits for anything outside, so a person who wants to stop has to be let in.
    await setImmediate();
    context.signal.throwIfAborted();
  }
}
