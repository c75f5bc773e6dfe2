import { areEquivalent } from '@linkwright/core';
import type { PairPlan } from '../context/cycle-context.ts';
import { fileSide } from '../context/file-side.ts';
import { labelOf } from '../context/record-labels.ts';
import { writesTo } from '../merge/merge-fields.ts';
import type { UndoObstacle, UndoRefusal } from '../report/undo-report.ts';
import type { NewDecision } from '../store/decisions.ts';
import { type Side, sides } from '../store/side.ts';
import { undoAssociation } from './undo-association.ts';
import type { UndoRequest } from './undo-request.ts';
import { changedSince, isAsLeft, nameOf, netChanges, type UndoneRecord } from './undone-record.ts';

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
        const undone = undoAssociation(one, association, net, refuse);
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
