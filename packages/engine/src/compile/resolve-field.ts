import type { AssociationFieldSchema, FieldSchema } from '@linkwright/core';
import type { CompiledEnd } from './compiled-sync.ts';
import { hint } from './hint.ts';
import type { Problem } from './problem.ts';

type Path = readonly (string | number)[];

/** A field by its name or id; what is wrong otherwise, with the nearest name. */
export function resolveField(end: CompiledEnd, name: string, path: Path, problems: Problem[]): FieldSchema | null {
  const field = find(end.object.fields, name);
  if (field) return field;
  const association = find(end.object.associations, name);
  problems.push(
    association
      ? {
          code: 'association-mapped-as-field',
          path,
          message: `"${name}" of ${place(end)} is an association field, not a plain field.`,
          remedy: 'Map it under `associations` of this sync.',
        }
      : {
          code: 'unknown-field',
          path,
          message: `${place(end)} has no field "${name}".`,
          remedy: hint(
            name,
            end.object.fields.map((known) => known.name),
            'fields',
          ),
        },
  );
  return null;
}

export function resolveAssociationField(
  end: CompiledEnd,
  name: string,
  path: Path,
  problems: Problem[],
): AssociationFieldSchema | null {
  const association = find(end.object.associations, name);
  if (association) return association;
  const field = find(end.object.fields, name);
  problems.push(
    field
      ? {
          code: 'field-mapped-as-association',
          path,
          message: `"${name}" of ${place(end)} is a plain field, not an association field.`,
          remedy: 'Map it under `fields` of this sync.',
        }
      : {
          code: 'unknown-association-field',
          path,
          message: `${place(end)} has no association field "${name}".`,
          remedy: hint(
            name,
            end.object.associations.map((known) => known.name),
            'association fields',
          ),
        },
  );
  return null;
}

/** `Airtable People` */
export const place = (end: CompiledEnd): string => `${end.displayName} ${end.object.name}`;

function find<Schema extends { readonly id: string; readonly name: string }>(
  schemas: readonly Schema[],
  name: string,
): Schema | undefined {
  return schemas.find((schema) => schema.name === name) ?? schemas.find((schema) => schema.id === name);
}
