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

/** How often syncs run that share something. */
export const everySchema = z.strictObject({ shortestMs: z.number(), longestMs: z.number() });
export type EveryDocument = z.output<typeof everySchema>;

/** What a plan of an app allows in calls; `of`: whose calls are counted together, as in `a workspace`. */
export const planSchema = z.strictObject({
  name: z.string(),
  calls: z.number(),
  per: z.enum(['day', 'month']),
  of: z.string(),
});
export type PlanDocument = z.output<typeof planSchema>;

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

/** Calls as the app counts them, of all programs together that share the allowance. Absent: it was not asked today, or does not say. */
export const countedCallsSchema = z.strictObject({
  used: z.number(),
  allowed: z.number(),
  /** When it was asked. */
  at: momentSchema,
  /** When it begins to count anew. `null`: it does not say. */
  resetsAt: momentSchema.nullable(),
});
export type CountedCalls = z.output<typeof countedCallsSchema>;
