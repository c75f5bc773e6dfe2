import type { AssociationPlan } from '../context/cycle-context.ts';
import { targetSide } from '../context/target-side.ts';
import { writesTo as writesToTargets } from '../merge/merge-associations.ts';
import type { UndoObstacle, UndoRefusal } from '../report/undo-report.ts';
import type { DecidedWrite } from '../store/decisions.ts';
import { otherSide } from '../store/side.ts';
import { asNames, namesOfTargets } from './undo-targets.ts';
import { type NetChange, nameOf, netChanges, type UndoneRecord } from './undone-record.ts';

type Refuse = (
  field: string | null,
  code: UndoObstacle,
  text: string,
  values?: Pick<UndoRefusal, 'before' | 'current'>,
) => unknown;

interface TargetsWrite {
  readonly add: readonly number[];
  readonly remove: readonly number[];
}

/** What is to become of an association, and of the set that it is a mark on. None: nothing is left to do. */
export function undoAssociation(
  one: UndoneRecord,
  association: AssociationPlan,
  net: NetChange,
  refuse: Refuse,
): readonly DecidedWrite[] {
  const own = undoOwnTargets(one, association, net, refuse);
  if (own === 'kept') return [];
  const came = undoMembers(one, association, { own, since: goneSince(one, association, net) }, refuse);
  return [
    ...(own ? [{ kind: 'targets', association: association.association, ...own } as const] : []),
    ...(came ? [{ kind: 'targets', association: came.set, add: [], remove: came.remove } as const] : []),
  ];
}

/** Targets that the run added, and that are no longer held: somebody has taken them out, or put others in their place. */
function goneSince(
  { record, side, targets, archived }: UndoneRecord,
  association: AssociationPlan,
  net: NetChange,
): readonly number[] {
  const current = namesOfTargets(record.associations[association.mapping[side].id] ?? []);
  const before = asNames(net.before);
  const gone = asNames(net.after).filter((target) => !before.includes(target) && !current.includes(target));
  return gone.flatMap((target) => {
    const link = targets.get(association)?.get(target);
    return link === undefined || archived.has(link) ? [] : [link];
  });
}

/**
 * Targets that the run took out come back, those that it added go, as far as they are still so. `null`: nothing is to be done;
 * `kept`: nor can anything be, of the set either.
 */
function undoOwnTargets(
  one: UndoneRecord,
  association: AssociationPlan,
  net: NetChange,
  refuse: Refuse,
): TargetsWrite | null | 'kept' {
  const { plan, side, record, targets, archived } = one;
  const { mapping } = association;
  const { name, id } = mapping[side];
  const app = plan.sync[side].displayName;
  const numbers = targets.get(association) ?? new Map<string, number>();
  const observed = record.associations[id];
  if (!observed) {
    refuse(name, 'not-readable', `${app} does not show it`);
    return 'kept';
  }
  const current = namesOfTargets(observed);
  const [before, after] = [asNames(net.before), asNames(net.after)];
  const added = after.filter((target) => !before.includes(target) && current.includes(target));
  const removed = before.filter((target) => !after.includes(target) && !current.includes(target));
  const isSame = (names: readonly string[]): boolean =>
    names.length === current.length && names.every((target) => current.includes(target));
  if (isSame(before)) return null;
  if (!writesToTargets(mapping, side)) {
    refuse(name, 'not-mapped', `the file no longer writes it to ${app}`);
    return 'kept';
  }
  if (mapping.reading === 'one' && !isSame(after)) {
    refuse(name, 'changed-since', 'it was changed since', { before, current });
    return null;
  }
  const lost = removed.filter((target) => !numbers.has(target));
  if (lost.length > 0) refuse(name, 'not-linked', `${lost.join(', ')} cannot be pointed at again: not linked any more`);
  const kept = added.filter((target) => !numbers.has(target));
  if (kept.length > 0) refuse(name, 'not-linked', `${kept.join(', ')} stays: it is not linked any more`);
  // A single value changes as a whole or not at all.
  if (mapping.reading === 'one' && lost.length + kept.length > 0) return null;
  const leaves = removed.filter((target) => archived.has(numbers.get(target) ?? 0));
  if (leaves.length > 0)
    refuse(name, 'not-linked', `${leaves.join(', ')} cannot be pointed at again: its twin goes with this undo`);
  if (mapping.reading === 'one' && leaves.length > 0) return null;
  const numbersOf = (names: readonly string[]): readonly number[] =>
    names.flatMap((target) => numbers.get(target) ?? []);
  // What points at a record that is archived goes with it; what points at its twin, which stays, cannot be told from here on.
  const end = targetSide(association, side);
  const left = added.filter((target) => (archived.get(numbers.get(target) ?? 0) ?? end) !== end);
  if (left.length > 0) refuse(name, 'not-linked', `${left.join(', ')} stays: its twin goes with this undo`);
  if (mapping.reading === 'one' && left.length > 0) return null;
  const remove = numbersOf(added).filter((link) => !archived.has(link));
  const add = numbersOf(removed).filter((link) => !archived.has(link));
  return add.length + remove.length === 0 ? null : { add, remove };
}

