import {
  type CanonicalValue,
  canonicalDate,
  canonicalDatetime,
  canonicalNumber,
  type FieldSchema,
  type FilterOperand,
  momentOf,
} from '@linkwright/core';
import { hint } from './hint.ts';

export type CanonicalOperand =
  /** Several where options share a label. */
  | { readonly ok: true; readonly values: readonly Exclude<CanonicalValue, null>[] }
  | { readonly ok: false; readonly code: string; readonly reason: string; readonly remedy: string };

/** What is written in a filter as the canonical value of its field. */
export function canonicalOperand(field: FieldSchema, operand: FilterOperand): CanonicalOperand {
  switch (field.type) {
    case 'option':
    case 'options':
      return optionOperand(field, String(operand));
    case 'boolean':
      return typeof operand === 'boolean' ? { ok: true, values: [operand] } : wrong(field, operand, 'true or false');
    case 'integer':
    case 'decimal':
      return textOperand(field, operand, typeof operand === 'boolean' ? null : canonicalNumber(operand), 'a number');
    case 'date':
      return textOperand(field, operand, ofText(operand, canonicalDate), 'a date such as 2026-01-31');
    case 'datetime':
      return momentOperand(field, operand);
    default:
      return typeof operand === 'string'
        ? { ok: true, values: [operand] }
        : wrong(field, operand, 'a text', 'Put quotes around it.');
  }
}

/** A bare number would be taken for milliseconds since 1970, and `2026` is meant as a year. */
const ofText = (operand: FilterOperand, read: (value: unknown) => string | null): string | null =>
  typeof operand === 'string' ? read(operand) : null;

/** A day alone is the moment at which it begins in the zone of the field. */
function momentOperand(field: FieldSchema, operand: FilterOperand): CanonicalOperand {
  const wanted = 'a moment such as 2026-01-31T08:00:00Z';
  const text = typeof operand === 'string' ? operand.trim() : '';
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return textOperand(field, operand, ofText(operand, canonicalDatetime), wanted);
  if (field.timeZone !== undefined) return textOperand(field, operand, momentOf(text, field.timeZone, null), wanted);
  return {
    ok: false,
    code: 'time-zone-missing',
    reason: `"${field.name}" holds moments, and nobody knows in which time zone the day ${text} is meant.`,
    remedy: `Write ${wanted}, or add \`timeZone: Europe/Berlin\` (your own zone) to the sync.`,
  };
}

const textOperand = (
  field: FieldSchema,
  operand: FilterOperand,
  value: string | null,
  wanted: string,
): CanonicalOperand => (value === null ? wrong(field, operand, wanted) : { ok: true, values: [value] });

const wrong = (field: FieldSchema, operand: FilterOperand, wanted: string, remedy = `Write ${wanted}.`) =>
  ({
    ok: false,
    code: 'filter-operand-unsuitable',
    reason: `"${field.name}" is of type ${field.type}, and ${JSON.stringify(operand)} is not ${wanted}.`,
    remedy,
  }) as const;

/** By label without case, then by value; a field that declares no options takes any. */
function optionOperand(field: FieldSchema, name: string): CanonicalOperand {
  const options = field.options ?? [];
  if (options.length === 0) return { ok: true, values: [name] };
  const fold = (text: string): string => text.trim().toLowerCase();
  const byLabel = options.filter(({ label }) => label === name);
  const alike = byLabel.length > 0 ? byLabel : options.filter(({ label }) => fold(label) === fold(name));
  // Where a label repeats, the option that agrees in its value too is meant.
  const exact = alike.find(({ value }) => value === name);
  const found =
    exact ??
    (alike.length === 0
      ? (options.find(({ value }) => value === name) ?? options.find(({ value }) => fold(value) === fold(name)))
      : undefined);
  if (found) return { ok: true, values: [found.value] };
  if (alike.length > 0) return { ok: true, values: alike.map(({ value }) => value) };
  return {
    ok: false,
    code: 'unknown-option',
    reason: `"${field.name}" has no option "${name}".`,
    remedy: hint(
      name,
      options.map(({ label }) => label),
      'options',
    ),
  };
}
