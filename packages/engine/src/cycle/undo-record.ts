import { areEquivalent } from '@linkwright/core';
import type { AssociationPlan, PairPlan } from '../context/cycle-context.ts';
import { fileSide } from '../context/file-side.ts';
import { labelOf } from '../context/record-labels.ts';
import { targetSide } from '../context/target-side.ts';
import { writesTo as writesToTargets } from '../merge/merge-associations.ts';
import { writesTo } from '../merge/merge-fields.ts';
import type { UndoObstacle, UndoRefusal } from '../report/undo-report.ts';
import type { DecidedWrite, NewDecision } from '../store/decisions.ts';
import { otherSide, type Side, sides } from '../store/side.ts';
import type { UndoRequest } from './undo-request.ts';
import { asNames, namesOfTargets } from './undo-targets.ts';
import { changedSince, isAsLeft, type NetChange, nameOf, netChanges, type UndoneRecord } from './undone-record.ts';

/** What becomes of one record, and what cannot be. */
export interface Undone {
  readonly decisions: readonly NewDecision[];
  readonly refused: readonly UndoRefusal[];
}

export function undoRecord(one: UndoneRecord, request: UndoRequest): Undone {
  const { plan, side, record, link, writes } = one;
  const refusals: UndoRefusal[] = [];
  const refuse = (
    field: string | null,
    code: UndoObstacle,
    text: string,
    values: Pick<UndoRefusal, 'before' | 'current'> = {},
  ): Undone => {
    const { connection } = plan.sync[side];
    const { name: sync } = plan.sync;
    const told = { id: record.id, label: labelOf(plan[side], record), field, code, text, ...values };
    refusals.push({ sync, side: fileSide(plan, side), connection, ...told });
    return { decisions: [], refused: refusals };
  };
  const app = plan.sync[side].displayName;
  const isMade = writes.some(({ kind }) => kind === 'create');
  if (writes.some(({ kind }) => kind === 'archive')) {
    return refuse(null, 'not-restorable', `it was archived; ${app} brings it back in its own pages alone`);
  }
  if (writes.some(({ kind }) => kind === 'merge')) {
    return refuse(
      null,
      'not-restorable',
      `it was merged into ${record.mergedInto ?? 'another record'}; ${app} takes no merger back`,
    );
  }
  if (record.gone) return isMade ? { decisions: [], refused: [] } : refuse(null, 'gone', `it is no longer in ${app}`);
  if (!link) return refuse(null, 'not-linked', 'it is no longer linked with a twin');
  const base = { pair: plan.pair, link: link.id, side, reason: 'undone' as const };
  if (isMade) {
    if (request.fields !== undefined) return { decisions: [], refused: [] };
    const changed = changedSince(one);
    const { archive } = plan.sync[side].capabilities;
    if (changed !== null)
      return refuse(null, 'changed-since', `it was made by the run, and ${changed} was changed since`);
    if (archive === 'none') return refuse(null, 'cannot-archive', `${app} does not let records be removed`);
    if (archive === 'permanent' && request.permanently !== true) {
      return refuse(null, 'permanent', `it was made by the run; ${app} deletes for good, which needs --permanently`);
    }
    return { decisions: [{ ...base, what: { kind: 'archive' } }], refused: [] };
  }
  const decisions: NewDecision[] = [];
  for (const [field, net] of netChanges(writes)) {
    const name = nameOf(plan, side, field);
    if (request.fields !== undefined && !request.fields.some((asked) => names(plan, side, field).includes(asked)))
      continue;
    const mapping = plan.sync.fields.find((candidate) => candidate[side].id === field);
    if (!mapping) {
      const associations = plan.associations.filter((one) => one.mapping[side].id === field);
      const [association, second] = associations;
      if (!association) refuse(name, 'not-mapped', 'the file no longer maps it');
      else if (second) refuse(name, 'association', 'the file maps it through several syncs');
      else {
        const undone = undoTargets(one, association, net, refuse);
        for (const what of undone) decisions.push({ ...base, what });
      }
      continue;
    }
    const current = record.fields[field];
    if (current === undefined || record.unreadable.includes(field)) {
      refuse(name, 'not-readable', `${app} does not show it`);
    } else if (areEquivalent(mapping[side], current, net.before)) {
      // It is as it was.
    } else if (!writesTo(mapping, side)) {
      refuse(name, 'not-mapped', `the file no longer writes it to ${app}`);
    } else if (!isAsLeft(one, field, net, current)) {
      refuse(name, 'changed-since', 'it was changed since', { before: net.before, current });
    } else {
      decisions.push({ ...base, what: { kind: 'value', mapping: mapping.key, wanted: net.before, expected: current } });
    }
  }
  return { decisions: joined(decisions), refused: refusals };
}

/** What a mark says of its set is decided together with what the set itself says. */
function joined(decisions: readonly NewDecision[]): readonly NewDecision[] {
  const byAssociation = new Map<number, NewDecision>();
  for (const decision of decisions) {
    const { what } = decision;
    if (what.kind !== 'targets') continue;
    const known = byAssociation.get(what.association)?.what;
    const add = known?.kind === 'targets' ? known.add : [];
    const remove = known?.kind === 'targets' ? known.remove : [];
    const both = { add: [...new Set([...add, ...what.add])], remove: [...new Set([...remove, ...what.remove])] };
    byAssociation.set(what.association, { ...decision, what: { ...what, ...both } });
  }
  return [...decisions.filter(({ what }) => what.kind !== 'targets'), ...byAssociation.values()];
}

