import { z } from 'zod';
import { list, noteSchema } from './document-parts.ts';
import { scheduledSyncSchema } from './status-document.ts';

const endSchema = z.strictObject({ connection: z.string(), object: z.string() });

/** How the syncs of a workspace stand, at a glance. */
export const syncsDocumentSchema = z.strictObject({
  /** A run is under way. */
  isRunning: z.boolean(),
  /** A service looks after it. */
  isServed: z.boolean(),
  syncs: list(
    z.strictObject({
      name: z.string(),
      /** Derived for the targets of associations: nobody has written it. */
      implied: z.boolean(),
      enabled: z.boolean(),
      /** As the file has them. `null`: it is implied. */
      left: endSchema.nullable(),
      right: endSchema.nullable(),
      /** `null`: the clock does not run it. */
      schedule: scheduledSyncSchema.omit({ name: true }).nullable(),
      /** `null`: it is disabled, or an app keeps it from being understood. */
      standing: z
        .strictObject({
          linked: z.number(),
          excluded: z.number(),
          ambiguous: z.number(),
          failing: z.number(),
          inReview: z.number(),
          undecided: z.number(),
          pending: z.number(),
          waiting: z.number(),
          conflicts: z.number(),
          readWhole: z.boolean(),
          brakes: z.number(),
          notes: list(noteSchema),
        })
        .nullable(),
    }),
  ),
});
export type SyncsDocument = z.output<typeof syncsDocumentSchema>;
