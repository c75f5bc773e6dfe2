import { z } from 'zod';
import type { ConfigurationEdit, PlainValue } from './configuration-edit.ts';

const plainValueSchema: z.ZodType<PlainValue> = z.lazy(() =>
  z.union([
    z.string(),
    z.number(),
    z.boolean(),
    z.null(),
    z.array(plainValueSchema),
    z.record(z.string(), plainValueSchema),
  ]),
);
/** Described as anything: a schema that contains itself has no place in the description of an API. */
const plainValue = z.unknown().transform((value, context): PlainValue => {
  const found = plainValueSchema.safeParse(value);
  if (found.success) return found.data;
  context.addIssue({ code: 'custom', message: 'It is no plain value of YAML.' });
  return z.NEVER;
});
const name = z.string().min(1).max(255);
const listName = z.enum(['fields', 'associations', 'references']);
const mapping = z.record(z.string(), z.string());
const end = z.strictObject({ connection: name, object: name });

/** A change of a sync that somebody sends from afar. Connections are none of it. */
export const configurationEditSchema: z.ZodType<ConfigurationEdit> = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('add-sync'),
    name,
    sync: z.strictObject({
      left: end,
      right: end,
      match: z.array(mapping),
      fields: z.array(mapping),
      associations: z.array(mapping).optional(),
      references: z.array(mapping).optional(),
    }),
    comment: z.string().max(1_000).optional(),
  }),
  z.strictObject({
    kind: z.literal('add-mapping'),
    sync: name,
    list: listName,
    mapping: z.record(z.string(), plainValue),
  }),
  z.strictObject({ kind: z.literal('set'), sync: name, key: name, value: plainValue }),
  z.strictObject({ kind: z.literal('remove'), sync: name, key: name }),
  z.strictObject({ kind: z.literal('remove-mapping'), sync: name, list: listName, index: z.number().int().min(0) }),
  z.strictObject({ kind: z.literal('remove-sync'), sync: name }),
  z.strictObject({ kind: z.literal('rename-sync'), sync: name, name }),
]);
