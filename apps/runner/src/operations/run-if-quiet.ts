import { type CycleReport, normalizers, type Store, systemClock } from '@linkwright/engine';
import { noteRun } from '../schedule/note-run.ts';
import { heldState } from '../session/held-state.ts';
import { withLock } from '../session/open-state.ts';
import { closeKept, credentialsStamp, type KeptSession, type SessionKeeper } from '../session/session-keeper.ts';
import { openStateStore } from '../session/state-store.ts';
import type { Work } from '../session/work.ts';
import type { Span } from '../telemetry/span.ts';
import type { RunAsked } from './run-syncs.ts';

interface OpenState {
  /** Of a state in a file that is open already. Absent or `null`: it is opened for the look alone. */
  readonly store?: Store | null;
}

/**
 * Looks with the session of the last run whether anything has changed: one call for each object, and none to describe it. Where nothing
 * has, that was the run, and it is noted as one. `null`: there is something to do, or nobody can say; {@link runSyncs} then does
 * it, and meets whatever kept this from coming to its end.
 */
export async function runIfQuiet(
  work: Work,
  keeper: SessionKeeper,
  { syncs, carries = {}, store = null }: Pick<RunAsked, 'syncs' | 'carries'> & OpenState,
): Promise<CycleReport | null> {
  const kept = await keeper.take(work.loaded, work.now());
  if (!kept) return null;
  let report: CycleReport | null = null;
  try {
    report = await look(work, kept, { syncs, carries, store });
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
  { syncs, carries, store: open }: Required<Pick<RunAsked, 'syncs' | 'carries'> & OpenState>,
): Promise<CycleReport | null> {
  const { state } = work.loaded;
  const { calls } = session;
  // A span that is not ended is not told: where there is something to do, the run that does it is the one to tell.
  const told = span && work.telemetry?.begin('linkwright.run', {});
  if (told) span.relay(told);
  calls.waits.listen(() => work.tell({ kind: 'progress', line: calls.waits.line() }));
  return withLock(work, async (signal) => {
    const store = open ?? (await openStateStore(state, { reading: false, lock: heldState(state) }));
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
        report: (event) => work.tell({ kind: 'cycle', event }),
        ...(work.askedBy && { askedBy: JSON.stringify(work.askedBy) }),
        async note(ended, database) {
          const inside: Pick<Store, 'transaction'> = { transaction: (noting) => noting(database) };
          const names = ended.syncs.flatMap(({ name, implied }) => (implied ? [] : [name]));
          const ran = { syncs: names, startedAt, endedAt: work.now(), outcome: ended.status, message: null, carries };
          await calls.keep(inside);
          await noteRun(inside, ran);
        },
      });
      if (report === null) await calls.keep(store);
      else tellRun(told, report);
      return report;
    } finally {
      if (open === null) await store.close();
    }
  });
}

function tellRun(span: Span | null | undefined, { run, mode, status, syncs }: CycleReport): void {
  const names = syncs.map(({ name }) => name);
  const told = { run, mode, status, syncs: names };
  span?.set(Object.fromEntries(Object.entries(told).map(([key, value]) => [`linkwright.${key}`, value])));
  span?.end();
}
