import type { AssociationTarget, Fields } from '@linkwright/core';
import type { AssociationPlan, PairPlan } from '../context/cycle-context.ts';
import { targetRecord } from '../context/target-side.ts';
import { mergeAssociations } from '../merge/merge-associations.ts';
import { fieldsForCreate, mergeFields } from '../merge/merge-fields.ts';
import type { Observation } from '../store/observations.ts';
import { otherSide, type Side, sides } from '../store/side.ts';
import type { Base } from '../store/stored-json.ts';
import { blockMerge } from './block-merge.ts';
import { closeSets, type MergedAssociation } from './close-sets.ts';
import { joinEdits } from './join-edits.ts';
import type {
  NameTarget,
  PairDecision,
  PlannedConflict,
  PlannedEdge,
  PlannedEdit,
  PlannedPending,
  PlannedReview,
  ResolvedTargets,
  TargetLinks,
} from './pair-decision.ts';
import { namedOnly, outdated, planEdit, settledEdges } from './plan-edit.ts';
import { uncarried } from './uncarried.ts';

/** What to write for a linked pair. Pure. */
export function planPair(request: {
  readonly plan: PairPlan;
  readonly left: Observation;
  readonly right: Observation;
  readonly base: Base;
  readonly targets: ReadonlyMap<number, ResolvedTargets>;
  readonly targetLinks: TargetLinks;
  readonly nameOf: NameTarget;
}): PairDecision {
  const { plan, left, right, base, targets, targetLinks, nameOf } = request;
  const newest = newestOf(left, right, plan.sync.toleranceMs);
  const fields = mergeFields({
    // An implied sync updates nothing; without a base, the fields are a first match for a sync that takes it over.
    mappings: plan.sync.implied ? [] : plan.sync.fields,
    left: readable(left),
    right: readable(right),
    base,
    blanks: plan.sync.blanks,
    newest,
  });
  if (plan.associations.length === 0) return { ...withoutAssociations, ...fields };
  const edits: PlannedEdit[] = [];
  const settled: PlannedEdge[] = [];
  const ended: PlannedEdge[] = [];
  const pending: PlannedPending[] = [];
  const associationConflicts: PlannedConflict[] = [];
  const associationReviews: PlannedReview[] = [];
  const merged = plan.associations.flatMap((association): readonly MergedAssociation[] => {
    const resolved = targets.get(association.association);
    if (!resolved?.left || !resolved.right) return [];
    const merge = mergeAssociations({
      mapping: association.mapping,
      left: resolved.left,
      right: resolved.right,
      base: new Set(resolved.base.keys()),
      held: resolved.held,
      blanks: plan.sync.blanks,
      newest,
    });
    return [{ association, resolved, merge: blockMerge(association, merge, resolved.blocked, targetLinks) }];
  });
  for (const one of closeSets(merged)) {
    const { association, merge } = one;
    const observedOn = (side: Side): readonly AssociationTarget[] =>
      (side === 'left' ? left : right).associations[association.mapping[side].id] ?? [];
    settled.push(...settledEdges(one));
    ended.push(...merge.ended.map((target) => ({ association: association.association, target })));
    // First: of several reasons of one target the first is kept, and these know its key.
    pending.push(...sides.flatMap((side) => namedOnly(one, side, targetLinks)));
    pending.push(...merge.pending.map((entry) => ({ plan: association, ...entry })));
    pending.push(...uncarried(one, targetLinks, plan));
    if (merge.review) {
      const { review } = merge;
      const on = (side: Side) => targetsOf(association, side, review[side], targetLinks).map(({ id }) => id);
      associationReviews.push({ plan: association, left: on('left'), right: on('right') });
    }
    if (merge.conflict) {
      const { winner } = merge.conflict;
      const on = (side: Side, links: readonly number[]) =>
        merge.overruled === side ? asNamed(observedOn(side)) : targetsOf(association, side, links, targetLinks);
      associationConflicts.push({
        plan: association,
        conflict: { left: on('left', merge.conflict.left), right: on('right', merge.conflict.right), winner },
      });
    }
    for (const side of sides) {
      const planned = planEdit({ merged: one, side, observed: observedOn(side), targetLinks, nameOf });
      pending.push(...planned.pending);
      if (planned.edit) edits.push(planned.edit);
    }
  }
  const joined = joinEdits(edits);
  return {
    ...fields,
    edits: joined.edits,
    edges: { settled, ended },
    pending: [...pending, ...joined.pending],
    associationConflicts,
    ...(associationReviews.length > 0 && { associationReviews }),
  };
}

