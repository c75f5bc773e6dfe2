import { z } from 'zod';
import { problemDocumentSchema } from '../../configuration/describe-problems.ts';
import { list, valueSchema } from './document-parts.ts';

const countedEndSchema = z.strictObject({ connection: z.string(), records: z.number() });
const namedValueSchema = z.strictObject({ name: z.string(), value: valueSchema });

const differenceSchema = z.strictObject({
  left: z.string(),
  right: z.string(),
  different: z.number(),
  kept: z.number(),
});

const recordDriftSchema = z.strictObject({
  label: z.string(),
  left: z.string().nullable(),
  right: z.string().nullable(),
  fields: list(z.strictObject({ left: namedValueSchema, right: namedValueSchema })),
  associations: list(
    z.strictObject({
      left: z.string(),
      right: z.string(),
      onlyLeft: list(z.string()),
      onlyRight: list(z.string()),
      outdatedLeft: list(z.string()),
      outdatedRight: list(z.string()),
    }),
  ),
});

const syncDriftSchema = z.strictObject({
  name: z.string(),
  left: countedEndSchema,
  right: countedEndSchema,
  linked: z.number(),
  different: z.number(),
  gone: z.number(),
  alone: z.strictObject({ left: z.number(), right: z.number() }),
  /** By reason. */
  leftAlone: z.record(z.string(), z.number()),
  fields: list(differenceSchema),
  associations: list(differenceSchema),
  twinGone: list(
    z.strictObject({
      connection: z.string(),
      id: z.string(),
      label: z.string(),
      reason: z.string(),
      text: z.string(),
    }),
  ),
  records: list(recordDriftSchema),
});

/** What `drift --json` prints: documented in docs/operations.md. */
export const driftDocumentSchema = z.strictObject({
  status: z.enum(['equal', 'drift', 'stopped']),
  syncs: list(syncDriftSchema),
  /** What kept syncs from being compared. Absent: nothing. */
  problems: list(problemDocumentSchema).exactOptional(),
});
export type DriftDocument = z.output<typeof driftDocumentSchema>;
