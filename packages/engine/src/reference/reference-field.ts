import type { AssociationFieldSchema, AssociationTarget, CanonicalValue, FieldType } from '@linkwright/core';
import type { CompiledTargetKey } from '../context/compiled-sync.ts';

/** A plain field that is declared as a reference, seen as an association field. */
export interface ReferenceField {
  /** Id of the plain field. */
  readonly field: string;
  readonly schema: AssociationFieldSchema;
  readonly key: CompiledTargetKey;
}

/** Types whose values can be read as the key of another record. */
export const referenceTypes: readonly FieldType[] = [
  'text',
  'multiline',
  'email',
  'url',
  'phone',
  'integer',
  'decimal',
];

export const referenceId = (field: string): string => `reference:${field}`;

/** The keys in a value, each once, in order. `undefined`: the field was not readable. */
export function readReference(
  { key: { separator } }: ReferenceField,
  value: CanonicalValue | undefined,
): readonly AssociationTarget[] | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string') return [];
  const texts = separator === null ? [value] : value.split(separator.trim() || separator);
  const keys = texts.map((text) => text.trim()).filter((text) => text !== '');
  return [...new Set(keys)].map((key) => ({ key }));
}

/** The value that names these targets. A separator without space of its own is followed by one. */
export function writeReference(
  { key: { separator } }: ReferenceField,
  targets: readonly AssociationTarget[],
): CanonicalValue {
  const keys = targets.flatMap((target) => ('key' in target ? [target.key] : []));
  if (keys.length === 0) return null;
  if (separator === null) return keys.at(-1) ?? null;
  return keys.join(separator === separator.trim() ? `${separator} ` : separator);
}
