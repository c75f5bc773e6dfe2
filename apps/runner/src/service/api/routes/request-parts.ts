import { z } from '@hono/zod-openapi';
import { cursorOf } from '../cursor.ts';

/** Names are compared with those that are served; nothing of a request becomes a path. */
export const workspaceParameters = z.strictObject({ workspace: z.string().min(1).max(255) });

/** Names of syncs; none: all. */
export const syncNames = z.array(z.string().max(255)).max(500).default([]);

/** The same in a query: `?sync=contacts&sync=companies`. */
export const syncQuery = severalOf(z.string());

/** A part of a query that may be there several times. */
export function severalOf<Schema extends z.ZodType>(schema: Schema) {
  return z
    .union([schema, z.array(schema)])
    .default([])
    .transform((given): readonly z.output<Schema>[] => [given].flat() as readonly z.output<Schema>[]);
}

export const text = z.string().min(1).max(1_000);
export const limit = z.coerce.number().int().min(1).max(1_000).default(100);
export const offset = z.coerce.number().int().min(0).max(10_000_000).default(0);

const record = { side: z.enum(['left', 'right']), record: z.number().int() };
/** Where a page of a list over several syncs begins. */
export const listCursor = cursorOf(z.strictObject({ sync: z.string(), ...record })).optional();

export const jsonBody = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true,
  content: { 'application/json': { schema } },
});