type Refuse = (
  field: string | null,
  code: UndoObstacle,
  text: string,
  values?: Pick<UndoRefusal, 'before' | 'current'>,
) => unknown;

/** Targets that the run took out come back, those that it added go, as far as they are still so. None: nothing is left to do. */
function undoTargets(
  one: UndoneRecord,
  association: AssociationPlan,
  net: NetChange,
  refuse: Refuse,
): readonly DecidedWrite[] {
  const { plan, side, record, targets, archived } = one;
  const { mapping } = association;
  const { name, id, markOn } = mapping[side];
  const app = plan.sync[side].displayName;
  const numbers = targets.get(association) ?? new Map<string, number>();
  const observed = record.associations[id];
  if (!observed) {
    refuse(name, 'not-readable', `${app} does not show it`);
    return [];
  }
  const current = namesOfTargets(observed);
  const [before, after] = [asNames(net.before), asNames(net.after)];
  const added = after.filter((target) => !before.includes(target) && current.includes(target));
  const removed = before.filter((target) => !after.includes(target) && !current.includes(target));
  const isSame = (names: readonly string[]): boolean =>
    names.length === current.length && names.every((target) => current.includes(target));
  if (isSame(before)) return [];
  if (!writesToTargets(mapping, side)) {
    refuse(name, 'not-mapped', `the file no longer writes it to ${app}`);
    return [];
  }
  if (mapping.reading === 'one' && !isSame(after)) {
    refuse(name, 'changed-since', 'it was changed since', { before, current });
    return [];
  }
  const lost = removed.filter((target) => !numbers.has(target));
  if (lost.length > 0) refuse(name, 'not-linked', `${lost.join(', ')} cannot be pointed at again: not linked any more`);
  const kept = added.filter((target) => !numbers.has(target));
  if (kept.length > 0) refuse(name, 'not-linked', `${kept.join(', ')} stays: it is not linked any more`);
  // A single value changes as a whole or not at all.
  if (mapping.reading === 'one' && lost.length + kept.length > 0) return [];
  const leaves = removed.filter((target) => archived.has(numbers.get(target) ?? 0));
  if (leaves.length > 0)
    refuse(name, 'not-linked', `${leaves.join(', ')} cannot be pointed at again: its twin goes with this undo`);
  if (mapping.reading === 'one' && leaves.length > 0) return [];
  const numbersOf = (names: readonly string[]): readonly number[] =>
    names.flatMap((target) => numbers.get(target) ?? []);
  // What points at a record that is archived goes with it; what points at its twin, which stays, cannot be told from here on.
  const end = targetSide(association, side);
  const left = added.filter((target) => (archived.get(numbers.get(target) ?? 0) ?? end) !== end);
  if (left.length > 0) refuse(name, 'not-linked', `${left.join(', ')} stays: its twin goes with this undo`);
  if (mapping.reading === 'one' && left.length > 0) return [];
  const remove = numbersOf(added).filter((link) => !archived.has(link));
  const add = numbersOf(removed).filter((link) => !archived.has(link));
  if (add.length + remove.length === 0) return [];
  const set = plan.associations.find((candidate) => candidate.mapping[side].id === markOn);
  if (markOn !== undefined && remove.length > 0 && !set) {
    const setName = nameOf(plan, side, markOn);
    refuse(name, 'membership', `the mark goes, and its target stays in "${setName}", which the file does not map`);
  }
  const marked: DecidedWrite = { kind: 'targets', association: association.association, add, remove };
  const came = set ? cameWithMarks(one, set).filter((link) => remove.includes(link)) : [];
  if (set && mayHaveCome(one, association, set, remove)) {
    const setName = nameOf(plan, side, set.mapping[side].id);
    refuse(name, 'membership', `the mark goes; its target, which may have come into "${setName}" with it, stays there`);
  }
  if (!set || came.length === 0) return [marked];
  return [marked, { kind: 'targets', association: set.association, add: [], remove: came }];
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
  { side, record, targets, edges }: UndoneRecord,
  mark: AssociationPlan,
  set: AssociationPlan,
  marked: readonly number[],
): boolean {
  if (writesToTargets(set.mapping, otherSide(side))) return false;
  const held = namesOfTargets(record.associations[set.mapping[side].id] ?? []);
  const numbers = new Set(held.map((name) => targets.get(mark)?.get(name)));
  const shared = edges.get(set.association);
  const isShared = (link: number): boolean => {
    const edge = shared?.get(link);
    return edge !== undefined && edge.heldBy !== side;
  };
  return marked.some((link) => numbers.has(link) && !isShared(link));
}

/** By which a person may mean a field: its name and its id, and those of the field that it is mapped with. */
function names(plan: PairPlan, side: Side, id: string): readonly string[] {
  const mapped = [
    ...plan.sync.fields.filter((mapping) => mapping[side].id === id),
    ...plan.sync.associations.filter((mapping) => mapping[side].id === id),
  ];
  return [
    id,
    nameOf(plan, side, id),
    ...mapped.flatMap((mapping) => sides.flatMap((one) => [mapping[one].id, mapping[one].name])),
  ];
}
