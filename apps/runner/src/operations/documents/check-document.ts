import { z } from 'zod';
import { problemDocumentSchema } from '../../configuration/describe-problems.ts';
import { countedCallsSchema, everySchema, list, planSchema } from './document-parts.ts';

const connectionSchema = z.strictObject({
  name: z.string(),
  /** The app's own name. */
  connector: z.string(),
  account: z.string(),
  accountName: z.string(),
  /** The app has said that its key may write what the syncs write. */
  writingProven: z.boolean(),
  /** What shows at the first sync only. Absent: nothing. */
  unproven: z.string().exactOptional(),
  /** In a month in which nothing changes, where each run is a process of its own, and where a service runs the syncs. */
  callsPerMonth: z.number(),
  servedPerMonth: z.number(),
  every: everySchema.nullable(),
  plans: list(planSchema),
  used: z.strictObject({ today: z.number(), thisMonth: z.number() }),
  counted: countedCallsSchema.exactOptional(),
  /** Why the allowance will not do. Absent: it will. */
  warning: z.string().exactOptional(),
  allowed: z.strictObject({ callsPerDay: z.number().optional(), callsPerMonth: z.number().optional() }),
});

const endSchema = z.strictObject({ connection: z.string(), app: z.string(), object: z.string() });

const syncSchema = z.strictObject({
  name: z.string(),
  implied: z.boolean(),
  left: endSchema,
  right: endSchema,
  /** The match keys in their order, by the names of the fields on the left. */
  matchedOn: list(z.string()),
  fields: z.number(),
  associations: z.number(),
  notes: list(z.string()),
});

/** What `check --json` prints of a file without problems; with some there is nothing but `problems`. */
export const checkDocumentSchema = z.strictObject({
  connections: list(connectionSchema),
  syncs: list(syncSchema),
  /** Names of syncs with `enabled: false`. */
  disabled: list(z.string()),
  /** Names of connections whose credentials lie in the state, and which the file does not have. Absent: none. */
  unnamedCredentials: list(z.string()).exactOptional(),
  problems: list(problemDocumentSchema),
});
export type CheckDocument = z.output<typeof checkDocumentSchema>;
