import { z } from 'zod';

/**
 * Airtable's answers, as far as they are used. New field types and new properties are no breaking change for Airtable,
 * so everything unknown is let through.
 */
export const wireFieldSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  options: z.record(z.string(), z.unknown()).nullish(),
});

export const wireTableSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  primaryFieldId: z.string(),
  fields: z.array(wireFieldSchema),
});

export const tablesAnswerSchema = z.looseObject({ tables: z.array(wireTableSchema) });

/** `scopes` is told for OAuth tokens only. */
export const whoAmIAnswerSchema = z.looseObject({ id: z.string(), scopes: z.array(z.string()).optional() });

/** Cells by field id. An empty cell is left out. */
export const wireRecordSchema = z.looseObject({
  id: z.string(),
  createdTime: z.string().optional(),
  fields: z.record(z.string(), z.unknown()),
});

export const listAnswerSchema = z.looseObject({
  records: z.array(wireRecordSchema),
  /** Absent on the last page. A short page is not the last one. */
  offset: z.string().optional(),
});

export const writeAnswerSchema = z.looseObject({ records: z.array(wireRecordSchema) });

export const deleteAnswerSchema = z.looseObject({
  records: z.array(z.looseObject({ id: z.string(), deleted: z.boolean() })),
});

export type WireField = z.output<typeof wireFieldSchema>;
export type WireTable = z.output<typeof wireTableSchema>;
export type WireRecord = z.output<typeof wireRecordSchema>;
export type WireCells = Readonly<Record<string, unknown>>;

/** `rec` and 14 letters or digits; anything else is refused by Airtable. */
export function isRecordId(text: string): boolean {
  return /^rec[A-Za-z0-9]{14}$/.test(text);
}
