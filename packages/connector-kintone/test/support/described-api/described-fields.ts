import { z } from 'zod';
import { moment, textFlag, whole } from './described-values.ts';

/** Fields of an app's form, by their type. All members but `type` may be missing. */
const code = z.string().min(1).max(128);
const named = { code: code.optional(), label: z.string().max(128).optional() };
const shown = { ...named, noLabel: textFlag.optional() };
const filled = { ...shown, required: textFlag.optional() };
const entity = z.strictObject({
  code: z.string(),
  type: z.enum(['USER', 'GROUP', 'ORGANIZATION', 'FUNCTION', 'FIELD_ENTITY', 'CREATOR']),
});
const entities = z.array(entity).optional();
const lengths = { minLength: whole.optional(), maxLength: whole.optional() };
const options = z.record(z.string(), z.strictObject({ index: whole, label: z.string().optional() })).optional();
const unit = { unit: z.string().optional(), unitPosition: z.enum(['BEFORE', 'AFTER']).optional() };
const text = z.string().optional();
const align = z.enum(['HORIZONTAL', 'VERTICAL']).optional();
const relatedApp = z.strictObject({ app: whole.optional(), code: z.string().optional() });

function form<const Type extends string, Shape extends z.ZodRawShape>(types: readonly Type[], shape: Shape) {
  return z.strictObject({ type: z.enum(types), ...shape });
}

/** A lookup is told by its member, whatever its type. */
const lookup = form(['SINGLE_LINE_TEXT', 'NUMBER', 'LINK'], {
  ...filled,
  lookup: z.strictObject({
    fieldMappings: z.array(z.strictObject({ field: z.string().optional(), relatedField: z.string().optional() })),
    filterCond: z.string(),
    lookupPickerFields: z.array(z.string()),
    relatedApp,
    relatedKeyField: z.string(),
    sort: z.string(),
  }),
});

const inTables = [
  form(['SINGLE_LINE_TEXT'], {
    ...filled,
    ...lengths,
    defaultValue: text,
    expression: text,
    hideExpression: textFlag.optional(),
    unique: textFlag.optional(),
  }),
  form(['NUMBER'], {
    ...filled,
    ...unit,
    defaultValue: text,
    digit: textFlag.optional(),
    displayScale: whole.optional(),
    maxValue: whole.optional(),
    minValue: whole.optional(),
    unique: textFlag.optional(),
  }),
  form(['CALC'], {
    ...filled,
    ...unit,
    displayScale: whole.optional(),
    expression: text,
    format: z.enum(['NUMBER', 'NUMBER_DIGIT', 'DATETIME', 'DATE', 'TIME', 'HOUR_MINUTE', 'DAY_HOUR_MINUTE']).optional(),
    hideExpression: textFlag.optional(),
  }),
  form(['MULTI_LINE_TEXT', 'RICH_TEXT'], { ...filled, defaultValue: text }),
  form(['LINK'], {
    ...filled,
    ...lengths,
    defaultValue: text,
    protocol: z.enum(['WEB', 'CALL', 'MAIL']).optional(),
    unique: textFlag.optional(),
  }),
  form(['DATE', 'DATETIME'], {
    ...filled,
    defaultNowValue: textFlag.optional(),
    defaultValue: text,
    unique: textFlag.optional(),
  }),
  form(['TIME'], { ...filled, defaultNowValue: textFlag.optional(), defaultValue: text }),
  form(['CHECK_BOX'], { ...filled, align, defaultValue: z.array(z.string()).optional(), options }),
  form(['MULTI_SELECT'], { ...filled, defaultValue: z.array(z.string()).optional(), options }),
  form(['RADIO_BUTTON'], { ...filled, align, defaultValue: text, options }),
  form(['DROP_DOWN'], { ...filled, defaultValue: text, options }),
  form(['USER_SELECT', 'GROUP_SELECT', 'ORGANIZATION_SELECT'], { ...filled, defaultValue: entities, entities }),
  form(['FILE'], { ...filled, thumbnailSize: whole.optional() }),
  lookup,
] as const;

export const describedField = z.union([
  ...inTables,
  form(['SUBTABLE'], { ...shown, fields: z.record(z.string(), z.union(inTables)) }),
  form(['CREATOR', 'CREATED_TIME', 'MODIFIER', 'UPDATED_TIME', 'RECORD_NUMBER'], shown),
  form(['CATEGORY', 'STATUS', 'STATUS_ASSIGNEE'], { ...named, enabled: textFlag.optional() }),
  form(['GROUP'], { ...shown, openGroup: textFlag.optional() }),
  form(['REFERENCE_TABLE'], {
    ...shown,
    referenceTable: z
      .strictObject({
        condition: z.strictObject({ field: z.string(), relatedField: z.string() }),
        displayFields: z.array(z.string()),
        filterCond: z.string(),
        relatedApp,
        size: whole,
        sort: z.string(),
      })
      .optional(),
  }),
]);

const person = z.strictObject({ code: z.string(), name: z.string().optional() });
const file = z.strictObject({
  fileKey: z.string(),
  contentType: z.string().optional(),
  name: z.string().optional(),
  size: z.string().optional(),
});

// Described without null, which is what guides show of an empty field of these.
const filledIn = (type: z.ZodType) => type.nullable();

/** By type. `type` may be missing in what is sent. */
const plainCells = [
  [['SINGLE_LINE_TEXT', 'MULTI_LINE_TEXT', 'RICH_TEXT', 'LINK', 'RECORD_NUMBER', 'STATUS'], filledIn(z.string())],
  [['RADIO_BUTTON', 'DROP_DOWN', 'DATE', 'TIME', 'CALC', 'NUMBER'], filledIn(z.string())],
  [['CREATED_TIME', 'UPDATED_TIME', 'DATETIME'], filledIn(z.union([moment, z.literal('')]))],
  [['CHECK_BOX', 'MULTI_SELECT', 'CATEGORY'], z.array(z.string())],
  [['CREATOR', 'MODIFIER'], person],
  [['USER_SELECT', 'GROUP_SELECT', 'ORGANIZATION_SELECT', 'STATUS_ASSIGNEE'], z.array(person)],
  [['FILE'], z.array(file)],
  [['__ID__', '__REVISION__'], whole],
] as const;

const cellsOf = (withType: boolean) =>
  plainCells.map(([types, value]) => {
    const type = z.enum(types);
    return z.strictObject({ type: withType ? type : type.optional(), value });
  });

function recordOf(withType: boolean) {
  const inRow = z.union(cellsOf(withType));
  const row = z.strictObject({ id: whole.optional(), value: z.record(z.string(), inRow) });
  const type = z.literal('SUBTABLE');
  const table = z.strictObject({ type: withType ? type : type.optional(), value: z.array(row) });
  return z.record(z.string(), z.union([inRow, table]));
}

export const readRecord = recordOf(true);
export const sentRecord = recordOf(false);
