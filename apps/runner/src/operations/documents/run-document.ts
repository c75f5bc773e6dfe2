import { writeReasons } from '@linkwright/engine';
import { z } from 'zod';
import { problemDocumentSchema } from '../../configuration/describe-problems.ts';
import { brakeSchema, list, noteSchema, sideSchema, valueSchema } from './document-parts.ts';

const sideReportSchema = z.strictObject({
  connection: z.string(),
  created: z.number(),
  updated: z.number(),
  archived: z.number(),
  merged: z.number().exactOptional(),
  calls: z.number(),
});

const edgeCountsSchema = z.strictObject({ added: z.number(), removed: z.number() });

const syncReport = {
  name: z.string(),
  implied: z.boolean(),
  left: sideReportSchema,
  right: sideReportSchema,
  linked: z.number(),
  newlyLinked: z.number(),
  conflicts: z.number(),
  excluded: z.number(),
  twinGone: z.number(),
  frozen: z.number(),
  ambiguous: z.number(),
  failing: z.number(),
  inReview: z.number(),
  undecided: z.number(),
  filter: z.strictObject({
    excluded: z.number(),
    frozen: z.number(),
    unlinked: z.number(),
    returned: z.number(),
  }),
  associations: z.strictObject({
    left: edgeCountsSchema,
    right: edgeCountsSchema,
    pending: z.number(),
    unkept: z.number().exactOptional(),
  }),
  brakes: list(brakeSchema),
  notes: list(noteSchema),
};

/** One change of one record, as a person would tell it. */
export const operationSchema = z.strictObject({
  sync: z.string(),
  kind: z.enum(['create', 'update', 'archive', 'merge']),
  reason: z.enum(writeReasons).exactOptional(),
  side: sideSchema,
  connection: z.string(),
  id: z.string(),
  twin: z.string().exactOptional(),
  label: z.string(),
  into: z.strictObject({ id: z.string(), label: z.string() }).exactOptional(),
  fields: list(
    z.strictObject({
      field: z.string(),
      before: valueSchema,
      after: valueSchema,
      conflict: z.boolean(),
      standIn: valueSchema.exactOptional(),
      firstMatch: z.literal(true).exactOptional(),
      undone: z.strictObject({ twin: valueSchema }).exactOptional(),
      resolved: z.literal(true).exactOptional(),
    }),
  ),
  associations: list(
    z.strictObject({
      field: z.string(),
      added: list(z.string()),
      removed: list(z.string()),
      renamed: list(z.string()).exactOptional(),
      marksLost: list(z.strictObject({ target: z.string(), marks: list(z.string()) })).exactOptional(),
    }),
  ),
});

const told = { sync: z.string(), side: sideSchema, id: z.string(), label: z.string() };
export const heldRecordSchema = z.strictObject({
  kind: z.literal('record-held'),
  ...told,
  reason: z.string(),
  text: z.string(),
});
export const failingRecordSchema = z.strictObject({
  kind: z.literal('record-failing'),
  ...told,
  message: z.string(),
  remedy: z.string(),
});

const run = {
  run: z.string(),
  /** `attention`: done, but records need it, or a brake pulls. `stopped`: an app keeps some of the syncs from being run. */
  status: z.enum(['done', 'attention', 'stopped']),
  problems: list(problemDocumentSchema).exactOptional(),
};

/** What `sync --json` prints: documented in docs/operations.md. */
export const syncDocumentSchema = z.strictObject({
  ...run,
  mode: z.literal('sync'),
  syncs: list(z.strictObject(syncReport)),
});
export type SyncDocument = z.output<typeof syncDocumentSchema>;

/** What `plan --json` prints: documented in docs/operations.md. */
export const planDocumentSchema = z.strictObject({
  ...run,
  mode: z.literal('plan'),
  syncs: list(
    z.strictObject({
      ...syncReport,
      operations: list(operationSchema),
      operationsLeftOut: z.number(),
      held: list(heldRecordSchema),
      failingRecords: list(failingRecordSchema),
    }),
  ),
  /** What writing it would cost; `duration` in milliseconds. */
  estimate: z
    .strictObject({ calls: z.number(), readBack: z.record(z.string(), z.number()), duration: z.number() })
    .exactOptional(),
  /** What the file says otherwise than at the last sync. */
  configurationChanges: list(z.strictObject({ sync: z.string(), kind: z.string(), text: z.string() })),
});
export type PlanDocument = z.output<typeof planDocumentSchema>;

/** A document of which lists may be longer than memory, and are told item by item. */
export type Streamed<Document> = Document extends readonly (infer Item)[]
  ? Iterable<Streamed<Item>>
  : Document extends object
    ? { readonly [Key in keyof Document]: Streamed<Document[Key]> }
    : Document;
