import { compareSides, normalizers, systemClock } from '@linkwright/engine';
import { describeProblems } from '../configuration/describe-problems.ts';
import { withApps } from '../session/in-state.ts';
import { writeRemembered } from '../session/remembered-schemas.ts';
import { createSessionBoard } from '../session/session-board.ts';
import { refuseIfNoneIsLeft, stoppedProblems } from '../session/stopped-problems.ts';
import { ended, type Work } from '../session/work.ts';
import { chooseSyncs } from './choose-syncs.ts';
import type { DriftDocument } from './documents/drift-document.ts';

export interface DriftAsked {
  /** Names; none: all. */
  readonly syncs: readonly string[];
  /** So many records that differ are named of a sync; the counts are whole. */
  readonly limit: number;
}

/** Compares both sides completely, and writes to no app. */
export const drift = (work: Work, { syncs: names, limit }: DriftAsked): Promise<DriftDocument> =>
  withApps(work, async ({ signal, tell }, session, enter) => {
    const only = chooseSyncs(session, names);
    refuseIfNoneIsLeft(session, only);
    const board = createSessionBoard(work, session, 'drift');
    const { stopped, ...report } = await enter(async (store) => {
      await writeRemembered(store, session.connections, session.compilation.names);
      return compareSides({
        syncs: session.compilation.syncs,
        stopped: session.compilation.stopped,
        ...(only && { only }),
        store,
        clock: systemClock,
        random: Math.random,
        normalizers,
        signal,
        limit,
        report(event) {
          board.listen(event);
          tell({ kind: 'cycle', event });
          const line = board.line();
          if (line !== null) tell({ kind: 'progress', line });
        },
      });
    });
    ended(work);
    const problems = stoppedProblems(session.loaded, stopped);
    return {
      ...report,
      ...(problems.length > 0 && { problems: describeProblems(problems, session.loaded, work.directory) }),
    };
  });
