import { z } from 'zod';

/** Options that `plan` and `sync` have in common. */
export const runOptionsSchema = z.object({
  limit: z.number().int().positive().optional(),
  full: z.boolean().default(false),
});
