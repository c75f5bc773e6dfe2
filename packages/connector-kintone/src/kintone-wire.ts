import { z } from 'zod';

/**
 * Kintone's answers, as far as they are used. Ids, revisions and counts are texts on the wire. New field types and new
 * properties are no breaking change for Kintone, so everything unknown is let through.
 */
const idSchema = z.union([z.string(), z.number()]).transform(String);

const recordIdSchema = idSchema.refine(isRecordId, 'expected the id of a record');

/** A property of another shape counts as absent. */
const lookupSchema = z.looseObject({
  relatedApp: z.looseObject({ app: idSchema }),
  relatedKeyField: z.string(),
  fieldMappings: z.array(z.looseObject({ field: z.string() })).catch([]),
});

const relatedListSchema = z.looseObject({
  /** `null` where the login may not see the related app. */
  relatedApp: z.looseObject({ app: idSchema }),
  condition: z.looseObject({ field: z.string(), relatedField: z.string() }),
  filterCond: z.string().catch(''),
});

const limitSchema = z
  .union([z.string(), z.number().transform(String)])
  .optional()
  .catch(undefined);

export const wirePropertySchema = z.looseObject({
  type: z.string(),
  code: z.string(),
  label: z.string().optional().catch(undefined),
  required: z.boolean().optional().catch(undefined),
  unique: z.boolean().optional().catch(undefined),
  /** Of process management and categories. */
  enabled: z.boolean().optional(),
  defaultValue: z.unknown().optional(),
  defaultNowValue: z.boolean().optional().catch(undefined),
  expression: z.string().optional().catch(undefined),
  /** Texts, and empty where nothing is set. */
  minLength: limitSchema,
  maxLength: limitSchema,
  minValue: limitSchema,
  maxValue: limitSchema,
  format: z.string().optional().catch(undefined),
  protocol: z.string().optional().catch(undefined),
  options: z
    .record(z.string(), z.looseObject({ label: z.string().optional(), index: idSchema.optional() }))
    .optional()
    .catch(undefined),
  lookup: lookupSchema.optional().catch(undefined),
  referenceTable: relatedListSchema.optional().catch(undefined),
  /** Of a table. */
  fields: z.record(z.string(), z.unknown()).optional().catch(undefined),
});

export const formAnswerSchema = z.looseObject({
  properties: z.record(z.string(), wirePropertySchema).superRefine((properties, context) => {
    for (const [code, property] of Object.entries(properties)) {
      if (property.code === code) continue;
      context.addIssue({
        code: 'custom',
        path: [code, 'code'],
        message: 'expected the code that the property stands under',
      });
    }
  }),
});

export const wireAppSchema = z.looseObject({
  appId: idSchema,
  code: z.string().nullish().catch(undefined),
  name: z.string(),
  spaceId: idSchema.nullish().catch(undefined),
});

/** Of the settings of an app what numbers and names depend on. Numbers are texts on the wire. */
export const settingsAnswerSchema = z.looseObject({
  numberPrecision: z
    .looseObject({ digits: z.coerce.number().int().min(1), decimalPlaces: z.coerce.number().int().min(0) })
    .optional()
    .catch(undefined),
  titleField: z.looseObject({ selectionMode: z.string(), code: z.string().optional() }).optional().catch(undefined),
});

export const appsAnswerSchema = z.looseObject({ apps: z.array(wireAppSchema) });

export const wireCellSchema = z.looseObject({ type: z.string().optional(), value: z.unknown() });

export const wireRecordSchema = z.record(z.string(), wireCellSchema);

export const recordsAnswerSchema = z.looseObject({
  records: z.array(wireRecordSchema),
  /** `null` unless asked for. Of another shape: not told. */
  totalCount: z
    .union([z.string().regex(/^\d+$/).transform(Number), z.int().nonnegative()])
    .nullish()
    .catch(undefined),
});

export const createAnswerSchema = z.looseObject({
  ids: z.array(recordIdSchema),
  revisions: z.array(idSchema),
});

export const updateAnswerSchema = z.looseObject({
  records: z.array(z.looseObject({ id: recordIdSchema, revision: idSchema })),
});

/** Nothing but that it was done. */
export const deleteAnswerSchema = z.looseObject({});

export const usersAnswerSchema = z.looseObject({
  users: z.array(z.looseObject({ code: z.string(), timezone: z.string().optional().catch(undefined) })),
});

/** Permissions for records: only whether there are any. */
export const recordRulesAnswerSchema = z.looseObject({ rights: z.array(z.unknown()) });

export const rightsAnswerSchema = z.looseObject({
  rights: z.array(
    z.looseObject({
      id: idSchema,
      record: z.looseObject({ editable: z.boolean(), deletable: z.boolean() }),
      fields: z.record(z.string(), z.looseObject({ editable: z.boolean() })),
    }),
  ),
});

export type WireProperty = z.output<typeof wirePropertySchema>;
export type WireForm = Readonly<Record<string, WireProperty>>;
export type WireApp = z.output<typeof wireAppSchema>;
export type WireSettings = z.output<typeof settingsAnswerSchema>;
export type WireRecord = z.output<typeof wireRecordSchema>;
export type WireRights = z.output<typeof rightsAnswerSchema>['rights'][number];

/** As it is written: by field code. */
export type WireCells = Readonly<Record<string, { readonly value: unknown }>>;

/** Record ids are numbers that begin at 1; anything else is refused by Kintone. */
export function isRecordId(text: string): boolean {
  return /^[1-9]\d*$/.test(text);
}
