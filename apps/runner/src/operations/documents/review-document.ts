import { z } from 'zod';
import { list, momentSchema, sideSchema } from './document-parts.ts';

const itemSchema = z.strictObject({
  sync: z.string(),
  side: sideSchema,
  connection: z.string(),
  /** The app's own name; with the connection behind it where both are of one app. */
  app: z.string(),
  id: z.string(),
  label: z.string(),
  kind: z.enum(['deletion', 'merger']),
  kept: z.strictObject({ id: z.string(), label: z.string() }).nullable(),
  approvable: z.boolean(),
  final: z.boolean(),
  text: z.string(),
  since: momentSchema,
});
export type ReviewItemDocument = z.output<typeof itemSchema>;

/** What `review --json` tells. */
export const reviewDocumentSchema = z.strictObject({ items: list(itemSchema) });
export type ReviewDocument = z.output<typeof reviewDocumentSchema>;

/** What `review approve --json` and `review reject --json` tell. */
export const reviewDecisionDocumentSchema = z.strictObject({
  decision: z.enum(['approve', 'reject']),
  decided: list(itemSchema),
  /** Cannot be approved. */
  impossible: list(itemSchema),
});
export type ReviewDecisionDocument = z.output<typeof reviewDecisionDocumentSchema>;
