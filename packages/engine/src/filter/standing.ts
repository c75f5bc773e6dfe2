import type { Fields } from '@linkwright/core';
import { judgeCreate } from '../condition/create-within-filter.ts';
import { judgeRecord } from '../condition/judge-record.ts';
import type { PairPlan } from '../context/cycle-context.ts';
import { otherSide, type Side, sides } from '../store/side.ts';

/** How a linked pair stands to the filters of the syncs that pair its objects. */
export interface Standing {
  /** The sync whose rules it follows. */
  readonly owner: PairPlan;
  /** `contested`: the filters of several syncs take it, and nobody can say which is meant. */
  readonly kind: 'in' | 'out' | 'contested';
  /** Why it is not `in`, with the ends that are to blame. */
  readonly faults: readonly Fault[];
}

export interface Fault {
  readonly side: Side;
  readonly text: string;
}

/** Do the syncs of this pair of objects tell records apart at all? */
export const isFiltered = (siblings: readonly PairPlan[]): boolean =>
  siblings.length > 1 || siblings.some(({ sync }) => sync.filter.left.length + sync.filter.right.length > 0);

/** Does it go on syncing? A pair that stopped matching does so where the rule is to keep it. */
export const takesPart = ({ kind, owner }: Standing): boolean =>
  kind === 'in' || (kind === 'out' && owner.sync.filter.onExit === 'keep');

/**
 * Pure. A field that was not readable puts nobody out. `last`: the sync that it belonged to before; its exit rule counts
 * when nobody takes it any more.
 */
export function standingOf(
  siblings: readonly PairPlan[],
  pair: Readonly<Record<Side, Fields>>,
  last: string | undefined,
): Standing {
  const [lead] = siblings;
  if (!lead) throw new Error('a pair has at least one sync');
  const claimers = siblings.filter((plan) => faultsOf(plan, pair).length === 0);
  const [owner, second] = claimers;
  if (owner && second) return { owner: lead, kind: 'contested', faults: contested('left', claimers) };
  if (owner) return { owner, kind: 'in', faults: [] };
  const before = siblings.find(({ sync }) => sync.name === last) ?? lead;
  return { owner: before, kind: 'out', faults: faultsOf(before, pair) };
}

function faultsOf({ sync }: PairPlan, pair: Readonly<Record<Side, Fields>>): readonly Fault[] {
  return sides.flatMap((side) => {
    const verdict = judgeRecord(sync.filter[side], pair[side]);
    return verdict.kind === 'fails' ? [{ side, text: verdict.text }] : [];
  });
}

export function contested(side: Side, claimers: readonly PairPlan[]): readonly Fault[] {
  const names = claimers.map(({ sync }) => sync.name).join(' and ');
  return [{ side, text: `the filters of ${names} both take it` }];
}

/** The syncs whose filter takes an unlinked record. One that could not be read is not taken. */
export function takers(siblings: readonly PairPlan[], side: Side, fields: Fields): readonly PairPlan[] {
  return siblings.filter(({ sync }) => judgeRecord(sync.filter[side], fields).kind === 'passes');
}

/** The syncs that may create a twin of an unlinked record: their own rules allow it, and it would pass their filter. */
export function creators(
  eligible: readonly PairPlan[],
  side: Side,
  record: { readonly fields: Fields; readonly keyless: boolean },
): readonly PairPlan[] {
  const to = otherSide(side);
  return eligible.filter(
    ({ sync }) =>
      sync.createOn[to] &&
      !(record.keyless && sync.keyless === 'exclude') &&
      judgeCreate(sync, to, record.fields).kind === 'passes',
  );
}
