import {
  type AssociationRefusal,
  type AssociationTarget,
  areEquivalent,
  type SourceRecord,
  type WriteOutcome,
} from '@linkwright/core';
import type { CompiledFieldMapping } from '../context/compiled-sync.ts';
import { mergeFields } from '../merge/merge-fields.ts';
import { sameTarget } from '../plan/plan-edit.ts';
import { sameTargets } from '../pull/observe-records.ts';
import type { Observation } from '../store/observations.ts';
import { otherSide, type Side } from '../store/side.ts';
import type { ChunkContext } from './chunk-context.ts';
import { inlineEditsOn, observationOf, type Progress } from './chunk-item.ts';

/** The answer may show what somebody changed meanwhile, or what the app filled in by itself: that is still to merge. */
export function differs(
  { plan }: ChunkContext,
  side: Side,
  entry: Progress,
  held: SourceRecord,
  outcome: WriteOutcome & { kind: 'written' },
): boolean {
  const { item } = entry;
  const before = observationOf(item, side);
  const other = observationOf(item, otherSide(side));
  if (!other) return false;
  const edits = inlineEditsOn(plan, item, side);
  for (const field of plan[side].associations) {
    const shown = outcome.record.associations?.[field];
    if (shown === undefined) continue;
    const edit = edits.find((candidate) => candidate.plan.mapping[side].id === field);
    const expected = edit?.edit.result.filter((target) => !isRefused(field, target, outcome.refused ?? []));
    if (!sameTargets(expected ?? before?.associations[field] ?? [], shown)) return true;
  }
  if (before) {
    const written = new Set(item.decision.moves.flatMap((move) => (move.to === side ? [move.mapping.key] : [])));
    return plan.sync.fields.some((mapping) => {
      const field = mapping[side];
      const shown = held.fields[field.id];
      const known = before.fields[field.id];
      if (shown === undefined) return false;
      // What was written counts as known once its half of the base says so: an edit that came after it does not.
      if (written.has(mapping.key)) {
        const half = entry.base[mapping.key]?.[side === 'left' ? 0 : 1];
        return half !== undefined && !areEquivalent(field, half, shown);
      }
      // A field that could not be read until now has not been merged either.
      return known === undefined || before.unreadable.includes(field.id) || !areEquivalent(field, known, shown);
    });
  }
  if (holdsBase(plan.sync.fields, entry, side, held, other)) return false;
  const waiting = entry.refusedFields.map(({ mapping }) => mapping.key);
  const { fields } = plan.sync;
  const merge = mergeFields({
    mappings: waiting.length === 0 ? fields : fields.filter(({ key }) => !waiting.includes(key)),
    left: side === 'left' ? held.fields : other.fields,
    right: side === 'right' ? held.fields : other.fields,
    base: entry.base,
    blanks: plan.sync.blanks,
    // What an app makes of a value is compared with what was sent, whoever edited last.
    newest: null,
  });
  return merge.moves.length + merge.settlements.length > 0;
}

/** Do both sides show just what the base of a new pair says, letter by letter? Then there is nothing to compare. */
function holdsBase(
  mappings: readonly CompiledFieldMapping[],
  { base }: Progress,
  side: Side,
  held: SourceRecord,
  origin: Observation,
): boolean {
  const left = side === 'left' ? held.fields : origin.fields;
  const right = side === 'left' ? origin.fields : held.fields;
  for (const mapping of mappings) {
    const halves = base[mapping.key];
    if (halves === undefined) return false;
    if (left[mapping.left.id] !== halves[0] || right[mapping.right.id] !== halves[1]) return false;
  }
  return true;
}

/** Is this one of the targets that the app did not take? */
export const isRefused = (field: string, target: AssociationTarget, refused: readonly AssociationRefusal[]): boolean =>
  refused.some((refusal) => refusal.field === field && sameTarget(refusal.target, target));
