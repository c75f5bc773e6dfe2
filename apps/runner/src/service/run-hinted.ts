import type { PendingHint } from '../hints/pending-hints.ts';
import { carryHints } from '../operations/carry-hints.ts';
import { type AccountPair, pairName } from '../schedule/account-pairs.ts';
import type { Work } from '../session/work.ts';
import type { PairRun } from './pair-run.ts';
import type { ServiceContext } from './service-context.ts';
import { toldProblems } from './told-problems.ts';

/**
 * Looks at what hints name, for syncs of a pair. `null`: there was no news, or it did not work: the run that is due by the clock
 * looks at everything. It is no turn of that clock.
 */
export async function runHinted(
  { log, events }: Pick<ServiceContext, 'log' | 'events'>,
  workspace: string,
  pair: AccountPair,
  { syncs, hints }: { readonly syncs: readonly string[]; readonly hints: readonly PendingHint[] },
  work: Work,
): Promise<PairRun | null> {
  const name = pairName(pair);
  const startedAt = work.now();
  try {
    const report = await carryHints(work, { syncs, hints });
    if (report === null) return null;
    const { status: outcome, run } = report;
    events.tell({ kind: 'run-ended', workspace, pair: name, syncs, outcome, run, message: null });
    return { pair: name, syncs, startedAt, endedAt: work.now(), outcome, report, message: null };
  } catch (error) {
    if (work.signal.aborted) return null;
    const reason = toldProblems(error, work).join(' ');
    log.warn({ workspace, pair: name, reason }, 'hints were not carried; the next run looks at everything');
    return null;
  }
}
