import {
  type CanonicalValue,
  canonicalDate,
  canonicalDatetime,
  canonicalList,
  canonicalNumber,
  type FieldType,
} from '@linkwright/core';
import type { WireProperty } from './hubspot-wire.ts';

/** Texts whose meaning HubSpot's own types do not tell. */
const typesByName: Readonly<Record<string, FieldType>> = {
  email: 'email',
  work_email: 'email',
  domain: 'url',
  website: 'url',
};

/** Field type by HubSpot's type and, where that is not enough, by its form field. */
export function fieldTypeOf(property: WireProperty): FieldType {
  const { type, fieldType } = property;
  switch (type) {
    case 'string':
      if (fieldType === 'textarea' || fieldType === 'html') return 'multiline';
      if (fieldType === 'phonenumber') return 'phone';
      return fieldType === 'text' ? (typesByName[property.name] ?? 'text') : 'text';
    case 'phone_number':
      return 'phone';
    case 'number':
      return 'decimal';
    case 'bool':
      return 'boolean';
    case 'date':
      return 'date';
    case 'datetime':
      return 'datetime';
    case 'json':
      return 'json';
    case 'enumeration':
      return enumerationType(property);
    default:
      return 'text';
  }
}

function enumerationType(property: WireProperty): FieldType {
  if (isOwnerProperty(property)) return 'user';
  if (property.fieldType === 'booleancheckbox') return 'boolean';
  // Without its options an option could be mapped to nothing; the bare value can.
  if (property.options.length === 0) return 'text';
  return property.fieldType === 'checkbox' ? 'options' : 'option';
}

/** Its values are owner ids. A list of owners (`checkbox`) stays text: nothing else holds several users. */
export function isOwnerProperty(property: WireProperty): boolean {
  return property.referencedObjectType === 'OWNER' && property.fieldType !== 'checkbox';
}

/**
 * Wire value → canonical value. HubSpot spells "empty" as `null`, as `''` (in answers to updates) or by leaving the
 * property out. `undefined`: the value cannot be read as its type, which is not the same as empty.
 * Of a `user` it gives the owner id; `hubspot-owners.ts` turns that into an e-mail.
 */
export function decodeValue(type: FieldType, value: string | null | undefined): CanonicalValue | undefined {
  if (value === null || value === undefined || value === '') return null;
  switch (type) {
    case 'integer':
    case 'decimal':
      return canonicalNumber(value) ?? undefined;
    case 'boolean':
      if (value === 'true') return true;
      return value === 'false' ? false : undefined;
    case 'date':
      return canonicalDate(momentOf(value)) ?? undefined;
    case 'datetime':
      return canonicalDatetime(momentOf(value)) ?? undefined;
    case 'options':
      return canonicalList(value.split(';'));
    default:
      return value;
  }
}

/** HubSpot has no other dates of digits alone than milliseconds since 1970, also of the days around it (`0`, `-86400000`). */
function momentOf(value: string): string | number {
  return /^-?\d{1,15}$/.test(value) ? Number(value) : value;
}

/** Canonical value → wire value. `''` clears; `null` would do nothing. */
export function encodeValue(value: CanonicalValue): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return String(value);
  // A list that began with an empty text would be appended to the present one.
  return typeof value === 'string' ? value : value.filter((item) => item !== '').join(';');
}
