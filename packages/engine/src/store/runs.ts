import type { Store } from './store.ts';

/** A run that is under way or ended without a word, that was stopped, that met an error, or that came to its end. */
export type RunStatus = 'running' | 'interrupted' | 'failed' | 'done' | 'attention' | 'stopped';

/** Stored before anything is read: a run that is killed has been there. Times are milliseconds since 1970, UTC. */
export async function startRun(
  store: Store,
  { id, at, askedBy }: { readonly id: string; readonly at: number; readonly askedBy: string | null },
): Promise<void> {
  const begun = { id, started_at: at, finished_at: null, status: 'running', report: null, asked_by: askedBy };
  await store.transaction((database) => database.insertInto('runs').values(begun).execute());
}

export async function finishRun(
  store: Store,
  run: { readonly id: string; readonly status: RunStatus; readonly at: number; readonly report: object | null },
): Promise<void> {
  const { id, status, at, report } = run;
  const ended = { finished_at: at, status, report: report && JSON.stringify(report) };
  await store.transaction((database) => database.updateTable('runs').set(ended).where('id', '=', id).execute());
}
