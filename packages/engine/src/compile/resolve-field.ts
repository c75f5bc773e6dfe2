import type { AssociationFieldSchema, FieldSchema } from '@linkwright/core';
import type { CompiledEnd } from '../context/compiled-sync.ts';
import { fieldGone, formerField, isGone } from './former-names.ts';
import { hint } from './hint.ts';
import { objectTitle } from './object-title.ts';
import type { Problem } from './problem.ts';

type Path = readonly (string | number)[];

/** A field by its name or id; what is wrong otherwise, with the nearest name. */
export function resolveField(end: CompiledEnd, name: string, path: Path, problems: Problem[]): FieldSchema | null {
  const field = find(end.object.fields, name) ?? formerly(end, end.object.fields, name);
  if (field) return field;
  if (noteGone(end, name, path, problems)) return null;
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
  const association = find(end.object.associations, name) ?? formerly(end, end.object.associations, name);
  if (association) return association;
  if (noteGone(end, name, path, problems)) return null;
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

/** A field that the app has renamed since the file was last understood. */
const formerly = <Schema extends { readonly id: string }>(
  end: CompiledEnd,
  schemas: readonly Schema[],
  name: string,
): Schema | undefined => {
  const id = formerField(end, name)?.id;
  return schemas.find((schema) => schema.id === id);
};

/** An id that vanished is told apart from a name that never was one. */
function noteGone(end: CompiledEnd, name: string, path: Path, problems: Problem[]): boolean {
  if (!isGone(end, name)) return false;
  problems.push({
    code: fieldGone,
    path,
    message: `"${name}" of ${place(end)} was there at the last plan or sync, and is gone.`,
    remedy: 'Bring the field back in the app, or take it out of the file.',
  });
  return true;
}

/** `Airtable People` */
export const place = (end: CompiledEnd): string => `${end.displayName} ${objectTitle(end.object)}`;

function find<Schema extends { readonly id: string; readonly name: string }>(
  schemas: readonly Schema[],
  name: string,
): Schema | undefined {
  return schemas.find((schema) => schema.name === name) ?? schemas.find((schema) => schema.id === name);
}
