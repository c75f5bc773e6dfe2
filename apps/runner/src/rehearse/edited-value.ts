import type { CanonicalValue, FieldSchema } from '@linkwright/core';

/** What a person might type instead. `null`: nothing that is sure to be another value. */
export function editedValue(
  field: FieldSchema,
  value: CanonicalValue,
  /** Option values that the other side has too. */
  options: readonly string[],
): Exclude<CanonicalValue, null> | null {
  switch (field.type) {
    case 'text':
    case 'multiline':
      return typeof value === 'string' ? `${value} (rehearsed)` : 'rehearsed';
    case 'integer':
    case 'decimal':
      return typeof value === 'string' && Number.isFinite(Number(value)) ? String(Math.trunc(Number(value)) + 1) : '1';
    case 'boolean':
      return value !== true;
    case 'option':
      return options.find((option) => option !== value) ?? null;
    case 'date':
      return value === '2026-01-15' ? '2026-01-16' : '2026-01-15';
    default:
      return null;
  }
}

/** A value of a match key that no other record has, as far as anybody knows. */
export function freshKey(field: FieldSchema, value: CanonicalValue): CanonicalValue {
  if (typeof value !== 'string') return value;
  switch (field.type) {
    case 'text':
    case 'multiline':
      return `${value} (rehearsed)`;
    case 'email':
      return `rehearsed.${value.trim()}`;
    case 'url':
      return `https://rehearsed.${value.replace(/^[a-z]+:\/\//i, '').replace(/^www\./i, '')}`;
    case 'integer':
    case 'decimal':
      return String(Math.trunc(Number(value)) + 7_000_000);
    default:
      return null;
  }
}
