import { writeReasons } from '@linkwright/engine';
import { z } from 'zod';
import { requesterSchema } from '../../session/requester.ts';
import { list, momentSchema, sideSchema, valueSchema } from './document-parts.ts';

const runSideSchema = z.strictObject({
  connection: z.string(),
  created: z.number(),
  updated: z.number(),
  archived: z.number(),
  calls: z.number(),
});

const runOfSyncSchema = z.strictObject({
  name: z.string(),
  implied: z.boolean(),
  left: runSideSchema,
  right: runSideSchema,
  newlyLinked: z.number(),
  conflicts: z.number(),
  failing: z.number(),
  ambiguous: z.number(),
  inReview: z.number(),
  /** How many brakes stopped it. */
  brakes: z.number(),
});

export const runSchema = z.strictObject({
  run: z.string(),
  startedAt: momentSchema,
  /** `null`: it is under way, or its process was killed. */
  finishedAt: momentSchema.nullable(),
  status: z.string(),
  /** `null`: nobody was named. */
  askedBy: requesterSchema.strict().nullable(),
  /** What each sync did; empty where the run did not come to its end. */
  syncs: list(runOfSyncSchema),
  /** Syncs that an app did not let have what they need. */
  stopped: list(
    z.strictObject({
      name: z.string(),
      connection: z.string().nullable(),
      association: z.string().nullable(),
      code: z.string(),
      message: z.string(),
      remedy: z.string(),
    }),
  ),
});
export type RunOfLog = z.output<typeof runSchema>;

/** What a run has written to one record. */
export const writeSchema = z.strictObject({
  at: momentSchema,
  run: z.string(),
  kind: z.enum(['create', 'update', 'associate', 'archive', 'merge', 'stand-in']),
  /** Syncs of the file that pair these objects. */
  syncs: list(z.string()),
  /** `null`: no sync of the file writes there any more. */
  side: sideSchema.nullable(),
  connection: z.string().nullable(),
  object: z.string(),
  id: z.string(),
  label: z.string(),
  changes: list(
    z.strictObject({
      field: z.string(),
      before: valueSchema,
      after: valueSchema,
      held: valueSchema.exactOptional(),
      reason: z.enum(writeReasons),
    }),
  ),
});
export type WriteOfLog = z.output<typeof writeSchema>;
