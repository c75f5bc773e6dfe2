import { writeReasons } from '@linkwright/engine';
import { z } from 'zod';
import { problemDocumentSchema } from '../../configuration/describe-problems.ts';
import { conflictSchema } from './conflicts-document.ts';
import { list, momentSchema, sideSchema, valueSchema } from './document-parts.ts';

const twinSchema = z.strictObject({
  connection: z.string(),
  object: z.string(),
  id: z.string(),
  url: z.string().nullable(),
  gone: z.boolean(),
});

const failureSchema = z.strictObject({
  connection: z.string(),
  id: z.string(),
  code: z.string(),
  category: z.string(),
  field: z.string().nullable(),
  message: z.string(),
  remedy: z.string(),
  attempts: z.number(),
  since: momentSchema,
  nextAt: momentSchema,
});

const holdSchema = z.strictObject({
  connection: z.string(),
  id: z.string(),
  reason: z.string(),
  text: z.string(),
  since: momentSchema,
  candidates: list(z.strictObject({ connection: z.string(), id: z.string(), label: z.string() })),
});

/** A value or base that is not known is left out. */
const fieldEndSchema = z.strictObject({
  name: z.string(),
  value: valueSchema.optional(),
  base: valueSchema.optional(),
});

const fieldSchema = z.strictObject({
  left: fieldEndSchema,
  right: fieldEndSchema,
  written: z.strictObject({ connection: z.string(), run: z.string(), at: momentSchema }).nullable(),
});

const associationSchema = z.strictObject({
  left: z.string(),
  right: z.string(),
  targets: list(
    z.strictObject({ label: z.string(), left: z.boolean(), right: z.boolean(), reason: z.string().nullable() }),
  ),
});

const historyEntrySchema = z.strictObject({
  at: momentSchema,
  run: z.string(),
  side: sideSchema,
  connection: z.string(),
  /** The record that was written: one of the two, or one that has been merged into it since. */
  id: z.string(),
  kind: z.enum(['create', 'update', 'associate', 'archive', 'merge', 'stand-in']),
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

const recordSchema = z.strictObject({
  sync: z.string(),
  implied: z.boolean(),
  /** Names of the connections of both sides of the sync. */
  connections: z.strictObject({ left: z.string(), right: z.string() }),
  id: z.string(),
  label: z.string(),
  left: twinSchema.nullable(),
  right: twinSchema.nullable(),
  link: z.string().nullable(),
  notes: list(z.string()),
  failures: list(failureSchema),
  holds: list(holdSchema),
  fields: list(fieldSchema),
  associations: list(associationSchema),
  conflicts: list(conflictSchema),
  linkedAt: momentSchema.nullable(),
  /** What was written before is no longer kept. `null`: `history` tells all. */
  historySince: momentSchema.nullable(),
  history: list(historyEntrySchema),
});

/** What `record --json` prints: documented in docs/operations.md. */
export const recordDocumentSchema = z.strictObject({
  records: list(recordSchema),
  /** What keeps the syncs of these records from being run. Absent: nothing. */
  problems: list(problemDocumentSchema).exactOptional(),
});
export type RecordDocument = z.output<typeof recordDocumentSchema>;
