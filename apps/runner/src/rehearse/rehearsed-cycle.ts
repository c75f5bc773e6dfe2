import type { BrakeName } from '@linkwright/core';
import { type CycleReport, normalizers, runCycle, type Store, type SyncReport, systemClock } from '@linkwright/engine';
import { type CollectedCycle, collectCycle } from '../operations/cycle/collect-cycle.ts';
import { connectionRefused } from '../session/blame.ts';
import type { Session } from '../session/open-session.ts';
import { createSessionBoard } from '../session/session-board.ts';
import { ended, type Work } from '../session/work.ts';
import { collectTroubles, type Troubles } from './collect-troubles.ts';

/** One sync of the copies, which took two runs where a brake pulled in the first. */
export interface RehearsedCycle {
  readonly reports: readonly CycleReport[];
  /** Of all runs. */
  readonly details: Pick<CollectedCycle, 'of'>;
  readonly troubles: Troubles;
  /** By sync. */
  readonly brakes: ReadonlyMap<string, SyncReport['brakes']>;
}

/** A sync with the brakes of the file; where they pull, once more without those, so that the rest is seen too. */
export async function rehearsedCycle(work: Work, session: Session, store: Store): Promise<RehearsedCycle> {
  const details = collectCycle({ all: false });
  const troubles = collectTroubles();
  const board = createSessionBoard(work, session, 'sync');
  const run = (allow: readonly BrakeName[]): Promise<CycleReport> =>
    runCycle({
      syncs: session.compilation.syncs,
      stopped: session.compilation.stopped,
      refusedBy: connectionRefused,
      store,
      mode: 'sync',
      clock: systemClock,
      random: Math.random,
      normalizers,
      signal: work.signal,
      allow,
      report(event) {
        details.listen(event);
        troubles.listen(event);
        board.listen(event);
        const line = board.line();
        if (line !== null) work.tell({ kind: 'progress', line });
      },
    });
  try {
    const report = await run([]);
    const pulled = report.syncs.filter(({ brakes }) => brakes.length > 0);
    const brakes = new Map(pulled.map((sync) => [sync.name, sync.brakes]));
    const kinds = new Set(pulled.flatMap((sync) => sync.brakes.map(({ kind }) => kind)));
    const reports = kinds.size === 0 ? [report] : [report, await run([...kinds])];
    return { reports, details, troubles, brakes };
  } finally {
    details.close();
    ended(work);
  }
}

/** Was anything written, created, archived, merged or associated? */
export const isQuiet = ({ reports }: RehearsedCycle): boolean =>
  reports
    .flatMap(({ syncs }) => syncs)
    .every(({ left, right, associations }) => {
      const sides = [left, right].every(
        ({ created, updated, archived, merged = 0 }) => created + updated + archived + merged === 0,
      );
      const edges = [associations.left, associations.right].every(({ added, removed }) => added + removed === 0);
      return sides && edges;
    });
