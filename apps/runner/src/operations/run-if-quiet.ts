import { type CycleReport, normalizers, systemClock } from '@linkwright/engine';
import { noteRun } from '../schedule/note-run.ts';
import type { ScheduleBook } from '../schedule/schedule-book.ts';
import { heldState } from '../session/held-state.ts';
import { withLock } from '../session/open-state.ts';
import { closeKept, credentialsStamp, type KeptSession, type SessionKeeper } from '../session/session-keeper.ts';
import { openStateStore } from '../session/state-store.ts';
import type { Work } from '../session/work.ts';
import type { RunAsked } from './run-syncs.ts';

/**
 * Looks with the session of the last run whether anything has changed: one call for each object, and none to describe it. Where nothing
 * has, that was the run, and it is noted as one. `null`: there is something to do, or nobody can say; {@link runSyncs} then does
 * it, and meets whatever kept this from coming to its end.
 */
export async function runIfQuiet(
  work: Work,
  keeper: SessionKeeper,
  { syncs, carries = {} }: Pick<RunAsked, 'syncs' | 'carries'>,
): Promise<CycleReport | null> {
  const kept = await keeper.take(work.loaded, work.now());
  if (!kept) return null;
  let report: CycleReport | null = null;
  try {
    report = await look(work, kept, { syncs, carries });
  } catch (error) {
    if (work.signal.aborted) throw error;
  } finally {
    if (report === null) await closeKept(kept);
    else await keeper.giveBack(kept);
  }
  return report;
}

async function look(
  work: Work,
  { session, cycles, span, credentials }: KeptSession,
  { syncs, carries }: { readonly syncs: readonly string[]; readonly carries: ScheduleBook['asked'] },
): Promise<CycleReport | null> {
  const { state } = work.loaded;
  const { calls } = session;
  // A span that is not ended is not told: where there is something to do, the run that does it is the one to tell.
  const told = span && work.telemetry?.begin('linkwright.run', {});
  if (told) span.relay(told);
  calls.waits.listen(() => work.tell({ kind: 'progress', line: calls.waits.line() }));
  return withLock(work, async (signal) => {
    const store = await openStateStore(state, { reading: false, lock: heldState(state) });
    try {
      if ((await credentialsStamp(store)) !== credentials) return null;
      await calls.renew(store);
      const startedAt = work.now();
      const report = await cycles.run({
        store,
        only: syncs,
        clock: systemClock,
        random: Math.random,
        normalizers,
        signal,
        ...(work.askedBy && { askedBy: JSON.stringify(work.askedBy) }),
      });
      calls.storeInto(store);
      await calls.save();
      if (report === null) return null;
      const { run, status } = report;
      const names = report.syncs.flatMap(({ name, implied }) => (implied ? [] : [name]));
      const ran = { syncs: names, startedAt, endedAt: work.now(), outcome: status, message: null, carries };
      await noteRun(store, ran);
      told?.set({
        'linkwright.run': run,
        'linkwright.mode': 'sync',
        'linkwright.status': status,
        'linkwright.syncs': names,
      });
      told?.end();
      return report;
    } finally {
      await store.close();
    }
  });
}
