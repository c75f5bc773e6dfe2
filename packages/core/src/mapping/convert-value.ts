import type { CanonicalValue } from '../contract/canonical-value.ts';
import type { FieldSchema } from '../contract/object-schema.ts';
import { canonicalList } from '../values/canonical.ts';
import { canonicalDate, canonicalDatetime } from '../values/canonical-date.ts';
import { canonicalNumber, roundNumber } from '../values/canonical-number.ts';
import { cutDatetime } from '../values/cut-datetime.ts';
import { exceedsDigits, keptNumber } from '../values/kept-number.ts';
import { dayOf, momentOf } from './convert-day.ts';
import { typeCompatibility } from './type-compatibility.ts';

export type ConvertedValue =
  | { readonly ok: true; readonly value: CanonicalValue }
  | { readonly ok: false; readonly reason: string };

/**
 * The canonical value of one field as the other field can hold it. `options` leads from option values of `from` to
 * option values of `to` (a side of `pairOptions`); `null`: both fields share their option values. `present`: what `to` holds,
 * of which a date leaves the time of day alone. Days are those of the zone of the field that holds moments; absent: UTC.
 */
export function convertValue(
  value: CanonicalValue,
  from: FieldSchema,
  to: FieldSchema,
  options: ReadonlyMap<string, string> | null,
  present: CanonicalValue = null,
): ConvertedValue {
  if (value === null || value === '' || (typeof value === 'object' && value.length === 0)) return converted(null);
  if (options !== null && (from.type === 'boolean' || to.type === 'boolean')) {
    return convertAnswer(value, from, to, options);
  }
  const types = typeCompatibility(from.type, to.type);
  if (!types.compatible) return { ok: false, reason: types.reason };
  if (from.type === 'option' || from.type === 'options') return convertOptions(asList(value), from, to, options);
  if (typeof value === 'boolean') return from.type === 'boolean' ? convertBoolean(value, to) : misshapen(from, value);
  if (typeof value !== 'string' || from.type === 'boolean') return misshapen(from, value);
  switch (to.type) {
    case 'integer':
    case 'decimal':
      return convertNumber(value, from, to);
    case 'date':
      return convertedOr(
        from.type === 'datetime' ? dayOf(value, from.timeZone ?? 'UTC') : canonicalDate(value),
        `"${value}" is no date`,
      );
    case 'datetime': {
      const held = typeof present === 'string' ? present : null;
      const datetime = from.type === 'date' ? momentOf(value, to.timeZone ?? 'UTC', held) : canonicalDatetime(value);
      return convertedOr(datetime && cutDatetime(datetime, to.precision), `"${value}" is no date and time`);
    }
    default:
      return converted(isNumber(from) ? (keptNumber(from, value) ?? value) : value);
  }
}

function convertOptions(
  values: readonly string[],
  from: FieldSchema,
  to: FieldSchema,
  options: ReadonlyMap<string, string> | null,
): ConvertedValue {
  if (to.type !== 'option' && to.type !== 'options') {
    return converted(values.map((value) => labelOf(from, value)).join(', '));
  }
  const partners: string[] = [];
  for (const value of values) {
    const partner = options === null ? sharedOption(to, value) : options.get(value);
    if (partner === undefined) {
      return { ok: false, reason: `the option "${labelOf(from, value)}" has no partner in "${to.name}"` };
    }
    partners.push(partner);
  }
  return converted(to.type === 'options' ? canonicalList(partners) : (partners[0] ?? null));
}

/** A yes or no as one of the options that it is paired with, and back. */
function convertAnswer(
  value: CanonicalValue,
  from: FieldSchema,
  to: FieldSchema,
  options: ReadonlyMap<string, string>,
): ConvertedValue {
  const chosen = asList(value);
  const [only = ''] = chosen;
  if (chosen.length > 1) return { ok: false, reason: `several options are chosen, and "${to.name}" holds a yes or no` };
  const partner = options.get(only);
  const said = from.type === 'boolean' ? (value === true ? 'yes' : 'no') : labelOf(from, only);
  if (partner === undefined) return { ok: false, reason: `"${said}" has no partner in "${to.name}"` };
  if (to.type === 'boolean') return converted(partner === 'true');
  return converted(to.type === 'options' ? canonicalList([partner]) : partner);
}

/** An open field (no options declared) takes any. */
function sharedOption(to: FieldSchema, value: string): string | undefined {
  return to.options === undefined || to.options.some((option) => option.value === value) ? value : undefined;
}

function labelOf(field: FieldSchema, value: string): string {
  return field.options?.find((option) => option.value === value)?.label ?? value;
}

function convertBoolean(value: boolean, to: FieldSchema): ConvertedValue {
  return converted(to.type === 'boolean' ? value : String(value));
}

/** The source keeps no more than its own precision either: what a double adds below that is nobody's digit. */
function convertNumber(value: string, from: FieldSchema, to: FieldSchema): ConvertedValue {
  const shown = numberOf(from, value);
  if (shown === null) return { ok: false, reason: `"${value}" is no number` };
  if (to.type === 'integer' && roundNumber(shown, 0) !== shown) {
    return { ok: false, reason: `"${value}" is not a whole number` };
  }
  if (exceedsDigits(to, shown)) {
    return { ok: false, reason: `"${value}" has more digits than the ${to.digits} that are kept` };
  }
  return convertedOr(keptNumber(to, shown), `"${value}" is no number`);
}

const isNumber = ({ type }: FieldSchema): boolean => type === 'integer' || type === 'decimal';

const numberOf = (from: FieldSchema, value: string): string | null =>
  isNumber(from) ? keptNumber(from, value) : canonicalNumber(value);

function asList(value: CanonicalValue): readonly string[] {
  return value === null ? [] : typeof value === 'object' ? value : [String(value)];
}

function converted(value: CanonicalValue): ConvertedValue {
  return { ok: true, value };
}

function convertedOr(value: string | null, reason: string): ConvertedValue {
  return value === null ? { ok: false, reason } : converted(value);
}

function misshapen(from: FieldSchema, value: CanonicalValue): ConvertedValue {
  const shape = typeof value === 'object' ? 'a list' : typeof value === 'boolean' ? 'a yes or no' : 'a text';
  return { ok: false, reason: `"${from.name}" is of type ${from.type} but holds ${shape}` };
}
