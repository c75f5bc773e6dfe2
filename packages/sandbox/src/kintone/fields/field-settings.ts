import { z } from 'zod';
import { flagInput, idInput } from '../kintone-input.ts';
import type { FieldType } from './field-types.ts';

/** Kintone shows numeric settings as texts, an absent one as ''. */
const numericInput = z.union([z.string(), z.number().transform(String)]);
const entityInput = z.object({ type: z.string(), code: z.string() });

const lookupInput = z.object({
  relatedApp: z.object({ app: idInput.transform(String), code: z.string().default('') }),
  relatedKeyField: z.string(),
  fieldMappings: z.array(z.object({ field: z.string(), relatedField: z.string() })).default([]),
  lookupPickerFields: z.array(z.string()).default([]),
  filterCond: z.string().default(''),
  sort: z.string().default(''),
});

const referenceTableInput = z.object({
  relatedApp: z.object({ app: idInput.transform(String), code: z.string().default('') }),
  condition: z.object({ field: z.string(), relatedField: z.string() }),
  filterCond: z.string().default(''),
  displayFields: z.array(z.string()).default([]),
  sort: z.string().default(''),
  size: numericInput.default('5'),
});

const optionInput = z.object({ label: z.string().optional(), index: numericInput });

export const settingsInput = z.object({
  label: z.string().optional(),
  noLabel: flagInput.optional(),
  required: flagInput.optional(),
  unique: flagInput.optional(),
  defaultValue: z.union([numericInput, z.array(z.string()), z.array(entityInput)]).optional(),
  defaultNowValue: flagInput.optional(),
  minLength: numericInput.optional(),
  maxLength: numericInput.optional(),
  minValue: numericInput.optional(),
  maxValue: numericInput.optional(),
  digit: flagInput.optional(),
  displayScale: numericInput.optional(),
  unit: z.string().optional(),
  unitPosition: z.enum(['BEFORE', 'AFTER']).optional(),
  expression: z.string().optional(),
  hideExpression: flagInput.optional(),
  format: z.enum(['NUMBER', 'NUMBER_DIGIT', 'DATETIME', 'DATE', 'TIME', 'HOUR_MINUTE', 'DAY_HOUR_MINUTE']).optional(),
  protocol: z.enum(['WEB', 'CALL', 'MAIL']).optional(),
  options: z.record(z.string().min(1), optionInput).optional(),
  align: z.enum(['HORIZONTAL', 'VERTICAL']).optional(),
  thumbnailSize: numericInput.optional(),
  entities: z.array(entityInput).optional(),
  openGroup: flagInput.optional(),
  enabled: flagInput.optional(),
  lookup: lookupInput.optional(),
  referenceTable: referenceTableInput.optional(),
});

/** What a field's type allows to be set, as the API shows it. */
export type FieldSettings = z.output<typeof settingsInput>;
export type LookupSettings = z.output<typeof lookupInput>;
export type ReferenceTableSettings = z.output<typeof referenceTableInput>;

const named: FieldSettings = { label: '', noLabel: false };
const valued: FieldSettings = { ...named, required: false };
const text: FieldSettings = { ...valued, defaultValue: '' };
const numeric: FieldSettings = { displayScale: '', unit: '', unitPosition: 'BEFORE' };
const choices: FieldSettings = { ...valued, options: {} };

/** What is set where the request says nothing; settings that do not stand here are dropped without a word. */
const standardSettings: Readonly<Record<FieldType, FieldSettings>> = {
  SINGLE_LINE_TEXT: { ...text, unique: false, minLength: '', maxLength: '', expression: '', hideExpression: false },
  MULTI_LINE_TEXT: text,
  RICH_TEXT: text,
  LINK: { ...text, unique: false, minLength: '', maxLength: '', protocol: 'WEB' },
  NUMBER: { ...text, unique: false, minValue: '', maxValue: '', digit: false, ...numeric },
  CALC: { ...valued, expression: '', hideExpression: false, format: 'NUMBER', ...numeric },
  CHECK_BOX: { ...choices, defaultValue: [], align: 'HORIZONTAL' },
  MULTI_SELECT: { ...choices, defaultValue: [] },
  RADIO_BUTTON: { ...choices, defaultValue: '', align: 'HORIZONTAL' },
  DROP_DOWN: { ...choices, defaultValue: '' },
  DATE: { ...text, unique: false, defaultNowValue: false },
  TIME: { ...text, defaultNowValue: false },
  DATETIME: { ...text, unique: false, defaultNowValue: false },
  USER_SELECT: { ...valued, defaultValue: [], entities: [] },
  ORGANIZATION_SELECT: { ...valued, defaultValue: [], entities: [] },
  GROUP_SELECT: { ...valued, defaultValue: [], entities: [] },
  FILE: { ...valued, thumbnailSize: '150' },
  SUBTABLE: named,
  REFERENCE_TABLE: named,
  GROUP: { ...named, openGroup: false },
  RECORD_NUMBER: named,
  CREATOR: named,
  CREATED_TIME: named,
  MODIFIER: named,
  UPDATED_TIME: named,
  STATUS: { label: '', enabled: false },
  STATUS_ASSIGNEE: { label: '', enabled: false },
  CATEGORY: { label: '', enabled: false },
};

/** A key field of a lookup takes what it copies, and has no rules of its own. */
const lookupSettings: FieldSettings = { ...valued };

/** The settings of a field of this type: what was sent, completed and narrowed to what the type knows. */
export function completeSettings(type: FieldType, sent: FieldSettings): FieldSettings {
  const standard = sent.lookup === undefined ? standardSettings[type] : lookupSettings;
  const known = new Set([...Object.keys(standard), 'lookup', 'referenceTable']);
  const kept = Object.fromEntries(
    Object.entries(sent).filter(([name, value]) => known.has(name) && value !== undefined),
  );
  return { ...standard, ...kept };
}
