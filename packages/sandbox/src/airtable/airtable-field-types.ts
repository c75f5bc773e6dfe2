import { z } from 'zod';
import type { JsonObject } from './airtable-state.ts';
import { isTimeZone } from './airtable-times.ts';

const textTypes = ['singleLineText', 'multilineText', 'richText', 'email', 'url', 'phoneNumber'] as const;
const numberTypes = ['number', 'percent', 'currency', 'duration', 'rating'] as const;
const otherWritableTypes = [
  'checkbox',
  'date',
  'dateTime',
  'singleSelect',
  'multipleSelects',
  'singleCollaborator',
  'multipleCollaborators',
  'multipleRecordLinks',
  'multipleAttachments',
  'barcode',
] as const;
const computedTypes = [
  'createdTime',
  'lastModifiedTime',
  'createdBy',
  'lastModifiedBy',
  'autoNumber',
  'count',
  'formula',
  'rollup',
  'multipleLookupValues',
] as const;
/** Known to Airtable's API, made only in its user interface, and not imitated here. */
const interfaceTypes = ['button', 'aiText', 'externalSyncSource'] as const;

/** Field types whose first column of a table may be: the name of its records. */
const primaryTypes: ReadonlySet<string> = new Set([
  'singleLineText',
  'multilineText',
  'email',
  'url',
  'phoneNumber',
  'number',
  'percent',
  'currency',
  'duration',
  'date',
  'dateTime',
  'barcode',
  'autoNumber',
  'formula',
]);

const texts: ReadonlySet<string> = new Set(textTypes);
const numbers: ReadonlySet<string> = new Set(numberTypes);
const writables: ReadonlySet<string> = new Set([...textTypes, ...numberTypes, ...otherWritableTypes]);
const computeds: ReadonlySet<string> = new Set(computedTypes);
const interfaces: ReadonlySet<string> = new Set(interfaceTypes);

export const isTextType = (type: string): boolean => texts.has(type);
export const isNumberType = (type: string): boolean => numbers.has(type);
export const isWritableType = (type: string): boolean => writables.has(type);
export const isComputedType = (type: string): boolean => computeds.has(type);
export const isKnownType = (type: string): boolean =>
  isWritableType(type) || isComputedType(type) || interfaces.has(type);
export const isPrimaryType = (type: string): boolean => primaryTypes.has(type);

const dateFormats = { local: 'l', friendly: 'LL', us: 'M/D/YYYY', european: 'D/M/YYYY', iso: 'YYYY-MM-DD' } as const;
const timeFormats = { '12hour': 'h:mma', '24hour': 'HH:mm' } as const;

const dateFormat = z
  .strictObject({ name: z.enum(['local', 'friendly', 'us', 'european', 'iso']), format: z.string().optional() })
  .transform(({ name }) => ({ name, format: dateFormats[name] }));
const timeFormat = z
  .strictObject({ name: z.enum(['12hour', '24hour']), format: z.string().optional() })
  .transform(({ name }) => ({ name, format: timeFormats[name] }));
const dateOptions = z.strictObject({ dateFormat });
const dateTimeOptions = z.strictObject({
  dateFormat,
  timeFormat,
  timeZone: z.string().refine(isTimeZone, 'unknown time zone'),
});
/** Of `singleSelect` and `multipleSelects`. */
export const choiceOptionsSchema = z.strictObject({
  choices: z.array(
    z.strictObject({ id: z.string().optional(), name: z.string().min(1), color: z.string().optional() }),
  ),
});

/** Of `multipleRecordLinks`: the API takes no more than these. */
export const linkOptionsSchema = z.strictObject({
  linkedTableId: z.string(),
  viewIdForRecordSelection: z.string().optional(),
});

/** What `options` must hold on creation, by type. The answer shows the same, completed. */
export const fieldOptionSchemas: ReadonlyMap<string, z.core.$ZodType<JsonObject>> = new Map<
  string,
  z.core.$ZodType<JsonObject>
>([
  ['number', z.strictObject({ precision: z.int().min(0).max(8) })],
  ['percent', z.strictObject({ precision: z.int().min(0).max(8) })],
  ['currency', z.strictObject({ precision: z.int().min(0).max(7), symbol: z.string() })],
  [
    'rating',
    z.strictObject({
      icon: z.enum(['star', 'heart', 'thumbsUp', 'flag', 'dot']),
      color: z.string(),
      max: z.int().min(1).max(10),
    }),
  ],
  [
    'duration',
    z.strictObject({ durationFormat: z.enum(['h:mm', 'h:mm:ss', 'h:mm:ss.S', 'h:mm:ss.SS', 'h:mm:ss.SSS']) }),
  ],
  ['checkbox', z.strictObject({ icon: z.string(), color: z.string() })],
  ['date', dateOptions],
  ['dateTime', dateTimeOptions],
]);

/** Types without options take none, or an empty object. */
export const emptyOptionsSchema = z.strictObject({}).optional();

/** Options of computed fields, where the sandbox is set to let the API create them. */
export const computedOptionSchemas = {
  formula: z.looseObject({ formula: z.string() }),
  count: z.looseObject({ recordLinkFieldId: z.string() }),
  /** The aggregation, over `values`, is not shown by Airtable's API; without it the values stand side by side. */
  rollup: z.looseObject({
    recordLinkFieldId: z.string(),
    fieldIdInLinkedTable: z.string(),
    formula: z.string().default('ARRAYJOIN(values)'),
  }),
  multipleLookupValues: z.looseObject({ recordLinkFieldId: z.string(), fieldIdInLinkedTable: z.string() }),
  lastModifiedTime: z.looseObject({ referencedFieldIds: z.array(z.string()).nullish() }).default({}),
} as const;

/** How created and modified times are shown. */
export const timeResult = {
  type: 'dateTime',
  options: {
    dateFormat: { name: 'iso', format: dateFormats.iso },
    timeFormat: { name: '24hour', format: timeFormats['24hour'] },
    timeZone: 'utc',
  },
} as const;
