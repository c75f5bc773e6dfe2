import {
  addCalls,
  type CallMeter,
  type CallTurns,
  createCallMeter,
  createCallTurns,
  readCalls,
  type Store,
  systemClock,
} from '@linkwright/engine';
import type { LoadedConfiguration } from '../configuration/loaded-configuration.ts';
import { holder, limitsOf, windowOf } from './limits-of.ts';
import { inStateIfThere } from './state-store.ts';
import { createWaits, type Waits } from './waits.ts';
import type { Workspace } from './work.ts';

/** The meters of all connections of a file, and how their counts come into the state and out of it. */
export interface CallBook {
  meterOf(connection: string): CallMeter;
  /** The turns of all who call its account. Absent: nobody else does. */
  turnsOf(connection: string): CallTurns | undefined;
  /** From here on what is counted is stored at once: a run that is killed has been counted. */
  storeInto(store: Store): void;
  /** What is not stored yet. The account of a connection is known once its app has answered. */
  save(): Promise<void>;
  opened(connection: string, account: string): void;
  readonly waits: Waits;
}

/** Begins with the calls of earlier runs. */
export async function openCallBook({
  loaded,
  limits,
  onWaited,
}: Pick<Workspace, 'loaded' | 'limits' | 'onWaited'>): Promise<CallBook> {
  const stored = await storedCalls(loaded);
  const shared = limitsOf(loaded.state, limits);
  const accounts = new Map<string, string>();
  const meters = new Map<string, CallMeter>();
  let store: Store | null = null;
  let storing: Promise<void> | null = null;

  /** By account. */
  const takeFresh = () =>
    [...accounts]
      .map(([name, account]) => [account, meters.get(name)?.take() ?? new Map<string, number>()] as const)
      .filter(([, calls]) => calls.size > 0);

  async function storeFresh(into: Store, taken = takeFresh()): Promise<void> {
    if (taken.length === 0) return;
    await into.transaction(async (database) => {
      for (const [account, calls] of taken) await addCalls(database, account, calls);
    });
  }

  /** One at a time: what is counted while one is stored goes with the next. */
  function storeSoon(): void {
    if (store === null || storing !== null) return;
    storing = storeFresh(store).finally(() => {
      storing = null;
    });
    // Whoever saves at the end is told.
    storing.catch(() => undefined);
  }

  return {
    waits: createWaits(systemClock.now),
    meterOf(name) {
      const known = meters.get(name);
      if (known !== undefined) return known;
      const allowance = loaded.configuration.connections[name]?.limits ?? {};
      const meter = createCallMeter({
        clock: systemClock,
        name,
        allowance,
        stored: stored.get(name) ?? new Map(),
        ...(onWaited && { onWaited: (ms: number) => onWaited(name, ms) }),
      });
      const counting: CallMeter = {
        ...meter,
        count() {
          meter.count();
          storeSoon();
        },
      };
      meters.set(name, counting);
      return counting;
    },
    turnsOf(name) {
      if (shared === null) return undefined;
      const account = (): string | null => accounts.get(name) ?? null;
      return createCallTurns({ shared, holder, account, windowOf }, systemClock);
    },
    storeInto(opened) {
      store = opened;
      storeSoon();
    },
    opened: (name, account) => void accounts.set(name, account),
    async save() {
      await shared?.close();
      await storing;
      if (store !== null) {
        await storeFresh(store);
        store = null;
      } else {
        const taken = takeFresh();
        if (taken.length > 0) await inStateIfThere(loaded.state, (into) => storeFresh(into, taken));
      }
    },
  };
}

/** Of this month, by connection. */
async function storedCalls(loaded: LoadedConfiguration): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>> {
  const since = `${new Date(systemClock.now()).toISOString().slice(0, 7)}-01`;
  const names = Object.keys(loaded.configuration.connections);
  const calls = await inStateIfThere(loaded.state, ({ database }) =>
    Promise.all(names.map(async (name) => [name, await readCalls(database, name, since)] as const)),
  );
  return new Map(calls ?? []);
}
