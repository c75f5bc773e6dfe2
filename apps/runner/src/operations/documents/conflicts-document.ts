import { writeReasons } from '@linkwright/engine';
import { z } from 'zod';
import { requesterSchema } from '../../session/requester.ts';
import { list, momentSchema, sideSchema, valueSchema } from './document-parts.ts';

const conflictSideSchema = z.strictObject({
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
  at: momentSchema,
  left: conflictSideSchema,
  right: conflictSideSchema,
  winner: sideSchema.nullable(),
  reason: z.enum(writeReasons),
  state: z.enum(['sent', 'decided', 'waiting', 'resolved', 'settled']),
  /** `null`: nobody has said anything about it. */
  resolution: z
    .strictObject({
      left: valueSchema,
      right: valueSchema,
      run: z.string(),
      at: momentSchema,
      /** `null`: nobody was named. */
      by: requesterSchema.strict().nullable(),
    })
    .nullable(),
});

export type ConflictOfLog = z.output<typeof conflictSchema>;

/** What `conflicts --json` prints: documented in docs/operations.md. */
export const conflictsDocumentSchema = z.strictObject({
  conflicts: list(conflictSchema),
  /** As many as there are, listed or not. */
  total: z.number(),
});
export type ConflictsDocument = z.output<typeof conflictsDocumentSchema>;
