import type { AssociationTarget, CanonicalValue, Fields } from '@linkwright/core';
import { presetValues } from '../condition/create-within-filter.ts';
import type { CompiledSync } from '../context/compiled-sync.ts';
import type { PairPlan } from '../context/cycle-context.ts';
import type { PairDecision, PlannedEdit } from '../plan/pair-decision.ts';
import type { Conflict } from '../store/conflicts.ts';
import { usualReason, type WrittenChange, type WrittenChanges } from '../store/log.ts';
import { otherSide, type Side } from '../store/side.ts';
import type { WriteReason } from '../store/write-reason.ts';
import { type ChunkItem, inlineEditsOn, type Progress } from './chunk-item.ts';

/** Conflicts that a write of the record to this side decides. */
export function conflictsOf(plan: PairPlan, entry: Progress, side: Side): readonly Conflict[] {
  const { item, link } = entry;
  if (!link || !mayConflict(item.decision)) return [];
  const travelling = inlineEditsOn(plan, item, side).map((edit) => edit.plan.mapping.key);
  const lost = associationConflicts(entry, side, link.id).filter(({ mapping }) => travelling.includes(mapping));
  return [...fieldConflicts(entry, side, link.id), ...lost];
}

const mayConflict = ({ moves, associationConflicts }: PairDecision): boolean =>
  associationConflicts.length > 0 || moves.some(({ conflict }) => conflict);

function fieldConflicts(entry: Progress, side: Side, link: number): readonly Conflict[] {
  const { item } = entry;
  return item.decision.moves
    .filter((move) => move.to === side && move.conflict)
    .map((move) => ({
      link,
      mapping: move.mapping.key,
      left: side === 'left' ? move.before : move.origin,
      right: side === 'right' ? move.before : move.origin,
      base: (item.kind === 'pair' ? item.link.base[move.mapping.key] : undefined) ?? null,
      times: timesOf(item),
      winner: otherSide(side),
      reason: move.reason,
    }));
}

/** As both apps told them of the versions that were compared. */
const timesOf = (item: ChunkItem): Conflict['times'] =>
  item.kind === 'pair' ? { left: item.left.modifiedAt, right: item.right.modifiedAt } : { left: null, right: null };

export function associationConflicts(entry: Progress, side: Side, link: number): readonly Conflict[] {
  return entry.item.decision.associationConflicts
    .filter(({ conflict }) => conflict.winner === otherSide(side))
    .map(({ plan, conflict }) => ({
      link,
      mapping: plan.mapping.key,
      left: conflict.left.map((target) => target.id),
      right: conflict.right.map((target) => target.id),
      base: null,
      times: timesOf(entry.item),
      winner: conflict.winner,
      reason: editReason(entry.item) ?? 'both-edited',
    }));
}

/** What is sent with a record, by field id. `held`: what the app shows of it. Absent: its answer does not tell. */
export function writtenChanges(
  sync: CompiledSync,
  entry: Progress,
  side: Side,
  edits: readonly PlannedEdit[],
  held?: Fields,
): WrittenChanges {
  const changes: Record<string, WrittenChange> = {};
  const { item } = entry;
  if (item.kind === 'create') {
    for (const { field, value } of presetValues(sync, side)) {
      changes[field.id] = { before: null, after: value, reason: 'filter' };
    }
  }
  const usual = usualReason[item.kind === 'create' ? 'create' : 'update'];
  for (const { to, mapping, before, after, reason } of item.decision.moves) {
    if (to !== side) continue;
    const { id } = mapping[side];
    const shown = held?.[id];
    const isOther = shown !== undefined && !isSame(shown, after);
    changes[id] =
      isOther || reason !== usual
        ? { before, after, ...(isOther && { held: shown }), ...(reason !== usual && { reason }) }
        : { before, after };
  }
  return edits.length === 0 ? changes : { ...changes, ...writtenEdits(item, side, edits) };
}

export function writtenEdits(item: ChunkItem, side: Side, edits: readonly PlannedEdit[]): WrittenChanges {
  const reasonOf = ({ plan, reason }: PlannedEdit): WriteReason | null =>
    reason ??
    editReason(item) ??
    (item.decision.associationConflicts.some((one) => one.plan.association === plan.association)
      ? 'both-edited'
      : null);
  return Object.fromEntries(
    edits.map((edit) => {
      const reason = reasonOf(edit);
      const change = { before: namesOf(edit.before), after: namesOf(edit.edit.result) };
      return [edit.plan.mapping[side].id, { ...change, ...(reason && { reason }) }];
    }),
  );
}

/** A pair that has no base has just been made. `null`: the usual reason. */
const editReason = (item: ChunkItem): WriteReason | null =>
  item.kind === 'pair' && Object.keys(item.link.base).length === 0 ? 'first-match' : null;

const isSame = (a: CanonicalValue, b: CanonicalValue): boolean =>
  a === b || (Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((one, at) => one === b[at]));

const namesOf = (targets: readonly AssociationTarget[]): readonly string[] =>
  targets.map((target) => ('id' in target ? target.id : target.key));
