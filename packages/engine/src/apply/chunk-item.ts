import type { AssociationEdits, AssociationRefusal, CanonicalValue, RecordError } from '@linkwright/core';
import type { CompiledFieldMapping } from '../context/compiled-sync.ts';
import type { PairPlan } from '../context/cycle-context.ts';
import { SideSet } from '../context/side-set.ts';
import type { FrozenEdit, PairDecision, PlannedEdit, PlannedTarget } from '../plan/pair-decision.ts';
import { sameTarget } from '../plan/plan-edit.ts';
import type { DirtyRecord } from '../store/dirty.ts';
import type { EdgeChange } from '../store/edges.ts';
import type { Link } from '../store/links.ts';
import type { Observation } from '../store/observations.ts';
import type { RecordRef } from '../store/records.ts';
import { otherSide, type Side } from '../store/side.ts';
import type { Base } from '../store/stored-json.ts';

/** One linked pair, or one record that gets a twin, with what was decided about it. */
export type ChunkItem =
  | {
      readonly kind: 'pair';
      readonly link: Link;
      readonly left: Observation;
      readonly right: Observation;
      readonly decision: PairDecision;
      /** Decided on something that turned out to be outdated: left as it is until the next pass. */
      readonly postponed: boolean;
      /** How dirty both were when they were loaded. */
      readonly marks: Readonly<Record<Side, number>>;
    }
  | {
      readonly kind: 'create';
      readonly to: Side;
      readonly origin: Observation;
      readonly decision: PairDecision;
      readonly marks: number;
    };

/** A target that one side does not get, or does not let go, and why. */
export interface RefusedTarget {
  readonly edit: PlannedEdit;
  readonly target: string;
  readonly error: Pick<RecordError, 'code' | 'category' | 'message' | 'remedy'>;
}

/** A value that the app refuses, so that the record is written without it. */
export interface RefusedField {
  readonly side: Side;
  readonly mapping: CompiledFieldMapping;
  readonly error: RecordError;
}

/** An item on its way through a chunk. */
export interface Progress {
  /** As it is to be written: without the fields that have been refused. */
  item: ChunkItem;
  link: Link | null;
  base: Base;
  /** Something is still to be done: the record stays dirty. */
  again: boolean;
  /** Associations that the app refused, or that are left as they are: they wait, with the reason. */
  readonly refused: RefusedTarget[];
  readonly refusedFields: RefusedField[];
  /** Sides to which the record goes once more, without what was refused. */
  readonly resend: SideSet;
  /** Sides whose app refused the record. */
  readonly failedOn: SideSet;
  /** Sides whose app has taken it. */
  readonly writtenOn: SideSet;
  /** By field id: what the record shows for a moment, before it gets its value. Empty: it is written in one step. */
  standIns: ReadonlyMap<string, CanonicalValue>;
}

export const progressOf = (item: ChunkItem): Progress => ({
  item,
  link: item.kind === 'pair' ? item.link : null,
  base: item.kind === 'pair' ? item.link.base : noBase,
  again: item.kind === 'pair' && item.postponed,
  refused: item.decision.frozen?.flatMap(frozenTargets) ?? [],
  refusedFields: [],
  resend: new SideSet(),
  failedOn: new SideSet(),
  writtenOn: new SideSet(),
  standIns: noStandIns,
});

const noBase: Base = {};

const noStandIns: ReadonlyMap<string, CanonicalValue> = new Map();

const frozenErrors: Readonly<Record<FrozenEdit['why'], RefusedTarget['error']>> = {
  flips: {
    code: 'association-flips',
    category: 'other',
    message: 'The two apps keep setting it back.',
    remedy: 'Find what sets the association in one of the two apps, or let the mapping go one way.',
  },
  'not-kept': {
    code: 'association-not-kept',
    category: 'other',
    message: 'The app took the edit twice, and showed something else each time.',
    remedy:
      'Look whether an automation of the app sets the association. If there is none, report it as a fault of the connector.',
  },
};

const frozenTargets = ({ edit, why }: FrozenEdit): readonly RefusedTarget[] =>
  [...edit.add, ...edit.remove].map(({ record }) => ({ edit, target: record, error: frozenErrors[why] }));

/** What is known of the record on one side; `null` where it does not exist yet. */
export function observationOf(item: ChunkItem, side: Side): Observation | null {
  if (item.kind === 'pair') return item[side];
  return side === otherSide(item.to) ? item.origin : null;
}

/** The dirty entries that an item stands for. */
export function recordsOf(item: ChunkItem): readonly DirtyRecord[] {
  if (item.kind === 'create') return [dirtyOf(otherSide(item.to), item.origin, item.marks)];
  return [dirtyOf('left', item.left, item.marks.left), dirtyOf('right', item.right, item.marks.right)];
}

