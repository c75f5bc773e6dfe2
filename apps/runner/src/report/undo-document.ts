import { type CycleReport, undoObstacles } from '@linkwright/engine';
import { z } from 'zod';

const valueSchema = z.union([z.string(), z.boolean(), z.array(z.string()), z.null()]);

const refusalSchema = z.strictObject({
  sync: z.string(),
  side: z.enum(['left', 'right']),
  connection: z.string(),
  id: z.string(),
  label: z.string(),
  field: z.string().nullable(),
  code: z.enum(undoObstacles),
  text: z.string(),
  before: valueSchema.exactOptional(),
  current: valueSchema.exactOptional(),
});

const sideSchema = z.looseObject({ connection: z.string(), updated: z.number(), archived: z.number() });

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
  refused: z.array(refusalSchema),
  elsewhere: z.number(),
  syncs: z.array(z.looseObject({ name: z.string(), left: sideSchema, right: sideSchema, failing: z.number() })),
});

export function undoDocument({ run, mode, status, syncs, undo }: CycleReport): z.output<typeof undoDocumentSchema> {
  return undoDocumentSchema.parse({ run, mode, status, ...undo, syncs });
}
