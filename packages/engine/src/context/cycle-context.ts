import type { Clock, CompiledMatchKey, FieldSchema, KeyedRecord, Normalizers } from '@linkwright/core';
import type { EndedDecision, TargetsDecision } from '../store/decisions.ts';
import type { Link } from '../store/links.ts';
import type { ReadState } from '../store/reads.ts';
import type { RecordRef } from '../store/records.ts';
import type { Referrer } from '../store/references.ts';
import type { Side } from '../store/side.ts';
import type { StandIn } from '../store/stand-ins.ts';
import type { Store } from '../store/store.ts';
import type { CompiledAssociationMapping, CompiledEnd, CompiledSync } from './compiled-sync.ts';
import type { CycleEvent } from './cycle-event.ts';

/** What every step of one cycle shares. */
export interface CycleContext {
  readonly run: string;
  readonly store: Store;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly signal: AbortSignal;
  readonly normalizers: Normalizers;
  readonly report: (event: CycleEvent) => void;
  /** Does anybody listen? Otherwise what each record would be told with is not put together. */
  readonly isHeard: boolean;
  /** All objects of the cycle, by their number in the store. */
  readonly objects: ReadonlyMap<number, ObjectPlan>;
  /** Of a run that stores how far it has read with its end alone. `null`: it is stored page by page. */
  readonly reading: ReadingAhead | null;
  /** Objects that this run has brought up to date, by their number in the store. */
  readonly pulled: Set<number>;
  /** The syncs of each pair of objects, by its number in the store: several where filters tell them apart. */
  readonly siblings: Siblings;
  /** Nothing is written to an app: writes are taken as done, and the store is rolled back afterwards. */
  readonly preview: boolean;
  /** Pairs of objects whose syncs are stopped since too much would change at once, by their number in the store. */
  readonly braked: Set<number>;
  /** Nothing is written but what people have decided; the rest is left to the next run. */
  readonly decidedOnly: boolean;
  /** Records that hints named have been looked at; what else may have changed is not known. */
  readonly hintedOnly: boolean;
  /** Pairs with conflicts that somebody is to decide, by their number in the store. */
  readonly undecided: Set<number>;
  /** Write ids of creates that this cycle has looked for without getting wise: not looked for again. */
  readonly reviewed: Set<string>;
  /** How often an edit of associations was taken by its app in this run, which then showed something else. */
  readonly unkept: Map<string, number>;
  /** What was still to be taken back of records whose link has ended in this run. */
  readonly endedUndo: EndedDecision[];
  /** The same of targets whose link has ended. */
  readonly lostUndo: LostTargets[];
  /** What was learned in this run about values that other records have. */
  readonly taken: TakenValues;
}

/** How far objects have been read, by their number in the store. */
export interface ReadingAhead {
  /** When the run began. One that was never read is absent. */
  readonly before: ReadonlyMap<number, ReadState>;
  /** What is still to be stored of it. */
  readonly unsaved: Map<number, ReadState>;
}

export interface TakenValues {
  /** How often a record was refused because of one, by pair, side and origin: {@link takenName}. */
  readonly tries: Map<string, number>;
  /** The record that has the value, as the origin of its own write; it is looked at together with the one that waits. */
  readonly holders: Map<string, RecordRef>;
  /** Fields whose values an app has turned out to refuse twice, whatever their schema says: `object field`. */
  readonly fields: Set<string>;
}

export type Siblings = ReadonlyMap<number, readonly PairPlan[]>;

/** One object of one account, with all that its syncs need of it. */
export interface ObjectPlan {
  /** Number in the store. */
  readonly object: number;
  readonly end: CompiledEnd;
  /** The union of all syncs: mapped, match, identity and filter fields. */
  readonly fields: ReadonlyMap<string, FieldSchema>;
  /** Ids of mapped association fields. */
  readonly associations: readonly string[];
  /** The same, numbered in the store; a field that several mappings share is there several times. */
  readonly associationNumbers: readonly { readonly field: string; readonly number: number }[];
  /** The pairs that this object is an end of. */
  readonly pairs: readonly { readonly pair: number; readonly side: Side }[];
  readonly keys: readonly ObjectKey[];
  /** Keys by which association fields of other objects name records of this one. */
  readonly targetKeys: readonly TargetKey[];
  /** How often records have been stored, in this cycle, that bear another target key than before. */
  readonly keyChanges: { count: number };
  /** By what else records of this one are found. */
  readonly derivedKeys: readonly DerivedKey[];
  /** By record id: values that we put in the place of unique ones for a moment. Shared by all plans of the object. */
  readonly standIns: Map<string, readonly KnownStandIn[]>;
  /** Ids of records that somebody wants forgotten. */
  readonly forgotten: Set<string>;
  readonly scanMs: number;
  readonly sweepMs: number;
  readonly compareMs: number;
}

export interface KnownStandIn extends StandIn {
  /** Did the record show it when it was last looked at? Where it did not, the write may still be under way. */
  shown: boolean;
}

/** A match key of one pair, as this object bears it. */
export interface ObjectKey {
  readonly pair: number;
  readonly side: Side;
  readonly key: CompiledMatchKey;
  /** Number of its index in the store, and of that of the pair's other end. */
  readonly definition: number;
  readonly opposite: number;
}

/** What a record says without a match key, or the write id that it bears: kept in an index as match keys are. */
export interface DerivedKey {
  /** Number of its index in the store. */
  readonly definition: number;
  /** Empty: the record does not bear it. */
  of(record: KeyedRecord, normalizers: Normalizers): string;
}

/** A key by which associations name the records of an object. */
export interface TargetKey {
  /** Number of its index in the store. */
  readonly definition: number;
  readonly key: CompiledMatchKey;
  /** The pair in which the records are linked, and which end of it they are. */
  readonly pair: number;
  readonly side: Side;
  /** Number of the association that names them so. */
  readonly association: number;
}

/** One compiled sync with its numbers in the store. */
export interface PairPlan {
  readonly sync: CompiledSync;
  readonly pair: number;
  readonly left: ObjectPlan;
  readonly right: ObjectPlan;
  /** Key definitions of both sides, in the order of the match keys. */
  readonly keys: readonly { readonly left: number; readonly right: number }[];
  readonly associations: readonly AssociationPlan[];
  /** Indexes of what records without a match key say. `null`: this sync creates nothing for them. */
  readonly payloads: Readonly<Record<Side, number>> | null;
  /** Indexes of the write ids that records bear. `null`: that side has no identity field. */
  readonly writeIds: Readonly<Record<Side, number | null>>;
  /** Of an implied sync: the associations whose targets it is there for. `null`: all records take part. */
  readonly referrers: readonly Referrer[] | null;
}

export interface AssociationPlan {
  readonly association: number;
  readonly mapping: CompiledAssociationMapping;
  /** How each side names its targets. `null`: by their record ids. */
  readonly keys: Readonly<Record<Side, TargetKey | null>>;
  /** The pair of the targets. */
  readonly target: { readonly pair: number; readonly left: number; readonly right: number; readonly name: string };
}

export interface CyclePlan {
  readonly objects: readonly ObjectPlan[];
  /** Targets before sources where no cycle forbids it. */
  readonly pairs: readonly PairPlan[];
}

/** Of a decision about targets: those that are no longer linked, so that they are neither pointed at again nor taken out. */
export interface LostTargets {
  readonly decision: TargetsDecision;
  readonly association: AssociationPlan;
  readonly add: readonly Link[];
  readonly remove: readonly Link[];
  /** What else it is about. Nothing: it is over. */
  readonly rest: TargetsDecision['what'];
}
