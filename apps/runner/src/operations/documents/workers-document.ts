import { z } from 'zod';

/** Times are milliseconds since 1970, UTC, by the clock of the database. */
const jobSchema = z.strictObject({
  /** Of the state that it works on: its schema. */
  schema: z.string(),
  pair: z.string(),
  since: z.number(),
  /** Milliseconds that are left of its lease on the state. `null`: it has none yet, or no more. */
  leaseLeftMs: z.number().nullable(),
});

/** What `workers --json` prints. */
export const workersDocumentSchema = z.strictObject({
  /** Lies the state on a database that several processes may share? */
  shared: z.boolean(),
  workers: z.array(
    z.strictObject({
      id: z.string(),
      host: z.string(),
      process: z.number(),
      role: z.string(),
      startedAt: z.number(),
      jobs: z.array(jobSchema),
    }),
  ),
  queue: z.strictObject({
    /** Account pairs that are due and that nobody works on. */
    waiting: z.number(),
    /** For how long the first of them has been due. `null`: none is. */
    oldestMs: z.number().nullable(),
  }),
});

export type WorkersDocument = z.output<typeof workersDocumentSchema>;
