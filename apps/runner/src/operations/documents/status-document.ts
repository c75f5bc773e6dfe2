import { z } from 'zod';
import { problemDocumentSchema } from '../../configuration/describe-problems.ts';
import { paces } from '../../schedule/schedule-book.ts';
import { silenceKinds } from '../../schedule/silences.ts';
import {
  brakeSchema,
  countedCallsSchema,
  everySchema,
  list,
  momentSchema,
  noteSchema,
  planSchema,
  sideSchema,
} from './document-parts.ts';
import { feedDocumentSchema } from './feed-document.ts';

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
  /** `null`: the app has these records, and shows nothing of them. */
  field: z.string().nullable(),
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
  counted: countedCallsSchema.exactOptional(),
  /** What its syncs need in a month in which nothing changes, where each run is a process of its own, and where a service runs them. */
  estimatedPerMonth: z.number(),
  estimatedServedPerMonth: z.number(),
  every: everySchema.nullable(),
  plans: list(planSchema),
});
export type ConnectionCalls = z.output<typeof connectionCallsSchema>;

/** How a sync stands with the clock, whoever runs it. Moments are `null` where there is none yet. */
export const scheduledSyncSchema = z.strictObject({
  name: z.string(),
  everyMs: z.number(),
  /** It is run that long after its last run at the latest: longer than `everyMs` while both its apps tell what changes, and nothing does. */
  longestMs: z.number(),
  lastOutcome: z.enum(['done', 'attention', 'stopped', 'failed']).nullable(),
  /** Why the last run failed. */
  lastMessage: z.string().nullable(),
  succeededAt: momentSchema.nullable(),
  /** When a service runs it next. `null`: it rests, or is run only when somebody asks. */
  nextAt: momentSchema.nullable(),
  paused: z.strictObject({ at: momentSchema, by: z.string(), why: z.string() }).nullable(),
  /** Its connections whose app refused the credentials. */
  refused: list(
    z.strictObject({
      connection: z.string(),
      at: momentSchema,
      code: z.string(),
      message: z.string(),
      remedy: z.string(),
    }),
  ),
  /** The run of it that a service has begun. `null`: there is none. `progressAt`: its last sign of life, to a minute. */
  underWay: z.strictObject({ startedAt: momentSchema, progressAt: momentSchema }).nullable(),
  /** How it does nothing without an error that anybody could be told of. */
  silences: list(z.strictObject({ kind: z.enum(silenceKinds), since: momentSchema.nullable(), text: z.string() })),
});

const scheduleSchema = z.strictObject({
  /** A service looks after this state. */
  isServed: z.boolean(),
  /** What makes it run the syncs. `null`: there is no service. */
  pace: z.enum(paces).nullable(),
  syncs: list(scheduledSyncSchema),
  /** What is wrong with the changed file, while a service goes on with the one before. */
  rejected: z.strictObject({ at: momentSchema, problems: list(z.string()) }).nullable(),
  feeds: list(feedDocumentSchema),
});
export type ScheduleDocument = z.output<typeof scheduleSchema>;

/** What `status --json` prints: documented in docs/operations.md. */
export const statusDocumentSchema = z.strictObject({
  lastRun: lastRunSchema.nullable(),
  syncs: list(syncStatusSchema),
  /** A process is at work on the state. */
  isRunning: z.boolean(),
  /** Names of syncs with `enabled: false`. */
  disabled: list(z.string()),
  calls: list(connectionCallsSchema),
  schedule: scheduleSchema,
  /** Names of connections whose credentials lie in the state, and which the file does not have. Absent: none. */
  unnamedCredentials: list(z.string()).exactOptional(),
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
