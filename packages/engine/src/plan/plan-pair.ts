import type { AssociationEdit, AssociationTarget, CanonicalValue, Fields } from '@linkwright/core';
import type { AssociationPlan, PairPlan } from '../cycle/cycle-context.ts';
import { mergeAssociations, type ObservedTarget } from '../merge/merge-associations.ts';
import {
  type FieldMove,
  type FieldObstacle,
  type FieldSettlement,
  fieldsForCreate,
  mergeFields,
} from '../merge/merge-fields.ts';
import type { Link } from '../store/links.ts';
import type { Observation } from '../store/observations.ts';
import { otherSide, type Side, sides } from '../store/side.ts';
import type { Base } from '../store/stored-json.ts';
import { closeSets, type MergedAssociation } from './close-sets.ts';

/** The targets that both sides show for one association of one record, as links where they have one. */
export interface ResolvedTargets {
  /** `null`: not read, so nothing can be said about this association. */
  readonly left: readonly ObservedTarget[] | null;
  readonly right: readonly ObservedTarget[] | null;
  /** Target links of the base; all of them live. */
  readonly base: ReadonlySet<number>;
}

export type TargetLinks = ReadonlyMap<number, Link>;

/** An edit of one association field of one record on one side. */
export interface PlannedEdit {
  readonly plan: AssociationPlan;
  readonly side: Side;
  /** Target links. */
  readonly add: readonly number[];
  readonly remove: readonly number[];
  /** What the app showed before. */
  readonly before: readonly AssociationTarget[];
  readonly edit: AssociationEdit;
}

/** Everything that follows from what is known of one linked pair, or of one record that has no twin. */
export interface PairDecision {
  readonly moves: readonly FieldMove[];
  readonly settlements: readonly FieldSettlement[];
  readonly obstacles: readonly FieldObstacle[];
  readonly edits: readonly PlannedEdit[];
  readonly edges: { readonly settled: readonly PlannedEdge[]; readonly ended: readonly PlannedEdge[] };
  readonly pending: readonly PlannedPending[];
  readonly associationConflicts: readonly PlannedConflict[];
}

/** A single target that loses, each side in its own record ids. */
export interface PlannedConflict {
  readonly plan: AssociationPlan;
  readonly conflict: {
    readonly left: readonly { readonly id: string }[];
    readonly right: readonly { readonly id: string }[];
    readonly winner: Side;
  };
}

export interface PlannedEdge {
  readonly association: number;
  readonly target: number;
}

export interface PlannedPending {
  readonly plan: AssociationPlan;
  readonly side: Side;
  /** Empty: the association as a whole waits, not one target. */
  readonly record: string;
  readonly reason: string;
}

/** What to write for a linked pair. Pure. */
export function planPair(request: {
  readonly plan: PairPlan;
  readonly left: Observation;
  readonly right: Observation;
  readonly base: Base;
  readonly targets: ReadonlyMap<number, ResolvedTargets>;
  readonly targetLinks: TargetLinks;
}): PairDecision {
  const { plan, left, right, base, targets, targetLinks } = request;
  const fields = mergeFields({
    // An implied sync updates nothing; without a base, the fields are a first match for a sync that takes it over.
    mappings: plan.sync.implied ? [] : plan.sync.fields,
    left: left.fields,
    right: right.fields,
    base,
    blanks: plan.sync.blanks,
  });
  const edits: PlannedEdit[] = [];
  const settled: PlannedEdge[] = [];
  const ended: PlannedEdge[] = [];
  const pending: PlannedPending[] = [];
  const associationConflicts: PlannedConflict[] = [];
  const merged = plan.associations.flatMap((association): readonly MergedAssociation[] => {
    const resolved = targets.get(association.association);
    if (!resolved?.left || !resolved.right) return [];
    const merge = mergeAssociations({
      mapping: association.mapping,
      left: resolved.left,
      right: resolved.right,
      base: resolved.base,
      blanks: plan.sync.blanks,
    });
    return [{ association, resolved, merge }];
  });
  for (const { association, merge } of closeSets(merged)) {
    const edge = (target: number): PlannedEdge => ({ association: association.association, target });
    settled.push(...merge.settled.map(edge));
    ended.push(...merge.ended.map(edge));
    pending.push(...merge.pending.map((entry) => ({ plan: association, ...entry })));
    if (merge.conflict) {
      const { winner } = merge.conflict;
      const on = (side: Side, links: readonly number[]) => targetsOf(association, side, links, targetLinks);
      associationConflicts.push({
        plan: association,
        conflict: { left: on('left', merge.conflict.left), right: on('right', merge.conflict.right), winner },
      });
    }
    for (const side of sides) {
      if (merge.add[side].length === 0 && merge.remove[side].length === 0) continue;
      const observed = (side === 'left' ? left : right).associations[association.mapping[side].id] ?? [];
      edits.push(planEdit(association, side, merge.add[side], merge.remove[side], observed, targetLinks));
    }
  }
  return {
    ...fields,
    edits,
    edges: { settled, ended },
    pending,
    associationConflicts,
  };
}

/** What to write for a record that gets a twin on `to`. Pure. */
export function planCreate(request: {
  readonly plan: PairPlan;
  readonly to: Side;
  readonly origin: Observation;
  readonly targets: ReadonlyMap<number, ResolvedTargets>;
  readonly targetLinks: TargetLinks;
}): PairDecision {
  const { plan, to, origin, targets, targetLinks } = request;
  const fields = fieldsForCreate(plan.sync.fields, to, origin.fields);
  const edits: PlannedEdit[] = [];
  const pending: PlannedPending[] = [];
  for (const association of plan.associations) {
    const observed = targets.get(association.association)?.[otherSide(to)];
    if (!observed) continue;
    const merge = mergeAssociations({
      mapping: association.mapping,
      left: to === 'left' ? [] : observed,
      right: to === 'right' ? [] : observed,
      base: new Set(),
      blanks: plan.sync.blanks,
    });
    pending.push(...merge.pending.map((entry) => ({ plan: association, ...entry })));
    if (merge.add[to].length > 0) edits.push(planEdit(association, to, merge.add[to], [], [], targetLinks));
  }
  return {
    ...fields,
    settlements: [],
    edits,
    edges: { settled: [], ended: [] },
    pending,
    associationConflicts: [],
  };
}

/** The record that a target link means on one side of an association. */
export function targetRecord(association: AssociationPlan, link: Link, side: Side): string {
  return link[association.mapping.viaReversed ? otherSide(side) : side];
}

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

function planEdit(
  association: AssociationPlan,
  side: Side,
  add: readonly number[],
  remove: readonly number[],
  observed: readonly AssociationTarget[],
  targetLinks: TargetLinks,
): PlannedEdit {
  const added = targetsOf(association, side, add, targetLinks);
  const removed = targetsOf(association, side, remove, targetLinks);
  const leaving = new Set(removed.map((target) => target.id));
  const kept = observed.filter((target) => !('id' in target && leaving.has(target.id)));
  const held = new Set(kept.flatMap((target) => ('id' in target ? [target.id] : [])));
  const result = [...kept, ...added.filter((target) => !held.has(target.id))];
  return { plan: association, side, add, remove, before: observed, edit: { add: added, remove: removed, result } };
}

/** Values to send, by field id. */
export function fieldsOf(moves: readonly FieldMove[], to: Side): Fields {
  const fields: Record<string, CanonicalValue> = {};
  for (const move of moves) if (move.to === to) fields[move.mapping[to].id] = move.after;
  return fields;
}
