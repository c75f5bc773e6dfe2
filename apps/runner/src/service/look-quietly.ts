import { runIfQuiet } from '../operations/run-if-quiet.ts';
import type { SessionKeeper } from '../session/session-keeper.ts';
import type { Work } from '../session/work.ts';
import type { EndedRun } from './pair-run.ts';
import type { ServiceClock } from './scheduler.ts';

/** A look that takes longer is noted as a run that is under way, in milliseconds. */
const noteAfterMs = 5_000;

/** A reason that is there already: without one, each end would make an error. */
const ended = new Error('the look has ended');

/** Looks whether there is anything to do for syncs that are due. `null`: there may be. `noteLife` notes that a run is under way. */
export async function lookQuietly(
  work: Work,
  keeper: SessionKeeper,
  asked: Pick<Parameters<typeof runIfQuiet>[2], 'syncs' | 'carries' | 'store'>,
  { clock, noteLife }: { readonly clock: Pick<ServiceClock, 'wait'>; readonly noteLife: () => Promise<void> },
): Promise<EndedRun | null> {
  const looked = new AbortController();
  const noting = clock
    .wait(noteAfterMs, looked.signal)
    .then(() => (looked.signal.aborted ? undefined : noteLife()))
    // What keeps the state from being written is met by the run.
    .catch(() => undefined);
  try {
    const report = await runIfQuiet(work, keeper, asked);
    return report && { outcome: report.status, message: null, report, refusals: {}, isQuiet: true };
  } catch (error) {
    if (!work.signal.aborted) throw error;
    return { outcome: 'interrupted', message: null, refusals: {} };
  } finally {
    looked.abort(ended);
    await noting;
  }
}
