import type { AssociationEdit, AssociationTarget, CanonicalValue, Fields } from '@linkwright/core';
import type { AssociationPlan, PairPlan } from '../context/cycle-context.ts';
import { targetRecord } from '../context/target-side.ts';
import type { BlockedLinks } from '../filter/blocked-links.ts';
import { mergeAssociations, type ObservedTarget } from '../merge/merge-associations.ts';
import {
  type FieldMove,
  type FieldObstacle,
  type FieldSettlement,
  fieldsForCreate,
  mergeFields,
} from '../merge/merge-fields.ts';
import type { EdgeKeys, PendingKey } from '../store/edges.ts';
import type { Link } from '../store/links.ts';
import type { Observation } from '../store/observations.ts';
import { otherSide, type Side, sides } from '../store/side.ts';
import type { Base } from '../store/stored-json.ts';
import { blockMerge } from './block-merge.ts';
import { closeSets, type MergedAssociation } from './close-sets.ts';
import { joinEdits } from './join-edits.ts';
import { planEdit, settledEdges } from './plan-edit.ts';
import { uncarried } from './uncarried.ts';

/** The targets that both sides show for one association of one record, as links where they have one. */
export interface ResolvedTargets {
  /** `null`: not read, so nothing can be said about this association. */
  readonly left: readonly ObservedTarget[] | null;
  readonly right: readonly ObservedTarget[] | null;
  /** Target links of the base, all of them live, with the keys that named them. */
  readonly base: ReadonlyMap<number, EdgeKeys>;
  /** Target links that a filter has frozen: edges to them are neither added nor removed. */
  readonly blocked: BlockedLinks;
}

export type TargetLinks = ReadonlyMap<number, Link>;

/** How a side names a target. */
export type TargetName =
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'key'; readonly key: string; readonly normalized: string }
  | { readonly kind: 'unnamed'; readonly reason: string };

export type NameTarget = (association: AssociationPlan, side: Side, link: number) => TargetName;

/** An edit of one association field of one record on one side. */
export interface PlannedEdit {
  readonly plan: AssociationPlan;
  readonly side: Side;
  readonly add: readonly PlannedTarget[];
  readonly remove: readonly PlannedTarget[];
  /** Targets that stay, under another key than the side shows. */
  readonly rename: readonly PlannedTarget[];
  /** Targets that stay as they are: an app that replaces the whole list is told of them too, and may refuse one. */
  readonly kept: readonly PlannedTarget[];
  /** Marks that go with targets that are taken out of their set. Absent: not looked for, or none. */
  readonly losing?: readonly LostMarks[];
  /** What the app showed before. */
  readonly before: readonly AssociationTarget[];
  readonly edit: AssociationEdit;
}

export interface PlannedTarget {
  readonly link: number;
  /** Id of the target's record on the side of the edit. */
  readonly record: string;
  /** As the app is told. */
  readonly target: AssociationTarget;
  /** How both sides name it once the edit is made. */
  readonly keys: EdgeKeys;
}

/** Everything that follows from what is known of one linked pair, or of one record that has no twin. */
export interface PairDecision {
  readonly moves: readonly FieldMove[];
  readonly settlements: readonly FieldSettlement[];
  readonly obstacles: readonly FieldObstacle[];
  readonly edits: readonly PlannedEdit[];
  /** Edits that lead nowhere: left out of the plan and listed. */
  readonly frozen?: readonly FrozenEdit[];
  readonly edges: { readonly settled: readonly PlannedEdge[]; readonly ended: readonly PlannedEdge[] };
  readonly pending: readonly PlannedPending[];
  readonly associationConflicts: readonly PlannedConflict[];
}

export interface LostMarks {
  readonly target: PlannedTarget;
  /** Names of the association fields. */
  readonly marks: readonly string[];
}

export interface FrozenEdit {
  readonly edit: PlannedEdit;
  /** Two apps keep setting it back; or its app has taken it, and does not show it. */
  readonly why: 'flips' | 'not-kept';
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
  readonly keys?: EdgeKeys;
}

export interface PlannedPending {
  readonly plan: AssociationPlan;
  readonly side: Side;
  /** Empty: the association as a whole waits, not one target. */
  readonly record: string;
  readonly reason: string;
  readonly key?: PendingKey;
  /** Its target is linked, and it is a rule of the file that it waits for: nothing wakes it. */
  readonly byRule?: true;
}

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
      base: new Set(resolved.base.keys()),
      blanks: plan.sync.blanks,
    });
    return [{ association, resolved, merge: blockMerge(association, merge, resolved.blocked, targetLinks) }];
  });
  for (const one of closeSets(merged)) {
    const { association, merge } = one;
    settled.push(...settledEdges(one));
    ended.push(...merge.ended.map((target) => ({ association: association.association, target })));
    pending.push(...merge.pending.map((entry) => ({ plan: association, ...entry })));
    pending.push(...uncarried(one, targetLinks, plan));
    if (merge.conflict) {
      const { winner } = merge.conflict;
      const on = (side: Side, links: readonly number[]) => targetsOf(association, side, links, targetLinks);
      associationConflicts.push({
        plan: association,
        conflict: { left: on('left', merge.conflict.left), right: on('right', merge.conflict.right), winner },
      });
    }
    for (const side of sides) {
      const observed = (side === 'left' ? left : right).associations[association.mapping[side].id] ?? [];
      const planned = planEdit({ merged: one, side, observed, targetLinks, nameOf });
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
  };
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
  const edits: PlannedEdit[] = [];
  const pending: PlannedPending[] = [];
  for (const association of plan.associations) {
    const known = targets.get(association.association);
    const observed = known?.[otherSide(to)];
    if (!observed) continue;
    const resolved: ResolvedTargets = {
      left: to === 'left' ? [] : observed,
      right: to === 'right' ? [] : observed,
      base: new Map(),
      blocked: known.blocked,
    };
    const whole = mergeAssociations({
      mapping: association.mapping,
      left: resolved.left ?? [],
      right: resolved.right ?? [],
      base: new Set(),
      blanks: plan.sync.blanks,
    });
    const merge = blockMerge(association, whole, resolved.blocked, targetLinks);
    pending.push(...merge.pending.map((entry) => ({ plan: association, ...entry })));
    const merged = { association, resolved, merge };
    const planned = planEdit({ merged, side: to, observed: [], targetLinks, nameOf });
    pending.push(...planned.pending);
    if (planned.edit) edits.push(planned.edit);
  }
  const joined = joinEdits(edits);
  return {
    ...fields,
    settlements: [],
    edits: joined.edits,
    edges: { settled: [], ended: [] },
    pending: [...pending, ...joined.pending],
    associationConflicts: [],
  };
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

/** Values to send, by field id. */
export function fieldsOf(moves: readonly FieldMove[], to: Side): Fields {
  const fields: Record<string, CanonicalValue> = {};
  for (const move of moves) if (move.to === to) fields[move.mapping[to].id] = move.after;
  return fields;
}
