import type { BrakeName } from '@linkwright/core';
import type { UndoReport } from '@linkwright/engine';
import { withApps } from '../session/in-state.ts';
import type { Work } from '../session/work.ts';
import { recordIds } from './cycle/find-record.ts';
import type { RanCycle } from './cycle/ran-cycle.ts';
import { type CycleToRun, runOn } from './cycle/run-on.ts';

export interface UndoAsked {
  readonly run: string;
  /** The id or the match key of a record. Absent: whatever the run wrote. */
  readonly record?: string | undefined;
  /** Names of fields. Absent: all. */
  readonly fields?: readonly string[] | undefined;
  /** What the run made is removed also from an app that deletes for good. */
  readonly permanently: boolean;
  readonly allow: readonly BrakeName[];
  /** Of the plan: everything that is told of single records is kept, and not only the first of each kind. Default true. */
  readonly isDetailed?: boolean;
}

/** A run that takes another one back, or the plan of it. */
export interface UndoneCycle extends RanCycle {
  readonly undo: UndoReport;
}

/**
 * Takes back what a run wrote. `isMeant` is asked with the plan, which says what cannot be taken back and why; without a
 * yes nothing is written. It is not asked where nothing can be. `use` is given what was written.
 */
export const undo = (
  work: Work,
  asked: UndoAsked,
  isMeant: (planned: UndoneCycle) => Promise<boolean>,
  use: (ran: UndoneCycle) => Promise<void>,
): Promise<void> =>
  withApps(work, (locked, session, enter) =>
    enter(async (store) => {
      const records = asked.record === undefined ? undefined : await recordIds(session, store, asked.record);
      const cycle: Omit<CycleToRun, 'mode'> = {
        only: undefined,
        allow: asked.allow,
        isDetailed: asked.isDetailed ?? true,
        undo: {
          run: asked.run,
          permanently: asked.permanently,
          ...(asked.fields && { fields: asked.fields }),
          ...(records && { records }),
        },
      };
      const planned = await runOn(locked, session, store, { ...cycle, mode: 'plan' });
      try {
        if (!(await isMeant(undone(planned)))) return;
      } finally {
        planned.close();
      }
      const ran = await runOn(locked, session, store, { ...cycle, mode: 'sync' });
      try {
        await use(undone(ran));
      } finally {
        ran.close();
      }
    }),
  );

/** Is there anything that can be taken back? */
export const canUndo = ({ values, associations, archives }: UndoReport): boolean =>
  values + associations + archives > 0;

function undone(ran: RanCycle): UndoneCycle {
  if (!ran.report.undo) throw new Error('a run that takes another one back reports it');
  return { ...ran, undo: ran.report.undo };
}
