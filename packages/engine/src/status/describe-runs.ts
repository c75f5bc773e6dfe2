import { z } from 'zod';
import { type KeptStop, keptStops } from '../report/kept-stops.ts';
import { loadRun, loadRuns, type RunPlace, type RunRow } from '../store/run-rows.ts';
import type { Store } from '../store/store.ts';

const sideSchema = z.object({
  connection: z.string(),
  created: z.number(),
  updated: z.number(),
  archived: z.number(),
  calls: z.number(),
});

const syncSchema = z.object({
  name: z.string(),
  implied: z.boolean(),
  left: sideSchema,
  right: sideSchema,
  newlyLinked: z.number(),
  conflicts: z.number(),
  failing: z.number(),
  ambiguous: z.number(),
  inReview: z.number(),
  brakes: z.array(z.unknown()),
});

const reportSchema = z.object({ syncs: z.array(syncSchema) });

/** What one sync did in a run, and how it stood afterwards. Left and right are those of the file at that time. */
export interface RunOfSync extends Omit<z.output<typeof syncSchema>, 'brakes'> {
  /** How many brakes stopped it. */
  readonly brakes: number;
}

/** Times are milliseconds since 1970, UTC. */
export interface RunDescription {
  readonly run: string;
  readonly startedAt: number;
  /** `null`: it is under way, or its process was killed. */
  readonly finishedAt: number | null;
  readonly status: string;
  /** As the host of the engine has said. `null`: nobody was named. */
  readonly askedBy: string | null;
  /** Empty where the run did not come to its end. */
  readonly syncs: readonly RunOfSync[];
  /** Syncs that an app did not let have what they need. */
  readonly stopped: readonly KeptStop[];
}

export interface RunsAsked {
  /** Only what began before: the last of the page before. `null`: from the latest on. */
  readonly before: RunPlace | null;
  readonly status?: string;
  readonly limit: number;
}

/** The latest first, from the store alone. */
export async function describeRuns({ database }: Store, asked: RunsAsked): Promise<readonly RunDescription[]> {
  return (await loadRuns(database, asked)).map(describe);
}

/** `null`: there is no such run, or none any more. */
export async function describeRun({ database }: Store, run: string): Promise<RunDescription | null> {
  const row = await loadRun(database, run);
  return row && describe(row);
}

function describe({ id, report, ...run }: RunRow): RunDescription {
  // Reports of earlier versions may say less.
  const told = report === null ? undefined : reportSchema.safeParse(JSON.parse(report)).data;
  const syncs = (told?.syncs ?? []).map((sync) => ({ ...sync, brakes: sync.brakes.length }));
  return { run: id, ...run, syncs, stopped: keptStops(report) };
}
