import { z } from 'zod';

/**
 * Airtable's answers, as far as they are used. New field types and new properties are no breaking change for Airtable,
 * so everything unknown is let through.
 */
const fieldIdSchema = z.string().startsWith('fld');

export const wireFieldSchema = z.looseObject({
  id: fieldIdSchema,
  name: z.string().min(1),
  type: z.string(),
  options: z.record(z.string(), z.unknown()).nullish(),
});

export const wireTableSchema = z.looseObject({
  id: z.string().startsWith('tbl'),
  name: z.string().min(1),
  primaryFieldId: z.string(),
  fields: z.array(wireFieldSchema),
});

export const tablesAnswerSchema = z.looseObject({ tables: z.array(wireTableSchema) });

const baseSchema = z.looseObject({
  id: z.string().startsWith('app'),
  name: z.string(),
  /** What the token's owner may do there: `none`, `read`, `comment`, `edit` or `create`. */
  permissionLevel: z.string().optional(),
});

export const basesAnswerSchema = z.looseObject({ bases: z.array(baseSchema), offset: z.string().min(1).optional() });

export type WireBase = z.output<typeof baseSchema>;

/** `scopes` is told for OAuth tokens only. */
export const whoAmIAnswerSchema = z.looseObject({ id: z.string(), scopes: z.array(z.string()).optional() });

const recordIdSchema = z.string().refine(isRecordId, 'expected the id of a record');

/** Cells by field id, or all of them would seem empty: an empty cell is left out. */
export const wireRecordSchema = z.looseObject({
  id: recordIdSchema,
  createdTime: z.string().optional(),
  fields: z.record(fieldIdSchema, z.unknown()),
});

export const listAnswerSchema = z.looseObject({
  records: z.array(wireRecordSchema),
  /** Absent on the last page. A short page is not the last one. */
  offset: z.string().min(1).optional(),
});

export const writeAnswerSchema = z.looseObject({ records: z.array(wireRecordSchema) });

export const deleteAnswerSchema = z.looseObject({
  records: z.array(z.looseObject({ id: recordIdSchema, deleted: z.literal(true) })),
});

export type WireField = z.output<typeof wireFieldSchema>;
export type WireTable = z.output<typeof wireTableSchema>;
export type WireRecord = z.output<typeof wireRecordSchema>;
export type WireCells = Readonly<Record<string, unknown>>;

/** `rec` and 14 letters or digits; anything else is refused by Airtable. */
export function isRecordId(text: string): boolean {
  return /^rec[A-Za-z0-9]{14}$/.test(text);
}
