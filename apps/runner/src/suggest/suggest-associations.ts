import type { AssociationFieldSchema, ObjectNames, ObjectSchema } from '@linkwright/core';
import { type ActivePair, narrowForSync } from './narrow-for-sync.ts';
import { sharedName } from './usual-names.ts';

export interface SuggestedEnd {
  readonly account: string;
  readonly object: ObjectSchema;
}

export interface AssociationSuggestion {
  readonly left: AssociationFieldSchema;
  readonly right: AssociationFieldSchema;
  readonly via: readonly string[];
  readonly reason: string;
}

/** Two association fields, by object and field id, that a sync maps already. */
export interface MappedAssociation {
  readonly left: { readonly object: string; readonly field: string };
  readonly right: { readonly object: string; readonly field: string };
}

/**
 * Association fields of two objects that fit and look alike, or that are the only ones with these targets. Each field
 * once, and none that is mapped already or is the other end of one that is.
 */
export function suggestAssociations(request: {
  readonly left: SuggestedEnd;
  readonly right: SuggestedEnd;
  readonly syncs: readonly ActivePair[];
  readonly mapped: readonly MappedAssociation[];
  /** Of the right side (`chosen`) and the left (`candidate`). */
  readonly nameOf: ObjectNames;
}): readonly AssociationSuggestion[] {
  const { left, right, syncs, mapped, nameOf } = request;
  const taken: MappedAssociation[] = [...mapped];
  const isTaken = (side: 'left' | 'right', object: string, field: AssociationFieldSchema): boolean =>
    taken.some(({ [side]: known }) => known.object === object && known.field === field.id) ||
    taken.some(({ [side]: known }) => known.object === field.inverse?.object && known.field === field.inverse.field);
  const found = new Map<AssociationFieldSchema, AssociationSuggestion>();
  // The surest first: what bears a field's own name is not given away to one that it merely fits.
  for (const isSure of [isAlike, sharesWord, () => true]) {
    for (const chosen of right.object.associations) {
      if (found.has(chosen) || isTaken('right', right.object.id, chosen)) continue;
      const fitting = narrowForSync({ chosen, from: right, candidates: left, syncs, nameOf }).flatMap(
        ({ candidate, compatibility }) =>
          compatibility.compatible && !isTaken('left', left.object.id, candidate) ? [{ candidate, compatibility }] : [],
      );
      const best = fitting.find(({ candidate }) => isSure(candidate, chosen));
      if (best === undefined) continue;
      const { candidate, compatibility } = best;
      found.set(chosen, {
        left: candidate,
        right: chosen,
        via: compatibility.via,
        reason: `${likenessOf(candidate, chosen, fitting.length)}; both point at what ${compatibility.via.join(' or ')} pairs`,
      });
      taken.push({
        left: { object: left.object.id, field: candidate.id },
        right: { object: right.object.id, field: chosen.id },
      });
    }
  }
  return right.object.associations.flatMap((chosen) => found.get(chosen) ?? []);
}

function likenessOf(a: AssociationFieldSchema, b: AssociationFieldSchema, fitting: number): string {
  if (isAlike(a, b)) return 'same name';
  if (sharesWord(a, b)) return 'alike names';
  return fitting === 1 ? 'the only one that fits' : 'the best that fits';
}

const isAlike = (a: AssociationFieldSchema, b: AssociationFieldSchema): boolean =>
  (a.standard !== undefined && a.standard === b.standard) || sharedName(a, b) !== null;

/** `parent_company` and `Parent` */
function sharesWord(a: AssociationFieldSchema, b: AssociationFieldSchema): boolean {
  const words = ({ name, label }: AssociationFieldSchema): readonly string[] =>
    `${name} ${label}`
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word.length > 2);
  return words(a).some((word) => words(b).includes(word));
}
