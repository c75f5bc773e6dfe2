import { z } from 'zod';
import { newRecordLimitBroken } from '../associations/association-limits.ts';
import type { RecordRef } from '../associations/association-store.ts';
import type { AssociationType } from '../associations/association-types.ts';
import { validationFailure } from '../hubspot-errors.ts';
import { idInput } from '../hubspot-input.ts';
import type { Portal } from '../portal.ts';

export interface AssociationToMake {
  readonly to: RecordRef;
  readonly types: readonly AssociationType[];
}

export const associationSpecInput = z.looseObject({
  associationCategory: z.string(),
  associationTypeId: z.coerce.number(),
});

export const newAssociationInput = z.looseObject({
  to: z.looseObject({ id: idInput }),
  types: z.array(associationSpecInput),
});

export type AssociationSpec = z.infer<typeof associationSpecInput>;

/** The types that these specs name, as seen from `fromType`, or the vendor's refusal. */
export function readSpecs(
  portal: Portal,
  fromType: string,
  toType: string | undefined,
  specs: readonly AssociationSpec[],
): readonly AssociationType[] {
  return specs.map(({ associationCategory, associationTypeId }) => {
    const type = portal.associationTypes.find(associationCategory, associationTypeId);
    const spec = `${associationCategory}=${associationTypeId}`;
    if (type === undefined) {
      const context = {
        associationSpec: [spec],
        INVALID_ASSOCIATION_TYPE_ID: [`${spec} is not a valid association definition id`],
      };
      throw validationFailure('One or more associations are invalid', {
        context,
        errors: [{ message: `${spec} is not a valid association definition id`, context }],
      });
    }
    if (type.from !== fromType) throw wrongObject('from', fromType, type.from, associationTypeId);
    if (toType !== undefined && type.to !== toType) throw wrongObject('to', toType, type.to, associationTypeId);
    return type;
  });
}

function wrongObject(end: 'from' | 'to', actual: string, expected: string, typeId: number) {
  return validationFailure(
    `invalid ${end} object type ${actual} for associations to be created. expected: ${expected}. For definition 0-${typeId}`,
  );
}

/** What of these ends is no live record, as the vendor names it: `DEAL=115 is not valid`. */
export function invalidEnds(portal: Portal, ends: readonly RecordRef[]): readonly string[] {
  return ends
    .filter((end) => portal.space(end.type).records.get(end.id) === undefined)
    .map((end) => `${portal.types.get(end.type).legacyName}=${end.id} is not valid`);
}

export function invalidObjectIds(invalid: readonly string[]) {
  const context = { INVALID_OBJECT_IDS: invalid };
  return validationFailure('One or more associations are invalid', {
    context,
    errors: invalid.map((message) => ({ message, context: { INVALID_OBJECT_IDS: [message] } })),
  });
}

/** The associations that a new record of this type asks for. */
export function readNewAssociations(
  portal: Portal,
  fromType: string,
  inputs: readonly z.infer<typeof newAssociationInput>[],
): readonly AssociationToMake[] {
  const made = inputs.map(({ to, types: specs }): AssociationToMake => {
    const types = readSpecs(portal, fromType, undefined, specs);
    const [first] = types;
    if (first === undefined) throw validationFailure('One or more associations are invalid');
    for (const type of types) {
      if (type.to !== first.to) throw wrongObject('to', first.to, type.to, type.typeId);
    }
    return { to: { type: first.to, id: to.id }, types };
  });
  const invalid = invalidEnds(
    portal,
    made.map(({ to }) => to),
  );
  if (invalid.length > 0) throw invalidObjectIds(invalid);
  const broken = newRecordLimitBroken(portal, fromType, made);
  if (broken !== undefined) throw broken;
  return made;
}
