import type { BrakeName } from '@linkwright/core';
import { type CycleReport, normalizers, runCycle, type Store, systemClock } from '@linkwright/engine';
import type { CommandContext } from '../command/command-context.ts';
import { type CollectedCycle, collectCycle } from '../report/collect-cycle.ts';
import { connectionRefused } from '../session/blame.ts';
import type { Session } from '../session/open-session.ts';
import { createSessionBoard } from '../session/session-board.ts';

export interface RehearsedCycle {
  readonly report: CycleReport;
  readonly details: CollectedCycle;
}

/** One sync of the copies. */
export async function rehearsedCycle(
  context: CommandContext,
  session: Session,
  store: Store,
  allow: readonly BrakeName[] = [],
): Promise<RehearsedCycle> {
  const details = collectCycle({ all: false });
  const board = createSessionBoard(context, session, 'sync');
  const report = await runCycle({
    syncs: session.compilation.syncs,
    stopped: session.compilation.stopped,
    refusedBy: connectionRefused,
    store,
    mode: 'sync',
    clock: systemClock,
    random: Math.random,
    normalizers,
    signal: context.signal,
    allow,
    report(event) {
      details.listen(event);
      board.listen(event);
      const line = board.line();
      if (line !== null) context.output.progress(line);
    },
  });
  context.output.progress(null);
  details.close();
  return { report, details };
}

/** Was anything written, created, archived or associated? */
export const isQuiet = ({ syncs }: CycleReport): boolean =>
  syncs.every(({ left, right, associations }) => {
    const sides = [left, right].every(({ created, updated, archived }) => created + updated + archived === 0);
    const edges = [associations.left, associations.right].every(({ added, removed }) => added + removed === 0);
    return sides && edges;
  });
