import {
  type CycleReport,
  isStillUnheld,
  normalizers,
  type QuietRequest,
  type Store,
  systemClock,
  unheldEpoch,
} from '@linkwright/engine';
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
  const lookIn = async (store: Store, held: Held): Promise<CycleReport | null> => {
    if ((await credentialsStamp(store)) !== credentials) return null;
    await calls.renew(store);
    const startedAt = work.now();
    const report = await cycles.run({
      store,
      only: syncs,
      clock: systemClock,
      random: Math.random,
      normalizers,
      ...held,
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
  };
  return state.folder === null ? whileUnheld(work, lookIn) : whileHeld(work, open, lookIn);
}

/** How a state is kept from being worked on by somebody else meanwhile. */
type Held = Pick<QuietRequest, 'signal' | 'mayStore'>;
type LookIn = (store: Store, held: Held) => Promise<CycleReport | null>;

const whileHeld = (work: Work, open: Store | null, lookIn: LookIn): Promise<CycleReport | null> =>
  withLock(work, async (signal) => {
    const { state } = work.loaded;
    const store = open ?? (await openStateStore(state, { reading: false, lock: heldState(state) }));
    try {
      return await lookIn(store, { signal });
    } finally {
      if (open === null) await store.close();
    }
  });

/**
 * On a server a lease takes two connections of its own, which nobody else can use. A look that finds nothing stores so little that it is
 * stored as a whole or not at all: the server refuses it once anybody has worked on the state since it began.
 */
async function whileUnheld(work: Work, lookIn: LookIn): Promise<CycleReport | null> {
  const { loaded, signal } = work;
  const store = await openStateStore(loaded.state, { reading: false });
  try {
    const epoch = await unheldEpoch(store.database);
    if (epoch !== null) return await lookIn(store, { signal, mayStore: (database) => isStillUnheld(database, epoch) });
  } finally {
    await store.close();
  }
  // Whoever works on it is waited for, and one that died is followed.
  return whileHeld(work, null, lookIn);
}

function tellRun(span: Span | null | undefined, { run, mode, status, syncs }: CycleReport): void {
  const names = syncs.map(({ name }) => name);
  const told = { run, mode, status, syncs: names };
  span?.set(Object.fromEntries(Object.entries(told).map(([key, value]) => [`linkwright.${key}`, value])));
  span?.end();
}
