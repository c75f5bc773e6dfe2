import type { CycleReport, NamedHint } from '@linkwright/engine';
import { withApps } from '../session/in-state.ts';
import { refuseIfNoneIsLeft } from '../session/stopped-problems.ts';
import type { Work } from '../session/work.ts';
import { chooseSyncs } from './choose-syncs.ts';
import { runOn } from './cycle/run-on.ts';

/** Looks at the records that hints name, and carries what is news. `null`: nothing is, and there was no run. */
export const carryHints = (
  work: Work,
  { syncs, hints }: { readonly syncs: readonly string[]; readonly hints: readonly NamedHint[] },
): Promise<CycleReport | null> =>
  withApps(work, async (locked, session, enter) => {
    const only = chooseSyncs(session, syncs);
    refuseIfNoneIsLeft(session, only);
    return enter(async (store) => {
      const ran = await runOn(locked, session, store, { mode: 'sync', only, hints });
      ran.close();
      return ran.report.syncs.length === 0 ? null : ran.report;
    });
  });