/** What came into the set of a mark with it goes from there, also where the mark itself is no longer there. `null`: nothing. */
function undoMembers(
  one: UndoneRecord,
  association: AssociationPlan,
  { own, since }: { readonly own: TargetsWrite | null; readonly since: readonly number[] },
  refuse: Refuse,
): { readonly set: number; readonly remove: readonly number[] } | null {
  const { plan, side } = one;
  const { name, markOn } = association.mapping[side];
  const goes = own?.remove ?? [];
  if (markOn === undefined) return null;
  const setName = nameOf(plan, side, markOn);
  const set = plan.associations.find((candidate) => candidate.mapping[side].id === markOn);
  if (!set) {
    if (goes.length > 0)
      refuse(name, 'membership', `the mark goes, and its target stays in "${setName}", which the file does not map`);
    return null;
  }
  if (mayHaveCome(one, association, set, goes)) {
    refuse(name, 'membership', `the mark goes; its target, which may have come into "${setName}" with it, stays there`);
  } else if (mayHaveCome(one, association, set, since)) {
    refuse(name, 'membership', `its target, which may have come into "${setName}" with the mark, stays there`);
  }
  const held = heldIn(one, association, set);
  const came = cameWithMarks(one, set).filter((link) => held.has(link));
  const taken = since.filter((link) => came.includes(link));
  const free = taken.filter((link) => !isMarkedElse(one, association, link));
  if (free.length < taken.length) {
    refuse(
      name,
      'membership',
      `its target, which came into "${setName}" with the mark, stays there: it bears another one`,
    );
  }
  const remove = came.filter((link) => goes.includes(link) || free.includes(link));
  return remove.length === 0 ? null : { set: set.association, remove };
}

/** Of the targets that the run has written to a mark, those that its set holds, or another mark on that. */
function heldIn(
  { side, record, targets }: UndoneRecord,
  mark: AssociationPlan,
  { mapping }: AssociationPlan,
): ReadonlySet<number | undefined> {
  const held = namesOfTargets(record.associations[mapping[side].id] ?? []);
  return new Set(held.map((target) => targets.get(mark)?.get(target)));
}

/** Does another mark on the same set lie on a target? It would go with the target. */
function isMarkedElse(one: UndoneRecord, mark: AssociationPlan, link: number): boolean {
  const { plan, side } = one;
  const { markOn } = mark.mapping[side];
  return plan.associations.some(
    (other) => other !== mark && other.mapping[side].markOn === markOn && heldIn(one, mark, other).has(link),
  );
}

/**
 * An app puts the target of a mark into its set by itself. What the run then added to the set of the twin, for it had been seen
 * here, was not there before it.
 */
function cameWithMarks({ side, twinWrites, twinTargets }: UndoneRecord, set: AssociationPlan): readonly number[] {
  const { id } = set.mapping[otherSide(side)];
  const net = netChanges(twinWrites).get(id);
  if (!net) return [];
  const before = asNames(net.before);
  const numbers = twinTargets.get(set);
  return asNames(net.after).flatMap((name) => (before.includes(name) ? [] : (numbers?.get(name) ?? [])));
}

/**
 * Where a set does not go to the twin, nothing tells how a target came into it that this side alone holds: perhaps with the mark.
 */
function mayHaveCome(
  one: UndoneRecord,
  mark: AssociationPlan,
  set: AssociationPlan,
  marked: readonly number[],
): boolean {
  const { side, edges } = one;
  if (writesToTargets(set.mapping, otherSide(side))) return false;
  const held = heldIn(one, mark, set);
  const shared = edges.get(set.association);
  const isShared = (link: number): boolean => {
    const edge = shared?.get(link);
    return edge !== undefined && edge.heldBy !== side;
  };
  return marked.some((link) => held.has(link) && !isShared(link));
}
