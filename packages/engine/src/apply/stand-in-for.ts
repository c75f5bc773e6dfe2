import type { CanonicalValue, FieldSchema } from '@linkwright/core';

/**
 * A value that a record can show for a moment and that no other one has: none at all where the field may be empty, otherwise
 * one that is made from its id. `undefined`: there is none of this type that nobody else could have.
 */
export function standInFor(field: FieldSchema, id: string): CanonicalValue | undefined {
  if (!field.required) return null;
  switch (field.type) {
    case 'text':
    case 'multiline':
      return `linkwright-${id}`;
    case 'email':
      return `linkwright-${encodeURIComponent(id)}@linkwright.invalid`;
    case 'url':
      return `https://linkwright.invalid/${encodeURIComponent(id)}`;
    default:
      return undefined;
  }
}
