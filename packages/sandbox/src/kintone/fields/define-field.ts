import { z } from 'zod';
import { invalidInput, requiredParameter } from '../kintone-errors.ts';
import { readParams } from '../kintone-input.ts';
import { type FieldDefinition, isTableCellType } from './field-definition.ts';
import { completeSettings, type FieldSettings, settingsInput } from './field-settings.ts';
import { creatableTypes, type FieldType } from './field-types.ts';

const fieldInput = settingsInput.extend({
  type: z.string().optional(),
  code: z.string().optional(),
  fields: z.record(z.string(), z.unknown()).optional(),
});

/** Letters of any script, digits not first, and the few signs that the vendor allows. */
const codePattern = /^(?!\p{Nd})[\p{L}\p{N}\p{M}_＿・·＄￥$ー]+$/u;
const reservedCodes = new Set([
  'ステータス',
  'カテゴリー',
  '作業者',
  'Status',
  'Categories',
  'Assignee',
  'not',
  'and',
  'or',
]);

export type NewKey = () => number;

/** A field of a `POST`. `place` is where the request has it, such as `properties[Name]`. */
export function defineField(newKey: NewKey, code: string, input: unknown, place: string): FieldDefinition {
  const sent = readField(input, place);
  const type = creatableType(sent.type, place);
  checkCode(sent.code ?? code, place);
  const settings = completeSettings(type, { ...settingsOf(sent), label: sent.label ?? code });
  checkSettings(type, settings, place);
  const fields = type === 'SUBTABLE' ? defineCells(newKey, sent.fields ?? {}, place) : new Map();
  return {
    key: newKey(),
    code: sent.code ?? code,
    type,
    ...withLabels(settings),
    optionKeys: keysOf(newKey, settings),
    fields,
  };
}

/** A field of a `PUT`: what is not sent stays, options are replaced as a whole, cells of a table are changed or added. */
export function changeField(newKey: NewKey, field: FieldDefinition, input: unknown, place: string): FieldDefinition {
  const sent = readField(input, place);
  if (sent.type !== undefined && sent.type !== field.type) {
    throw invalidInput({ [`${place}.type`]: ['The field type cannot be changed.'] });
  }
  if (sent.code !== undefined && sent.code !== field.code) checkCode(sent.code, place);
  const settings = completeSettings(field.type, { ...field.settings, ...settingsOf(sent) });
  checkSettings(field.type, settings, place);
  const optionKeys = new Map<string, number>();
  for (const [name, { label = name }] of Object.entries(settings.options ?? {})) {
    optionKeys.set(label, field.optionKeys.get(name) ?? newKey());
  }
  const fields = new Map<string, FieldDefinition>();
  for (const cell of field.fields.values()) {
    const changed = sent.fields?.[cell.code];
    const next = changed === undefined ? cell : changeField(newKey, cell, changed, `${place}.fields[${cell.code}]`);
    fields.set(next.code, next);
  }
  const added = Object.entries(sent.fields ?? {}).filter(([code]) => !field.fields.has(code));
  for (const cell of defineCells(newKey, Object.fromEntries(added), place).values()) fields.set(cell.code, cell);
  return { ...field, code: sent.code ?? field.code, ...withLabels(settings), optionKeys, fields };
}

function defineCells(
  newKey: NewKey,
  input: Readonly<Record<string, unknown>>,
  place: string,
): Map<string, FieldDefinition> {
  const cells = new Map<string, FieldDefinition>();
  for (const [code, cellInput] of Object.entries(input)) {
    const cell = defineField(newKey, code, cellInput, `${place}.fields[${code}]`);
    if (!isTableCellType(cell.type)) {
      throw invalidInput({ [`${place}.fields[${code}].type`]: ['This field type cannot be used in a table.'] });
    }
    // No rule of uniqueness holds within a table.
    const { unique: _, ...settings } = cell.settings;
    cells.set(cell.code, { ...cell, settings });
  }
  return cells;
}

function readField(input: unknown, place: string): z.output<typeof fieldInput> {
  const wrapped = readParams({ [place]: input ?? undefined }, z.record(z.string(), fieldInput));
  return wrapped[place] ?? {};
}

function settingsOf(sent: z.output<typeof fieldInput>): FieldSettings {
  const { type: _type, code: _code, fields: _fields, ...settings } = sent;
  return settings;
}

function creatableType(type: string | undefined, place: string): FieldType {
  if (type === undefined) throw invalidInput({ [`${place}.type`]: [requiredParameter] });
  const known = creatableTypes.find((one) => one === type);
  if (known === undefined) throw invalidInput({ [`${place}.type`]: [`The field type "${type}" is not supported.`] });
  return known;
}

function checkCode(code: string, place: string): void {
  if (codePattern.test(code) && !reservedCodes.has(code)) return;
  throw invalidInput({ [`${place}.code`]: [`The field code "${code}" cannot be used.`] });
}

function checkSettings(type: FieldType, settings: FieldSettings, place: string): void {
  if (settings.options !== undefined && Object.keys(settings.options).length === 0) {
    throw invalidInput({ [`${place}.options`]: [requiredParameter] });
  }
  if (type === 'REFERENCE_TABLE' && settings.referenceTable === undefined) {
    throw invalidInput({ [`${place}.referenceTable`]: [requiredParameter] });
  }
  if (type === 'CALC' && settings.expression === '') {
    throw invalidInput({ [`${place}.expression`]: [requiredParameter] });
  }
  if (settings.lookup !== undefined && !['SINGLE_LINE_TEXT', 'NUMBER', 'LINK'].includes(type)) {
    throw invalidInput({ [`${place}.lookup`]: ['A lookup cannot be set for this field type.'] });
  }
}

/** Options are known by their labels: what is sent under another name is a renaming. */
function withLabels(settings: FieldSettings): { readonly settings: FieldSettings } {
  if (settings.options === undefined) return { settings };
  const options = Object.entries(settings.options).map(
    ([name, { label = name, index }]) => [label, { label, index }] as const,
  );
  return { settings: { ...settings, options: Object.fromEntries(options) } };
}

function keysOf(newKey: NewKey, settings: FieldSettings): ReadonlyMap<string, number> {
  return new Map(Object.entries(settings.options ?? {}).map(([name, { label = name }]) => [label, newKey()]));
}
