import type { Store } from '@linkwright/engine';
import type { PendingHints } from '../hints/pending-hints.ts';
import type { AccountPair } from '../schedule/account-pairs.ts';
import { dueSyncs } from '../schedule/due-syncs.ts';
import type { Pace, ScheduleBook } from '../schedule/schedule-book.ts';
import type { SessionKeeper } from '../session/session-keeper.ts';
import type { Work } from '../session/work.ts';
import type { PairRun } from './pair-run.ts';
import { runDueSyncs } from './run-due-syncs.ts';
import { runHinted } from './run-hinted.ts';
import type { ServiceContext } from './service-context.ts';

interface PairToRun {
  readonly workspace: string;
  readonly pair: AccountPair;
  readonly book: ScheduleBook;
  readonly pace: Pace;
  readonly work: Work;
  readonly keeper: SessionKeeper;
  /** The state, where it lies in a file, which is open for as long as the run lasts. `null`: it lies elsewhere. */
  readonly store: Store | null;
  /** What apps have hinted at of the pair; whoever takes it looks at it. */
  readonly takeHints: () => Promise<Pick<PendingHints, 'hints' | 'gaps'>>;
}

/** Runs what is due of a pair: its syncs by the clock or because somebody asks, else what is hinted at. `null`: nothing is. */
export async function runDueOfPair(
  context: ServiceContext,
  { workspace, pair, book, pace, work, keeper, store, takeHints }: PairToRun,
): Promise<PairRun | null> {
  if (pace === 'when-asked') {
    // What is hinted at waits for a service that runs by the clock, which looks at everything anyhow.
    const syncs = pair.syncs.filter((sync) => book.asked[sync.name] !== undefined);
    return runDueSyncs(context, workspace, { ...pair, syncs }, book, work);
  }
  const now = context.clock.now();
  const { hints, gaps } = await takeHints();
  const isDue = dueSyncs(pair.syncs, book, now).length > 0;
  const awake = pair.syncs.filter((sync) => book.pauses[sync.name] === undefined);
  const isHinted = gaps.length + hints.length > 0;
  // A run that is due looks at everything, also at what is hinted at.
  if (isDue || !isHinted)
    return runDueSyncs(context, workspace, pair, book, work, { keeper, store, mayBeQuiet: !isHinted });
  if (gaps.length > 0) {
    const asked: ScheduleBook['asked'] = { ...book.asked };
    for (const { name } of awake) {
      asked[name] ??= { at: now, requester: { via: 'schedule', by: null }, full: false, allow: [] };
    }
    return runDueSyncs(context, workspace, pair, { ...book, asked }, work, { keeper });
  }
  const syncs = awake.map((sync) => sync.name);
  return runHinted(context, workspace, pair, { syncs, hints }, work);
}