/** Whose record was edited last, by the apps' own clocks. `null`: they do not say, or it was too close. */
function newestOf(left: Observation, right: Observation, toleranceMs: number): Side | null {
  if (left.modifiedAt === null || right.modifiedAt === null) return null;
  const ahead = Date.parse(left.modifiedAt) - Date.parse(right.modifiedAt);
  if (Math.abs(ahead) <= toleranceMs) return null;
  return ahead > 0 ? 'left' : 'right';
}

/** What to write for a record that gets a twin on `to`. Pure. */
export function planCreate(request: {
  readonly plan: PairPlan;
  readonly to: Side;
  readonly origin: Observation;
  readonly targets: ReadonlyMap<number, ResolvedTargets>;
  readonly targetLinks: TargetLinks;
  readonly nameOf: NameTarget;
}): PairDecision {
  const { plan, to, origin, targets, targetLinks, nameOf } = request;
  const fields = fieldsForCreate(plan.sync.fields, to, origin.fields);
  if (plan.associations.length === 0) return { ...withoutAssociations, ...fields };
  const edits: PlannedEdit[] = [];
  const pending: PlannedPending[] = [];
  // The origin itself is written to only once it has a twin.
  let isOutdated = false;
  for (const association of plan.associations) {
    const known = targets.get(association.association);
    const observed = known?.[otherSide(to)];
    if (!observed) continue;
    const resolved: ResolvedTargets = {
      left: to === 'left' ? [] : observed,
      right: to === 'right' ? [] : observed,
      base: new Map(),
      held: new Map(),
      blocked: known.blocked,
    };
    const whole = mergeAssociations({
      mapping: association.mapping,
      left: resolved.left ?? [],
      right: resolved.right ?? [],
      base: new Set(),
      held: new Map(),
      blanks: plan.sync.blanks,
      newest: null,
    });
    const merge = blockMerge(association, whole, resolved.blocked, targetLinks);
    pending.push(...merge.pending.map((entry) => ({ plan: association, ...entry })));
    const merged = { association, resolved, merge };
    isOutdated ||= outdated(merged, otherSide(to), nameOf).length > 0;
    const planned = planEdit({ merged, side: to, observed: [], targetLinks, nameOf });
    pending.push(...planned.pending);
    if (planned.edit) edits.push(planned.edit);
  }
  const joined = joinEdits(edits);
  return {
    ...withoutAssociations,
    ...fields,
    edits: joined.edits,
    pending: [...pending, ...joined.pending],
    ...(isOutdated && { unfinished: true }),
  };
}

/** Of values alone. */
const withoutAssociations: Omit<PairDecision, 'moves' | 'obstacles'> = {
  settlements: [],
  reviews: [],
  edits: [],
  edges: { settled: [], ended: [] },
  pending: [],
  associationConflicts: [],
};

/** What a cell held before it could no longer be read says nothing of what it holds: it is neither merged nor written. */
function readable({ fields, unreadable }: Observation): Fields {
  if (unreadable.length === 0) return fields;
  return Object.fromEntries(Object.entries(fields).filter(([id]) => !unreadable.includes(id)));
}

/** What means no record stands in the log as the app shows it. */
const asNamed = (targets: readonly AssociationTarget[]): readonly { readonly id: string }[] =>
  targets.map((target) => ({ id: 'id' in target ? target.id : target.key }));

function targetsOf(
  association: AssociationPlan,
  side: Side,
  links: readonly number[],
  targetLinks: TargetLinks,
): readonly { readonly id: string }[] {
  return links.flatMap((number) => {
    const link = targetLinks.get(number);
    return link ? [{ id: targetRecord(association, link, side) }] : [];
  });
}
