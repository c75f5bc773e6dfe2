import { z } from 'zod';

const itemSchema = z.strictObject({
  sync: z.string(),
  side: z.enum(['left', 'right']),
  connection: z.string(),
  id: z.string(),
  label: z.string(),
  kind: z.enum(['deletion', 'merger']),
  kept: z.strictObject({ id: z.string(), label: z.string() }).nullable(),
  approvable: z.boolean(),
  final: z.boolean(),
  text: z.string(),
  since: z.number(),
});

/** What `review --json` tells. */
export const reviewListSchema = z.strictObject({ items: z.array(itemSchema) });

/** What `review approve --json` and `review reject --json` tell. */
export const reviewDecisionSchema = z.strictObject({
  decision: z.enum(['approve', 'reject']),
  decided: z.array(itemSchema),
  impossible: z.array(itemSchema),
});
