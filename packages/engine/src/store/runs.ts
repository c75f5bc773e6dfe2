import type { Insertable, Kysely } from 'kysely';
import type { Database } from './database.ts';
import { keptStatement } from './kept-statement.ts';

/** A run that is under way or ended without a word, that was stopped, that met an error, or that came to its end. */
export type RunStatus = 'running' | 'interrupted' | 'failed' | 'done' | 'attention' | 'stopped';

/** Stored before anything is read: a run that is killed has been there. Times are milliseconds since 1970, UTC. */
export async function startRun(
  database: Kysely<Database>,
  { id, at, askedBy }: { readonly id: string; readonly at: number; readonly askedBy: string | null },
): Promise<void> {
  const begun = { id, started_at: at, finished_at: null, status: 'running', report: null, asked_by: askedBy };
  await database.insertInto('runs').values(begun).execute();
}

/** Inside a transaction, as is its beginning. */
export async function finishRun(
  database: Kysely<Database>,
  run: { readonly id: string; readonly status: RunStatus; readonly at: number; readonly report: object | null },
): Promise<void> {
  const { id, status, at, report } = run;
  const ended = { finished_at: at, status, report: report && JSON.stringify(report) };
  await database.updateTable('runs').set(ended).where('id', '=', id).execute();
}

const add = keptStatement({
  build: (database, run: Insertable<Database['runs']>) => database.insertInto('runs').values(run).compile(),
  parameters: (run, inserted) => inserted([{ ...run }]),
});

/** One that is stored when it has ended, as a whole. */
export async function storeEndedRun(
  database: Kysely<Database>,
  run: Parameters<typeof startRun>[1] & Omit<Parameters<typeof finishRun>[1], 'at'> & { readonly endedAt: number },
): Promise<void> {
  const { id, at, endedAt, status, report, askedBy } = run;
  const kept = report && JSON.stringify(report);
  await add(database, { id, started_at: at, finished_at: endedAt, status, report: kept, asked_by: askedBy });
}
