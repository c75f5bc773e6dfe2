import type { AssociationEdits, AssociationTarget } from '@linkwright/core';
import { ContractError } from '@linkwright/core';
import { associationFieldOf } from './hubspot-association-fields.ts';
import type { AssociationType } from './hubspot-association-types.ts';

/** One target of one field, as a create carries it. */
export interface InlineAssociation {
  readonly field: string;
  readonly target: AssociationTarget;
  readonly targetObject: string;
  readonly targetId: string;
}

export function inlineAssociationsOf(
  object: string,
  edits: AssociationEdits | undefined,
): readonly InlineAssociation[] {
  return Object.entries(edits ?? {}).flatMap(([id, edit]) => {
    const field = associationFieldOf(object, id);
    return edit.add.map((target) => ({
      field: id,
      target,
      targetObject: field.target,
      targetId: targetIdOf(target),
    }));
  });
}

/** The type without a label, by target object. */
export type UnlabeledTypes = ReadonlyMap<string, AssociationType>;

/** Types of one target stand together. A mark brings the membership with it, so the unlabeled type is sent only alone. */
export function toWireAssociations(
  object: string,
  associations: readonly InlineAssociation[],
  unlabeled: UnlabeledTypes,
): readonly object[] {
  const byTarget = new Map<string, { readonly id: string; readonly targetObject: string; marks: AssociationType[] }>();
  for (const { field, targetId, targetObject } of associations) {
    const key = `${targetObject}/${targetId}`;
    const entry = byTarget.get(key) ?? { id: targetId, targetObject, marks: [] };
    byTarget.set(key, entry);
    const { mark } = associationFieldOf(object, field);
    if (mark !== undefined) entry.marks.push(mark);
  }
  return [...byTarget.values()].map(({ id, targetObject, marks }) => ({
    to: { id },
    types: marks.length > 0 ? marks : [unlabeled.get(targetObject)],
  }));
}

export function targetIdOf(target: AssociationTarget): string {
  if ('id' in target) return target.id;
  throw new ContractError('HubSpot associations point at record ids, not at keys.', { code: 'association-by-key' });
}
