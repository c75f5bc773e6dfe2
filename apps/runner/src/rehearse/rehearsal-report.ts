import { z } from 'zod';

const count = z.int().nonnegative();
const bySide = z.strictObject({ left: count, right: count });

const brake = z.strictObject({ kind: z.string(), text: z.string() });

/** What one sync of the copies did, in the words of the file: left and right as they stand there. */
const syncResult = z.strictObject({
  name: z.string(),
  implied: z.boolean(),
  left: z.string(),
  right: z.string(),
  /** Pairs of records that were there on both sides. */
  matched: count,
  created: bySide,
  updated: bySide,
  archived: bySide,
  associations: z.strictObject({ added: count, removed: count, pending: count }),
  conflicts: count,
  held: z.array(
    z.strictObject({ reason: z.string(), text: z.string(), records: count, examples: z.array(z.string()) }),
  ),
  /** By what the app answered. */
  refused: z.array(
    z.strictObject({ message: z.string(), remedy: z.string(), records: count, examples: z.array(z.string()) }),
  ),
  /** That would pull; the rehearsal then went on without them. */
  brakes: z.array(brake),
});

/** The contract of `linkwright rehearse --json`. */
export const rehearsalSchema = z.strictObject({
  masked: z.boolean(),
  sample: z.array(
    z.strictObject({
      connection: z.string(),
      app: z.string(),
      object: z.string(),
      taken: count,
      of: count,
      /** False: there are more than `of`. */
      counted: z.boolean(),
      associations: count,
      /** Of these, those whose target is not in the sample. */
      associationsCut: count,
    }),
  ),
  /** Fields whose values are there, but do not come about as in the account. */
  notRebuilt: z.array(
    z.strictObject({ connection: z.string(), object: z.string(), field: z.string(), text: z.string() }),
  ),
  firstSync: z.array(syncResult),
  edits: z.array(z.strictObject({ sync: z.string(), text: z.string(), refused: z.string().exactOptional() })),
  secondSync: z.array(syncResult),
  /** What the second sync wrote. */
  carried: z.array(z.strictObject({ sync: z.string(), text: z.string() })),
  thirdSync: z.strictObject({ nothingToDo: z.boolean(), syncs: z.array(syncResult) }),
  /** What the first sync of the whole accounts takes. */
  realThing: z.strictObject({
    calls: count,
    readingCalls: count,
    writingCalls: count,
    /** Milliseconds; apps are called at the same time. */
    duration: z.number().nonnegative(),
    /** `at-least`: some objects have more records than were counted. */
    basis: z.enum(['counted', 'at-least']),
  }),
});

export type Rehearsal = z.output<typeof rehearsalSchema>;
export type SyncResult = z.output<typeof syncResult>;
