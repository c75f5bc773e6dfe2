import type { CanonicalValue } from '../../contract/canonical-value.ts';
import type { FieldSchema } from '../../contract/object-schema.ts';
import { canonicalDate, canonicalDatetime } from '../../values/canonical-date.ts';
import { canonicalNumber, roundNumber } from '../../values/canonical-number.ts';
import { ConformanceFailure } from './expectations.ts';

/** Signs that break out of quotes, formulas, addresses and one-byte encodings. */
export const nastyText = `O'Brien "B" \\ {a} (b), c & d = 50% #1 é 東京 🙂`;

/** A value of the field's type. `variant`: another one than before. */
export function sampleValue(field: FieldSchema, variant: 0 | 1 = 0): CanonicalValue {
  const pick = (first: string, second: string) => (variant === 0 ? first : second);
  switch (field.type) {
    case 'text':
      return pick(nastyText, 'plain');
    case 'multiline':
      return pick('first line\nsecond line', 'one line');
    case 'email':
      return pick('ada.lovelace@example.com', 'grace.hopper@example.com');
    case 'url':
      return pick('https://example.com/ada?a=1&b=2', 'https://example.com/grace');
    case 'phone':
      return pick('+14155552671', '+14155552672');
    case 'integer':
      return pick('42', '-7');
    case 'decimal': {
      const places = typeof field.precision === 'number' ? field.precision : 2;
      return roundNumber(pick('12.75', '-0.25'), places);
    }
    case 'boolean':
      return true;
    case 'date':
      return pick('2024-02-29', '1999-12-31');
    case 'datetime':
      // Whole minutes, so that no app's precision changes them.
      return pick('2024-02-29T12:34:00.000Z', '1999-12-31T23:59:00.000Z');
    case 'option':
      return optionValues(field)[variant] ?? null;
    case 'options':
      return variant === 0 ? optionValues(field).slice(0, 2) : optionValues(field).slice(1, 2);
    case 'json':
      return pick('{"a":[1,2]}', '[]');
    case 'user':
      throw new ConformanceFailure(
        `The suite knows no user of the app for "${field.name}": give the role as { field, value } with one's e-mail.`,
      );
  }
}

function optionValues(field: FieldSchema): readonly string[] {
  const values = (field.options ?? []).map(({ value }) => value);
  if (values.length >= 2) return values;
  throw new ConformanceFailure(`"${field.name}" needs two options at least, so that the suite can change its value.`);
}

/** Why the value is not the one spelling that the contract has for it. `null`: it is. */
export function canonicalProblem(field: FieldSchema, value: CanonicalValue): string | null {
  if (value === null) return null;
  const spelled = `${JSON.stringify(value)} of "${field.name}" (${field.type})`;
  if (field.type === 'boolean') return typeof value === 'boolean' ? null : `${spelled} should be true or false`;
  if (field.type === 'options') {
    return typeof value === 'object' && value.length > 0 ? null : `${spelled} should be a list, null where it is empty`;
  }
  if (typeof value !== 'string') return `${spelled} should be a text`;
  if (value === '') return `${spelled} should be null: an empty text is a blank`;
  switch (field.type) {
    case 'integer':
    case 'decimal':
      return canonicalNumber(value) === value ? null : `${spelled} should be spelled by canonicalNumber`;
    case 'date':
      return canonicalDate(value) === value ? null : `${spelled} should be spelled by canonicalDate (YYYY-MM-DD)`;
    case 'datetime':
      return canonicalDatetime(value) === value ? null : `${spelled} should be spelled by canonicalDatetime (UTC)`;
    case 'user':
      return value.includes('@') ? null : `${spelled} should be the user's e-mail address`;
    default:
      return null;
  }
}
