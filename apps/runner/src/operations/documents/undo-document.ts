import { type CycleReport, undoObstacles } from '@linkwright/engine';
import { z } from 'zod';
import { list, sideSchema, valueSchema } from './document-parts.ts';

const refusalSchema = z.strictObject({
  sync: z.string(),
  side: sideSchema,
  connection: z.string(),
  id: z.string(),
  label: z.string(),
  field: z.string().nullable(),
  code: z.enum(undoObstacles),
  text: z.string(),
  before: valueSchema.exactOptional(),
  current: valueSchema.exactOptional(),
});

const writtenSchema = z.looseObject({ connection: z.string(), updated: z.number(), archived: z.number() });

/** What `undo --json` prints: documented in docs/operations.md. */
export const undoDocumentSchema = z.strictObject({
  /** The run that took it back, or of the plan. */
  run: z.string(),
  mode: z.enum(['plan', 'sync']),
  status: z.enum(['done', 'attention', 'stopped']),
  /** The run that is taken back. */
  undone: z.string(),
  values: z.number(),
  associations: z.number(),
  archives: z.number(),
  refused: list(refusalSchema),
  elsewhere: z.number(),
  forgotten: z.number(),
  syncs: list(z.looseObject({ name: z.string(), left: writtenSchema, right: writtenSchema, failing: z.number() })),
});

export type UndoDocument = z.output<typeof undoDocumentSchema>;

export function undoDocument({ run, mode, status, syncs, undo }: CycleReport): UndoDocument {
  return undoDocumentSchema.parse({ run, mode, status, ...undo, syncs });
}
