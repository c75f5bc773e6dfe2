import { brakesSchema, durationSchema, objectSyncSchema } from '@linkwright/core';
import { longestDeadlineMs } from '@linkwright/engine';
import { z } from 'zod';
import { webhookSchema } from './notify-schema.ts';
import { isStatePlace } from './state-place.ts';

const name = z.string().min(1);

/** How much of an app's limits Linkwright may use. What is absent is taken from the connector. */
export const limitsSchema = z.strictObject({
  requestsPerSecond: z.number().positive().optional().describe("In place of the app's own limit."),
  share: z
    .number()
    .gt(0)
    .max(1)
    .optional()
    .describe("Of the app's limit, so that people and other programs keep the rest. Absent: all of it."),
  callsPerDay: z
    .int()
    .positive()
    .optional()
    .describe('Of all runs together, by days of UTC: a run stops before the call that would be one too many.'),
  callsPerMonth: z.int().positive().optional().describe('The same by months.'),
});

const deadlineSchema = durationSchema.refine((ms) => ms <= longestDeadlineMs, 'expected a day at most: 24h');

/** How long a connector may give no sign of life before the run ends with its name, in milliseconds. */
export const deadlinesSchema = z.strictObject({
  load: deadlineSchema.optional().describe('Of its package being loaded. Absent: 1m.'),
  call: deadlineSchema.optional().describe('Of one call. Absent: 15m.'),
  page: deadlineSchema.optional().describe('Of one page of a listing. Absent: 15m.'),
  close: deadlineSchema.optional().describe('Of being closed. Absent: 10s.'),
  stopping: deadlineSchema
    .optional()
    .describe(
      'So long the answer to a write that has left is waited for, once the run has been asked to stop. Absent: 10s.',
    ),
});

const hostName = z
  .string()
  .regex(/^[A-Za-z0-9.:[\]-]+$/, 'expected the name of a host, without scheme, port or path: proxy.example.com')
  .transform((text) => text.toLowerCase());

export const connectionSchema = z.strictObject({
  connector: name.describe(
    'Name of the npm package of its connector, or of a file of your own by its path from the folder of the configuration: `./my-app/src/index.ts`.',
  ),
  settings: z
    .record(z.string(), z.unknown())
    .describe('Where the account is and what opens it: each connector has settings of its own.'),
  allowHost: z
    .union([hostName, z.array(hostName)])
    .optional()
    .describe(
      "Hosts besides its app's own that its credentials may be sent to, such as a proxy: a name, or a list of names.",
    ),
  limits: limitsSchema
    .optional()
    .describe("How much of the app's limits may be used. Absent: what the connector says."),
  deadlines: deadlinesSchema
    .optional()
    .describe('How long its connector may give no sign of life before a run ends with its name.'),
});

/** Values that two apps keep setting back are recognized by what was written in a day. */
const retentionSchema = durationSchema.refine((ms) => ms >= 86_400_000, 'expected a day at least: 1d');

/** How long the log is kept; what is older is forgotten at the end of a sync. What somebody is to decide stays. */
export const keepSchema = z.strictObject({
  audit: retentionSchema
    .prefault('90d')
    .describe('What was written, with before and after: as long a run can be undone.'),
  conflicts: retentionSchema.prefault('365d').describe('Conflicts that are settled, with the value that lost.'),
  runs: retentionSchema.prefault('365d').describe('What each run did, in figures.'),
});

export const configurationSchema = z.strictObject({
  version: z.literal(1).describe('Of this format.'),
  state: z
    .string()
    .min(1)
    .refine(isStatePlace, 'expected is a folder, or postgresql://…')
    .optional()
    .describe(
      'Where the state lies: a folder, relative to this file, or an address of PostgreSQL. Absent: .linkwright.',
    ),
  brakes: brakesSchema
    .prefault({})
    .describe('Of every sync that does not say otherwise: how much may change at once before somebody is asked.'),
  keep: keepSchema.prefault({}).describe('How long the log is kept. What somebody is to decide stays.'),
  notify: z
    .record(name, webhookSchema)
    .prefault({})
    .describe('Webhooks that a service tells when somebody should look, and when it is over.'),
  connections: z.record(name, connectionSchema).describe('The accounts, each under a name of your own.'),
  syncs: z
    .record(name, objectSyncSchema)
    .describe(
      'Each pairs the records of two objects, under a name of your own. left and right mean the same apps throughout.',
    ),
});

export type Configuration = z.output<typeof configurationSchema>;
export type ConnectionConfiguration = z.output<typeof connectionSchema>;
