import type { CanonicalValue, Fields } from '../contract/canonical-value.ts';
import type { FieldSchema } from '../contract/object-schema.ts';
import { RecordError } from '../errors/linkwright-error.ts';
import { canonicalDate, canonicalDatetime } from '../values/canonical-date.ts';
import { canonicalNumber } from '../values/canonical-number.ts';
import { cutDatetime } from '../values/cut-datetime.ts';
import { keptNumber } from '../values/kept-number.ts';

/** Why the app does not take these values. `null`: it takes them. Values must be canonical, as the contract says. */
export function valueProblem(
  schema: ReadonlyMap<string, FieldSchema>,
  fields: Fields,
  writer: 'connector' | 'person',
): RecordError | null {
  for (const [id, value] of Object.entries(fields)) {
    const field = schema.get(id);
    if (field === undefined) return invalid(id, `There is no field "${id}".`);
    if (field.readOnly && writer === 'connector') {
      const options = {
        code: 'field-read-only',
        category: 'read-only',
        field: id,
        remedy: 'Do not write it.',
      } as const;
      return new RecordError(`"${field.name}" cannot be written.`, options);
    }
    if (value !== null && !isCanonical(field, value)) {
      return invalid(id, `${JSON.stringify(value)} is no value of "${field.name}", which is of type ${field.type}.`);
    }
  }
  return null;
}

/** The first field that must be filled and is not. */
export function missingField(schema: ReadonlyMap<string, FieldSchema>, fields: Fields): RecordError | null {
  for (const field of schema.values()) {
    if (!field.required || (fields[field.id] ?? null) !== null) continue;
    const options = {
      code: 'field-required',
      category: 'missing-required',
      field: field.id,
      remedy: 'Fill it.',
    } as const;
    return new RecordError(`"${field.name}" must be filled.`, options);
  }
  return null;
}

/** What the app keeps of a value. */
export function keptValue(field: FieldSchema, value: CanonicalValue): CanonicalValue {
  if (value === '' || (typeof value === 'object' && value?.length === 0)) return null;
  if (typeof value !== 'string') return value;
  if (field.type === 'datetime') return cutDatetime(value, field.precision);
  const isNumber = field.type === 'integer' || field.type === 'decimal';
  return isNumber ? (keptNumber(field, value) ?? value) : value;
}

function isCanonical(field: FieldSchema, value: Exclude<CanonicalValue, null>): boolean {
  if (typeof value === 'boolean') return field.type === 'boolean';
  if (typeof value === 'object') return field.type === 'options' && value.every((item) => isOption(field, item));
  switch (field.type) {
    case 'boolean':
    case 'options':
      return false;
    case 'integer':
      return canonicalNumber(value) === value && !value.includes('.');
    case 'decimal':
      return canonicalNumber(value) === value;
    case 'date':
      return canonicalDate(value) === value;
    case 'datetime':
      return canonicalDatetime(value) === value;
    case 'option':
      return isOption(field, value);
    default:
      return true;
  }
}

function isOption(field: FieldSchema, value: string): boolean {
  return field.options === undefined || field.options.some((option) => option.value === value);
}

function invalid(field: string, message: string): RecordError {
  return new RecordError(message, { code: 'value-invalid', category: 'invalid-value', field, remedy: 'Correct it.' });
}
