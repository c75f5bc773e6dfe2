import type { Violations } from '../kintone-errors.ts';
import type { CellValue } from '../records/record-state.ts';
import type { FieldDefinition } from './field-definition.ts';

/** Rules that hold for the whole record after a write, also for fields that the request does not name. */
export function checkConstraints(
  field: FieldDefinition,
  value: CellValue,
  place: string,
  violations: Violations,
): void {
  const { required, minLength, maxLength, minValue, maxValue } = field.settings;
  const key = `${place}.${field.code}.${suffixOf(value)}`;
  // Kintone accepts the rule for radio buttons and calculations, and never applies it.
  if (required === true && isEmpty(value) && field.type !== 'RADIO_BUTTON' && field.type !== 'CALC') {
    violations.add(key, 'Required.');
    return;
  }
  if (typeof value !== 'string') return;
  if (isSet(maxLength) && value.length > Number(maxLength)) {
    violations.add(key, `Enter less than ${Number(maxLength) + 1} characters.`);
  }
  // A rule for what is written, not for whether something is.
  if (value !== '' && isSet(minLength) && value.length < Number(minLength)) {
    violations.add(key, `Enter more than ${Number(minLength) - 1} characters.`);
  }
  if (value === '' || field.type !== 'NUMBER') return;
  if (isSet(maxValue) && Number(value) > Number(maxValue))
    violations.add(key, `The value must be ${maxValue} or less.`);
  if (isSet(minValue) && Number(value) < Number(minValue))
    violations.add(key, `The value must be ${minValue} or more.`);
}

export function isEmpty(value: CellValue): boolean {
  if (typeof value === 'string') return value === '';
  if ('choices' in value) return value.choices.length === 0;
  if ('entities' in value) return value.entities.length === 0;
  return 'files' in value ? value.files.length === 0 : value.rows.length === 0;
}

/** Settings that are numbers are texts, and '' where there is none. */
function isSet(setting: string | undefined): setting is string {
  return setting !== undefined && setting !== '';
}

function suffixOf(value: CellValue): string {
  if (typeof value === 'string') return 'value';
  return 'entities' in value ? 'values.value' : 'values';
}
