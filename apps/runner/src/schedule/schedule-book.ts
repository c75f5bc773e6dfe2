import { brakeNames } from '@linkwright/core';
import {
  type Announcement,
  announce,
  readDocument,
  readDocumentToChange,
  type Store,
  saveDocument,
} from '@linkwright/engine';
import { z } from 'zod';
import { requesterSchema } from '../session/requester.ts';

/** What makes a service run the syncs that it looks after: their `every`, or nothing but somebody who asks. */
export const paces = ['clock', 'when-asked'] as const;
export type Pace = (typeof paces)[number];

/** Times are milliseconds since 1970, UTC. */
const runSchema = z.object({
  startedAt: z.number(),
  endedAt: z.number(),
  /** `done` and `attention`: it came to its end. `stopped`: an app refused some of it. `failed`: it did not. */
  outcome: z.enum(['done', 'attention', 'stopped', 'failed']),
  /** When it last came to its end. `null`: never. */
  succeededAt: z.number().nullable(),
  /** Why it failed. `null`: it did not. */
  message: z.string().nullable(),
  /** No call may be made before: an app has said so, or the calls that the file allows are used up. Absent: they may. */
  restsUntil: z.number().optional(),
});

const pauseSchema = z.object({ at: z.number(), by: z.string(), why: z.string() });

const refusalSchema = z.object({ at: z.number(), code: z.string(), message: z.string(), remedy: z.string() });

const askedRunSchema = z.object({
  at: z.number(),
  requester: requesterSchema,
  /** Both sides are compared completely. */
  full: z.boolean().default(false),
  /** Brakes that do not pull this once. */
  allow: z.array(z.enum(brakeNames)).default([]),
});

const bookSchema = z.object({
  version: z.literal(1),
  /** The last run of each sync, whoever started it. */
  runs: z.record(z.string(), runSchema).default({}),
  /** Syncs that somebody has paused. */
  pauses: z.record(z.string(), pauseSchema).default({}),
  /** Connections whose app refused the credentials: their syncs rest until these change. */
  refusals: z.record(z.string(), refusalSchema).default({}),
  /** Syncs that somebody wants run at once. */
  asked: z.record(z.string(), askedRunSchema).default({}),
  /** Runs that a service has begun, by the pair: their note is taken away when they end. */
  underWay: z
    .record(z.string(), z.object({ syncs: z.array(z.string()), startedAt: z.number(), progressAt: z.number() }))
    .default({}),
  /** Of whoever looks after the state, or did so last. */
  pace: z.enum(paces).default('clock'),
  /** What is wrong in the changed file, while the one before goes on. `null`: nothing. */
  rejected: z
    .object({ at: z.number(), problems: z.array(z.string()) })
    .nullable()
    .default(null),
});

/** What is known of the syncs of one workspace besides their records: it lies in the state. */
export type ScheduleBook = z.output<typeof bookSchema>;
export type LastSyncRun = ScheduleBook['runs'][string];
export type AskedRun = ScheduleBook['asked'][string];

/** Any run of the sync does what was asked for. */
export const isUsual = ({ full, allow }: AskedRun): boolean => !full && allow.length === 0;

/** What it is called in the state. */
export const scheduleName = 'schedule';
const emptyBook: ScheduleBook = {
  version: 1,
  runs: {},
  pauses: {},
  refusals: {},
  asked: {},
  underWay: {},
  pace: 'clock',
  rejected: null,
};

export const readSchedule = async ({ database }: Pick<Store, 'database'>): Promise<ScheduleBook> =>
  parseSchedule(await readDocument(database, scheduleName));

/** `null`: nothing is kept yet. */
export const parseSchedule = (text: string | null): ScheduleBook =>
  text === null ? emptyBook : bookSchema.parse(JSON.parse(text));

/**
 * Reads, changes and writes in one transaction: a terminal and a service may both write. `what` is told to the other services that
 * look after the state.
 */
export const changeSchedule = (
  store: Pick<Store, 'transaction'>,
  change: (book: ScheduleBook) => ScheduleBook,
  what: Announcement = 'schedule-changed',
): Promise<void> =>
  store.transaction(async (database) => {
    const book = parseSchedule(await readDocumentToChange(database, scheduleName));
    await saveDocument(database, scheduleName, JSON.stringify(change(book)));
    await announce(database, what);
  });

/** Whatever kept runs from making calls may have been put right. */
export const withoutRests = (runs: ScheduleBook['runs']): ScheduleBook['runs'] =>
  Object.fromEntries(Object.entries(runs).map(([name, { restsUntil: _, ...run }]) => [name, run]));

/** The same members but for one. */
export const without = <Value>(record: Readonly<Record<string, Value>>, key: string): Record<string, Value> =>
  Object.fromEntries(Object.entries(record).filter(([one]) => one !== key));
