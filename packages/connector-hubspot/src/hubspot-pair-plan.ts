import type { AssociationChange } from '@linkwright/core';
import { associationFieldOf } from './hubspot-association-fields.ts';
import { type AssociationType, isSameType } from './hubspot-association-types.ts';
import type { TargetTypes } from './hubspot-associations.ts';
import { targetIdOf } from './hubspot-inline-associations.ts';

/** What is to become of one pair of records. */
export interface PairPlan {
  readonly key: string;
  readonly from: string;
  readonly to: string;
  readonly targetObject: string;
  readonly end: boolean;
  readonly join: boolean;
  readonly addMarks: readonly AssociationType[];
  readonly removeMarks: readonly AssociationType[];
  /** Marks that another target of the record is given and only one can bear: HubSpot takes them from here by itself. */
  readonly movingMarks: readonly AssociationType[];
}

export function pairKey(targetObject: string, from: string, to: string): string {
  return `${targetObject}/${from}/${to}`;
}

interface Draft {
  readonly from: string;
  readonly to: string;
  readonly targetObject: string;
  join: boolean;
  end: boolean;
  addMarks: AssociationType[];
  removeMarks: AssociationType[];
}

/**
 * Changes of several fields may speak of one pair. An add beats a removal; the end of an association ends its marks; and
 * a mark that HubSpot itself takes from the former target (the primary) is not removed there when another target gets it,
 * nor sent along with what else the former target is given: what a pair bears is settled when all changes are known.
 */
export function planPairs(object: string, changes: readonly AssociationChange[]): ReadonlyMap<string, PairPlan> {
  const drafts = new Map<string, Draft>();
  const draftOf = (targetObject: string, from: string, to: string): Draft => {
    const key = pairKey(targetObject, from, to);
    const draft = drafts.get(key) ?? { from, to, targetObject, join: false, end: false, addMarks: [], removeMarks: [] };
    drafts.set(key, draft);
    return draft;
  };
  const moving = new Map<string, AssociationType[]>();
  for (const { field, id, add } of changes) {
    const { exclusive, mark, target } = associationFieldOf(object, field);
    if (exclusive !== true || mark === undefined || add.length === 0) continue;
    const known = moving.get(`${target}/${id}`) ?? [];
    moving.set(`${target}/${id}`, [...known, mark]);
  }
  for (const change of changes) {
    const field = associationFieldOf(object, change.field);
    const moved =
      moving
        .get(`${field.target}/${change.id}`)
        ?.some((mark) => field.mark !== undefined && isSameType(mark, field.mark)) ?? false;
    for (const target of field.mark !== undefined && moved ? [] : change.remove) {
      const draft = draftOf(field.target, change.id, targetIdOf(target));
      if (field.mark === undefined) draft.end = true;
      else draft.removeMarks.push(field.mark);
    }
    for (const target of change.add) {
      const draft = draftOf(field.target, change.id, targetIdOf(target));
      if (field.mark === undefined) draft.join = true;
      else draft.addMarks.push(field.mark);
    }
  }
  return new Map(
    [...drafts].map(([key, draft]) => [
      key,
      settle(key, draft, moving.get(`${draft.targetObject}/${draft.from}`) ?? []),
    ]),
  );
}

function settle(key: string, draft: Draft, moving: readonly AssociationType[]): PairPlan {
  const end = draft.end && !draft.join && draft.addMarks.length === 0;
  const isAdded = (mark: AssociationType): boolean => draft.addMarks.some((added) => isSameType(added, mark));
  const removeMarks = draft.removeMarks.filter((mark) => !isAdded(mark));
  const movingMarks = moving.filter((mark) => !isAdded(mark));
  return { ...draft, key, end, removeMarks: end ? [] : removeMarks, movingMarks };
}

/** What a plan needs to know of the portal's types between the two objects. */
export interface PairTypes {
  readonly unlabeled: AssociationType;
  /** The same mark seen from the other record; asked only between records of one object. `null`: not told. */
  inverseOf(mark: AssociationType): AssociationType | null;
}

/**
 * All types that a pair shall have besides the unlabeled one. A create on an existing pair replaces its labels by those
 * sent, so what the pair has is sent along; not what the same request takes away, also from the pair's other end (a
 * company that becomes the parent of its former parent). What the same request gives from the other end stays as well.
 */
export function typesAfter(
  object: string,
  plan: PairPlan,
  present: TargetTypes | undefined,
  plans: ReadonlyMap<string, PairPlan>,
  { unlabeled, inverseOf }: PairTypes,
): readonly AssociationType[] {
  const reverse = object === plan.targetObject ? plans.get(pairKey(object, plan.to, plan.from)) : undefined;
  const seenFromHere = (marks: readonly AssociationType[]) => marks.flatMap((mark) => inverseOf(mark) ?? []);
  const removed = [...plan.removeMarks, ...plan.movingMarks, ...seenFromHere(reverse?.removeMarks ?? [])];
  const kept = (present?.get(plan.to) ?? []).filter(
    (type) => !isSameType(type, unlabeled) && !removed.some((mark) => isSameType(mark, type)),
  );
  const types = [...kept];
  for (const mark of [...plan.addMarks, ...seenFromHere(reverse?.addMarks ?? [])]) {
    if (!types.some((type) => isSameType(type, mark))) types.push(mark);
  }
  return types;
}
