import { holdReasons } from '@linkwright/engine';
import { z } from 'zod';
import { list, momentSchema, sideSchema } from './document-parts.ts';

const record = {
  sync: z.string(),
  side: sideSchema,
  connection: z.string(),
  id: z.string(),
  label: z.string(),
};

/** A record whose write was refused. */
export const failureSchema = z.strictObject({
  ...record,
  /** Names what it has in common with others: for lists and for trying them again together. */
  cause: z.string(),
  code: z.string(),
  category: z.string(),
  field: z.string().nullable(),
  message: z.string(),
  remedy: z.string(),
  attempts: z.number(),
  since: momentSchema,
  nextAt: momentSchema,
});

/** Records that are refused for one cause. Message and remedy are those of one of them. */
export const causeSchema = z.strictObject({
  sync: z.string(),
  cause: z.string(),
  code: z.string(),
  category: z.string(),
  field: z.string().nullable(),
  message: z.string(),
  remedy: z.string(),
  count: z.number(),
});

/** A record that is left alone. */
export const holdSchema = z.strictObject({
  ...record,
  reason: z.enum(holdReasons),
  text: z.string(),
  since: momentSchema,
  /** Those that it may be the same as, or that keep it from being written. */
  candidates: list(z.strictObject({ connection: z.string(), id: z.string(), label: z.string() })),
});

/** A record that somebody may have meant. */
export const foundRecordSchema = z.strictObject({
  ...record,
  object: z.string(),
  gone: z.boolean(),
  /** Id of its twin. `null`: it has none. */
  twin: z.string().nullable(),
});
