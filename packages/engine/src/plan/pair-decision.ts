import type { AssociationEdit, AssociationTarget } from '@linkwright/core';
import type { AssociationPlan, LostTargets } from '../context/cycle-context.ts';
import type { BlockedLinks } from '../filter/blocked-links.ts';
import type { ObservedTarget } from '../merge/merge-associations.ts';
import type { FieldMove, FieldObstacle, FieldReview, FieldSettlement } from '../merge/merge-fields.ts';
import type { EdgeKeys, PendingKey } from '../store/edges.ts';
import type { Link } from '../store/links.ts';
import type { Side } from '../store/side.ts';
import type { WriteReason } from '../store/write-reason.ts';

/** The targets that both sides show for one association of one record, as links where they have one. */
export interface ResolvedTargets {
  /** `null`: not read, so nothing can be said about this association. */
  readonly left: readonly ObservedTarget[] | null;
  readonly right: readonly ObservedTarget[] | null;
  /** Target links of the base, all of them live, with the keys that named them. */
  readonly base: ReadonlyMap<number, EdgeKeys>;
  /** Target links that one side alone holds, as somebody has decided. */
  readonly held: ReadonlyMap<number, Side>;
  /** Target links that a filter has frozen: edges to them are neither added nor removed. */
  readonly blocked: BlockedLinks;
}

export type TargetLinks = ReadonlyMap<number, Link>;

/** How a side names a target. */
export type TargetName =
  | { readonly kind: 'id'; readonly id: string }
  | {
      readonly kind: 'key';
      readonly key: string;
      /** By which texts the target is found: that of `key`, and those of its alternate keys. */
      readonly found: readonly string[];
    }
  | { readonly kind: 'unnamed'; readonly reason: string; readonly shared?: SharedKey };

/** The key of a target that other records bear too: it names none of them until they give it up. */
export interface SharedKey {
  readonly key: PendingKey;
  /** By which texts the target is found, that of the key included. */
  readonly found: readonly string[];
}

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
  /** The decision of a person that it carries out. Absent: the merge says so. */
  readonly decision?: number;
  readonly reason?: WriteReason;
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
  /** Both sides hold it: it is an edge of the base, or becomes one without a write. */
  readonly isShared: boolean;
  /** Who holds it once the edit is made, as somebody has decided. Absent: both, or of a removal nobody. */
  readonly heldBy?: Side;
}

/** Everything that follows from what is known of one linked pair, or of one record that has no twin. */
export interface PairDecision {
  readonly moves: readonly FieldMove[];
  readonly settlements: readonly FieldSettlement[];
  readonly obstacles: readonly FieldObstacle[];
  readonly reviews: readonly FieldReview[];
  readonly edits: readonly PlannedEdit[];
  /** Edits that lead nowhere: left out of the plan and listed. */
  readonly frozen?: readonly FrozenEdit[];
  readonly edges: { readonly settled: readonly PlannedEdge[]; readonly ended: readonly PlannedEdge[] };
  readonly pending: readonly PlannedPending[];
  readonly associationConflicts: readonly PlannedConflict[];
  /** Single targets about which somebody is to decide. Absent: none. */
  readonly associationReviews?: readonly PlannedReview[];
  /** Targets are left to be named until what is written now has been: the record is to be looked at again. */
  readonly unfinished?: true;
  /** A person has decided that the record of this side is not to be there. */
  readonly archive?: { readonly side: Side; readonly decision: number; readonly reason: WriteReason };
  /** Decisions of people that hold already, or that the record no longer is as they were made for. */
  readonly ended?: readonly number[];
  /** Of decisions to take a run back, what can no longer be done. Absent: nothing. */
  readonly lost?: readonly LostTargets[];
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

/** A single target that loses, each side in its own record ids; a key that names no record stands for itself. */
export interface PlannedConflict {
  readonly plan: AssociationPlan;
  readonly conflict: {
    readonly left: readonly { readonly id: string }[];
    readonly right: readonly { readonly id: string }[];
    readonly winner: Side;
  };
}

/** Two single targets of which somebody is to say which is right, each in its own side's record ids. */
export interface PlannedReview {
  readonly plan: AssociationPlan;
  readonly left: readonly string[];
  readonly right: readonly string[];
}

export interface PlannedEdge {
  readonly association: number;
  readonly target: number;
  readonly keys?: EdgeKeys;
  readonly heldBy?: Side;
}

export interface PlannedPending {
  readonly plan: AssociationPlan;
  readonly side: Side;
  /** Empty: the association as a whole waits, not one target. */
  readonly record: string;
  readonly reason: string;
  readonly key?: PendingKey;
  /** Its target is linked, and it waits for something else, a key or a rule of the file: that it is linked wakes nothing. */
  readonly isLinked?: true;
}
