import { z } from 'zod';
import { problemDocumentSchema } from '../../configuration/describe-problems.ts';
import { brakeSchema, list, momentSchema, noteSchema, sideSchema } from './document-parts.ts';

const lastRunSchema = z.strictObject({
  run: z.string(),
  startedAt: momentSchema,
  finishedAt: momentSchema.nullable(),
  lastWriteAt: momentSchema.nullable(),
  status: z.string(),
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

const failingRecordSchema = z.strictObject({
  side: sideSchema,
  connection: z.string(),
  id: z.string(),
  label: z.string(),
  code: z.string(),
  category: z.string(),
  field: z.string().nullable(),
  message: z.string(),
  remedy: z.string(),
  attempts: z.number(),
  since: momentSchema,
  nextAt: momentSchema,
});

const heldRecordSchema = z.strictObject({
  side: sideSchema,
  connection: z.string(),
  id: z.string(),
  label: z.string(),
  reason: z.string(),
  text: z.string(),
  since: momentSchema,
});

const failureGroupSchema = z.strictObject({
  category: z.string(),
  code: z.string(),
  field: z.string().nullable(),
  message: z.string(),
  remedy: z.string(),
  count: z.number(),
});

const holdGroupSchema = z.strictObject({ reason: z.string(), text: z.string(), count: z.number() });

const unreadableSchema = z.strictObject({
  side: sideSchema,
  connection: z.string(),
  field: z.string(),
  count: z.number(),
});

const syncStatusSchema = z.strictObject({
  name: z.string(),
  implied: z.boolean(),
  linked: z.number(),
  excluded: z.number(),
  twinGone: z.number(),
  frozen: z.number(),
  ambiguous: z.number(),
  inReview: z.number(),
  failing: z.number(),
  pending: z.number(),
  undecided: z.number(),
  waiting: z.number(),
  toGo: z.number(),
  readWhole: z.boolean(),
  conflicts: z.number(),
  failingReasons: list(failureGroupSchema),
  heldReasons: list(holdGroupSchema),
  unreadable: list(unreadableSchema),
  failures: list(failingRecordSchema),
  held: list(heldRecordSchema),
  brakes: list(brakeSchema),
  notes: list(noteSchema),
});

/** The calls of one connection, by days and months of UTC, and what the file allows. */
const connectionCallsSchema = z.strictObject({
  connection: z.string(),
  today: z.number(),
  thisMonth: z.number(),
  callsPerDay: z.number().exactOptional(),
  callsPerMonth: z.number().exactOptional(),
});
export type ConnectionCalls = z.output<typeof connectionCallsSchema>;

/** What `status --json` prints: documented in docs/operations.md. */
export const statusDocumentSchema = z.strictObject({
  lastRun: lastRunSchema.nullable(),
  syncs: list(syncStatusSchema),
  /** A process is at work on the state. */
  isRunning: z.boolean(),
  /** Names of syncs with `enabled: false`. */
  disabled: list(z.string()),
  calls: list(connectionCallsSchema),
  /** What keeps syncs from being run. Absent: nothing. */
  problems: list(problemDocumentSchema).exactOptional(),
});
export type StatusDocument = z.output<typeof statusDocumentSchema>;

/** What `status --failing --json` and `status --excluded --json` print. */
export const statusListDocumentSchema = z.strictObject({
  syncs: list(
    z.strictObject({
      name: z.string(),
      failing: z
        .strictObject({ count: z.number(), reasons: list(failureGroupSchema), records: list(failingRecordSchema) })
        .exactOptional(),
      unreadable: list(unreadableSchema).exactOptional(),
      excluded: z
        .strictObject({ count: z.number(), reasons: list(holdGroupSchema), records: list(heldRecordSchema) })
        .exactOptional(),
    }),
  ),
});
export type StatusListDocument = z.output<typeof statusListDocumentSchema>;
