import { brakeNames } from '@linkwright/core';
import { z } from 'zod';

/** A list of what the schema says. Documents are told and never changed, so their lists are read-only. */
export const list = <Schema extends z.ZodType>(schema: Schema) => z.array(schema).readonly();

/** `left` and `right` are those of the file. */
export const sideSchema = z.enum(['left', 'right']);

/** A value of a record in its canonical form. `null`: it is empty. */
export const valueSchema = z.union([z.string(), z.boolean(), list(z.string()), z.null()]);

/** Milliseconds since 1970, UTC. */
export const momentSchema = z.number();

export const noteSchema = z.strictObject({ code: z.string(), text: z.string() });

/** Why a sync is stopped, or would be. `field`: `null` where whole records are concerned. */
export const brakeSchema = z.strictObject({
  kind: z.enum(brakeNames),
  side: sideSchema,
  connection: z.string(),
  field: z.string().nullable(),
  count: z.number(),
  of: z.number(),
  example: z.strictObject({ id: z.string(), label: z.string() }).nullable(),
  text: z.string(),
  cause: z.string(),
  remedy: z.string(),
  since: momentSchema,
});
