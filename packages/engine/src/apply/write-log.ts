import type { AssociationTarget, CanonicalValue } from '@linkwright/core';
import { presetValues } from '../condition/create-within-filter.ts';
import type { CompiledSync } from '../context/compiled-sync.ts';
import type { PairPlan } from '../context/cycle-context.ts';
import type { PairDecision, PlannedEdit } from '../plan/pair-decision.ts';
import type { Conflict, WrittenChanges } from '../store/log.ts';
import { otherSide, type Side } from '../store/side.ts';
import { inlineEditsOn, type Progress } from './chunk-item.ts';

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
  return entry.item.decision.moves
    .filter((move) => move.to === side && move.conflict)
    .map((move) => ({
      link,
      mapping: move.mapping.key,
      left: side === 'left' ? move.before : move.origin,
      right: side === 'right' ? move.before : move.origin,
      winner: otherSide(side),
    }));
}

export function associationConflicts(entry: Progress, side: Side, link: number): readonly Conflict[] {
  return entry.item.decision.associationConflicts
    .filter(({ conflict }) => conflict.winner === otherSide(side))
    .map(({ plan, conflict }) => ({
      link,
      mapping: plan.mapping.key,
      left: conflict.left.map((target) => target.id),
      right: conflict.right.map((target) => target.id),
      winner: conflict.winner,
    }));
}

/** Before and after of what is sent with a record, by field id. */
export function writtenChanges(
  sync: CompiledSync,
  entry: Progress,
  side: Side,
  edits: readonly PlannedEdit[],
): WrittenChanges {
  const changes: Record<string, { before: CanonicalValue; after: CanonicalValue }> = {};
  if (entry.item.kind === 'create') {
    for (const { field, value } of presetValues(sync, side)) changes[field.id] = { before: null, after: value };
  }
  for (const move of entry.item.decision.moves) {
    if (move.to === side) changes[move.mapping[side].id] = { before: move.before, after: move.after };
  }
  return { ...changes, ...writtenEdits(side, edits) };
}

export function writtenEdits(side: Side, edits: readonly PlannedEdit[]): WrittenChanges {
  return Object.fromEntries(
    edits.map((edit) => [
      edit.plan.mapping[side].id,
      { before: namesOf(edit.before), after: namesOf(edit.edit.result) },
    ]),
  );
}

const namesOf = (targets: readonly AssociationTarget[]): readonly string[] =>
  targets.map((target) => ('id' in target ? target.id : target.key));
