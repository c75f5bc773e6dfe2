import { writeReasons } from '@linkwright/engine';
import { z } from 'zod';

const valueSchema = z.union([z.string(), z.boolean(), z.array(z.string()), z.null()]);

const sideSchema = z.strictObject({
  connection: z.string(),
  id: z.string(),
  label: z.string(),
  field: z.string(),
  value: valueSchema,
  base: valueSchema.exactOptional(),
  modifiedAt: z.string().nullable(),
});

export const conflictSchema = z.strictObject({
  id: z.number(),
  sync: z.string(),
  run: z.string(),
  at: z.number(),
  left: sideSchema,
  right: sideSchema,
  winner: z.enum(['left', 'right']).nullable(),
  reason: z.enum(writeReasons),
  state: z.enum(['sent', 'decided', 'waiting', 'resolved', 'settled']),
});

/** What `conflicts --json` prints: documented in docs/operations.md. */
export const conflictsDocumentSchema = z.strictObject({
  conflicts: z.array(conflictSchema),
  /** As many as there are, listed or not. */
  total: z.number(),
});
