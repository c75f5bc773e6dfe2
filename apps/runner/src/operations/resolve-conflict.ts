import type { ResolveRequest } from '@linkwright/engine';
import { withApps } from '../session/in-state.ts';
import type { Work } from '../session/work.ts';
import type { RanCycle } from './cycle/ran-cycle.ts';
import { runOn } from './cycle/run-on.ts';

/** Decides a conflict: reads both records first, and writes where neither was edited since. */
export const resolveConflict = <Result>(
  work: Work,
  resolve: ResolveRequest,
  use: (ran: RanCycle) => Promise<Result>,
): Promise<Result> =>
  withApps(work, async (locked, session, enter) => {
    const ran = await enter((store) => runOn(locked, session, store, { mode: 'sync', only: undefined, resolve }));
    try {
      return await use(ran);
    } finally {
      ran.close();
    }
  });
