import { z } from '@hono/zod-openapi';

/** Names are compared with those that are served; nothing of a request becomes a path. */
export const workspaceParameters = z.strictObject({ workspace: z.string().min(1).max(255) });

/** Names of syncs; none: all. */
export const syncNames = z.array(z.string().max(255)).max(500).default([]);

/** The same in a query: `?sync=contacts&sync=companies`. */
export const syncQuery = z
  .union([z.string(), z.array(z.string())])
  .default([])
  .transform((names) => [names].flat());

export const limit = z.coerce.number().int().min(0).max(1_000).default(100);
export const offset = z.coerce.number().int().min(0).max(10_000_000).default(0);

export const jsonBody = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true,
  content: { 'application/json': { schema } },
});

/** A part of a list, and how long the whole is. */
export const pageOf = <Item>(all: readonly Item[], page: { readonly limit: number; readonly offset: number }) => ({
  total: all.length,
  items: all.slice(page.offset, page.offset + page.limit),
});