const dirtyOf = (side: Side, { id, number }: Observation, marks: number): DirtyRecord => ({ side, id, number, marks });

/** The record whose values are written to `to`. A change of it tries a refused write again. */
export function originOf(item: ChunkItem, to: Side): RecordRef {
  const side = otherSide(to);
  const observation = observationOf(item, side);
  return observation ? { side, id: observation.id, number: observation.number } : { side, id: '' };
}

export const writesFields = (item: ChunkItem, side: Side): boolean => item.decision.moves.some(({ to }) => to === side);

export const editsOn = ({ decision: { edits } }: ChunkItem, side: Side): readonly PlannedEdit[] =>
  edits.length === 0 ? edits : edits.filter((edit) => edit.side === side);

/** A refused target waits for its own next chance; everything else of the edit is an edge of the base. */
export interface PlacedEdges {
  readonly placed: readonly EdgeChange[];
  /** Edges of the base whose target goes by another key than before. */
  readonly renamed: readonly EdgeChange[];
  readonly removed: readonly EdgeChange[];
  /** Edges of the base whose target has gone from the app's list with this write: nobody has removed them. */
  readonly dropped: readonly EdgeChange[];
  /** Edges that one side alone holds, as somebody has decided. */
  readonly held: readonly EdgeChange[];
  /** So many targets the app has been given, and so many it has let go of. */
  readonly counts: { readonly added: number; readonly removed: number };
}

export function placeEdges(
  entry: Progress,
  edit: PlannedEdit,
  link: number,
  refusals: readonly AssociationRefusal[],
): PlacedEdges {
  const refusalOf = ({ target }: PlannedTarget) => refusals.find((refusal) => sameTarget(refusal.target, target));
  const placed: EdgeChange[] = [];
  const renamed: EdgeChange[] = [];
  const removed: EdgeChange[] = [];
  const dropped: EdgeChange[] = [];
  const held: EdgeChange[] = [];
  const counts = { added: 0, removed: 0 };
  for (const [targets, into] of [
    [edit.add, placed],
    [edit.rename, renamed],
    [edit.remove, removed],
  ] as const) {
    for (const target of targets) {
      const refusal = refusalOf(target);
      const { association } = edit.plan;
      // One that the other side has still to get becomes an edge with the write there, whatever it is called here.
      if (!refusal && (into !== renamed || target.isShared)) {
        const edge = { association, source: link, target: target.link, keys: target.keys };
        if (into === placed) counts.added += 1;
        if (into === removed) counts.removed += 1;
        if (target.heldBy === undefined) into.push(edge);
        else held.push({ ...edge, heldBy: target.heldBy });
      } else if (refusal) entry.refused.push({ edit, target: target.record, error: refusal.error });
    }
  }
  for (const target of edit.kept) {
    const refusal = refusalOf(target);
    if (!refusal) continue;
    dropped.push({ association: edit.plan.association, source: link, target: target.link });
    entry.refused.push({ edit, target: target.record, error: refusal.error });
  }
  return { placed, renamed, removed, dropped, held, counts };
}

/** Edits that travel with the record on this side. */
export const inlineEditsOn = (plan: PairPlan, item: ChunkItem, side: Side): readonly PlannedEdit[] =>
  item.decision.edits.length === 0
    ? item.decision.edits
    : editsOn(item, side).filter((edit) => isInline(plan, item, side, edit));

/** Edits that go in calls of their own. */
export const separateEditsOn = (plan: PairPlan, item: ChunkItem, side: Side): readonly PlannedEdit[] =>
  item.decision.edits.length === 0
    ? item.decision.edits
    : editsOn(item, side).filter((edit) => !isInline(plan, item, side, edit));

function isInline(plan: PairPlan, item: ChunkItem, side: Side, edit: PlannedEdit): boolean {
  const { associationWrites } = plan.sync[side].capabilities;
  return (
    (edit.plan.mapping[side].writes ?? associationWrites[item.kind === 'create' ? 'create' : 'update']) === 'inline'
  );
}

export function associationEdits(plan: PairPlan, item: ChunkItem, side: Side): AssociationEdits | undefined {
  const edits = inlineEditsOn(plan, item, side);
  if (edits.length === 0) return undefined;
  // Several edits of one field, each through another sync, have the same result.
  const ofFields = Map.groupBy(edits, (edit) => edit.plan.mapping[side].id);
  return Object.fromEntries(
    [...ofFields].map(([field, group]) => [
      field,
      {
        add: group.flatMap(({ edit }) => edit.add),
        remove: group.flatMap(({ edit }) => edit.remove),
        result: group[0]?.edit.result ?? [],
      },
    ]),
  );
}
