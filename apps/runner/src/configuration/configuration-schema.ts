import { brakesSchema, durationSchema, objectSyncSchema } from '@linkwright/core';
import { longestDeadlineMs } from '@linkwright/engine';
import { z } from 'zod';
import { isStatePlace } from './state-place.ts';

const name = z.string().min(1);

/** How much of an app's limits Linkwright may use. What is absent is taken from the connector. */
export const limitsSchema = z.strictObject({
  requestsPerSecond: z.number().positive().optional(),
  /** Of the vendor's published limit, so that people and other programs keep the rest. */
  share: z.number().gt(0).max(1).optional(),
  /** Of all runs together, by days of UTC: a run stops before the call that would be one too many. */
  callsPerDay: z.int().positive().optional(),
  /** The same by months. */
  callsPerMonth: z.int().positive().optional(),
});

const deadlineSchema = durationSchema.refine((ms) => ms <= longestDeadlineMs, 'expected a day at most: 24h');

/** How long a connector may give no sign of life before the run ends with its name, in milliseconds. */
export const deadlinesSchema = z.strictObject({
  /** Of its package being loaded. */
  load: deadlineSchema.optional(),
  /** Of one call. */
  call: deadlineSchema.optional(),
  /** Of one page of a listing. */
  page: deadlineSchema.optional(),
  /** Of being closed. */
  close: deadlineSchema.optional(),
  /** So long the answer to a write that has left is waited for, once the run has been asked to stop. */
  stopping: deadlineSchema.optional(),
});

export const connectionSchema = z.strictObject({
  /** Name of the npm package, or of a file of one's own by its path from the folder of the configuration: `./my-app/src/index.ts`. */
  connector: name,
  /** The connector's own schema says what may stand here. */
  settings: z.record(z.string(), z.unknown()),
  limits: limitsSchema.optional(),
  deadlines: deadlinesSchema.optional(),
});

/** Values that two apps keep setting back are recognized by what was written in a day. */
const retentionSchema = durationSchema.refine((ms) => ms >= 86_400_000, 'expected a day at least: 1d');

/** How long the log is kept; what is older is forgotten at the end of a sync. What somebody is to decide stays. */
export const keepSchema = z.strictObject({
  /** What was written, with before and after: as long a run can be undone. */
  audit: retentionSchema.prefault('90d'),
  conflicts: retentionSchema.prefault('365d'),
  runs: retentionSchema.prefault('365d'),
});

export const configurationSchema = z.strictObject({
  version: z.literal(1),
  /** Where the state lies: a folder, relative to this file, or an address of PostgreSQL. Default `.linkwright`. */
  state: z.string().min(1).refine(isStatePlace, 'expected is a folder, or postgresql://…').optional(),
  /** Of every sync that does not say otherwise: how much may change at once before somebody is asked. */
  brakes: brakesSchema.prefault({}),
  keep: keepSchema.prefault({}),
  connections: z.record(name, connectionSchema),
  syncs: z.record(name, objectSyncSchema),
});

export type Configuration = z.output<typeof configurationSchema>;
export type ConnectionConfiguration = z.output<typeof connectionSchema>;
