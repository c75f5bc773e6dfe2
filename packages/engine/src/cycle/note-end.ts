import type { CycleContext } from '../context/cycle-context.ts';
import { finishRun } from '../store/runs.ts';

/** A run that does not come to its end says so, if its store still takes anything. */
export async function noteEnd<Result>(
  { store, run, clock, signal }: Pick<CycleContext, 'store' | 'run' | 'clock' | 'signal'>,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const status = signal.aborted ? 'interrupted' : 'failed';
    const ended = { id: run, status, at: clock.now(), report: null } as const;
    await store.transaction((database) => finishRun(database, ended)).catch(() => undefined);
    throw error;
  }
}
