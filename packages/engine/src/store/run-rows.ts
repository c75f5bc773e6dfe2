import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';

/** A run as it was stored. Times are milliseconds since 1970, UTC. */
export interface RunRow {
  readonly id: string;
  readonly startedAt: number;
  /** `null`: it is under way, or its process was killed. */
  readonly finishedAt: number | null;
  readonly status: string;
  /** JSON. `null`: it did not come to its end. */
  readonly report: string | null;
  readonly askedBy: string | null;
}

/** Where a page of runs ends: the next one holds what is older. */
export interface RunPlace {
  readonly startedAt: number;
  readonly id: string;
}

/** The latest first. */
export async function loadRuns(
  database: Kysely<Database>,
  { before, status, limit }: { readonly before: RunPlace | null; readonly status?: string; readonly limit: number },
): Promise<readonly RunRow[]> {
  const rows = await database
    .selectFrom('runs')
    .selectAll()
    .$if(before !== null, (query) =>
      query.where(sql<boolean>`(started_at, id) < (${before?.startedAt ?? 0}, ${before?.id ?? ''})`),
    )
    .$if(status !== undefined, (query) => query.where('status', '=', status ?? ''))
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ id, started_at, finished_at, status: ended, report, asked_by }) => ({
    id,
    startedAt: started_at,
    finishedAt: finished_at,
    status: ended,
    report,
    askedBy: asked_by,
  }));
}

/** `null`: there is no such run, or none any more. */
export async function loadRun(database: Kysely<Database>, id: string): Promise<RunRow | null> {
  const row = await database.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) return null;
  const { started_at, finished_at, status, report, asked_by } = row;
  return { id, startedAt: started_at, finishedAt: finished_at, status, report, askedBy: asked_by };
}
