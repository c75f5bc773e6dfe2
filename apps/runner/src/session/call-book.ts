import { createHash } from 'node:crypto';
import {
  addCalls,
  type CallMeter,
  type CallsOfDay,
  type CallTurns,
  createCallMeter,
  createCallTurns,
  readAccount,
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
  /** Calls to a connection since the session was begun. */
  made(connection: string): number;
  /** The turns of all who call its account. Absent: nobody else does. */
  turnsOf(connection: string): CallTurns | undefined;
  /** From here on what is counted is stored at once: a run that is killed has been counted. */
  storeInto(store: Store): void;
  /** Learns what others have counted since: for a session that outlives runs. */
  renew(store: Store): Promise<void>;
  /** What is not stored yet; the session goes on. */
  keep(store: Pick<Store, 'transaction'>): Promise<void>;
  /** What is not stored yet. The account of a connection is known once its app has answered. */
  save(): Promise<void>;
  /** The connection is about to be opened by these settings: whose account they opened before is taken to be its own until it is known. */
  opening(connection: string, connector: string, settings: unknown): void;
  opened(connection: string, account: string): void;
  readonly waits: Waits;
}

/** Which accounts settings have opened in this process, by a hash of connector and settings. */
const openedBefore = new Map<string, string>();

/** Begins with the calls of earlier runs. */
export async function openCallBook({
  loaded,
  limits,
  onWaited,
}: Pick<Workspace, 'loaded' | 'limits' | 'onWaited'>): Promise<CallBook> {
  const stored = await storedCalls(loaded);
  const shared = limitsOf(loaded.state, limits);
  const accounts = new Map<string, string>();
  const openedBy = new Map<string, string>();
  const meters = new Map<string, CallMeter>();
  const made = new Map<string, number>();
  let store: Store | null = null;
  let storing: Promise<void> | null = null;

  /** By connection. */
  const takeFresh = (names: Iterable<string>) =>
    [...names]
      .map((name) => [name, meters.get(name)?.take() ?? new Map<string, number>()] as const)
      .filter(([, calls]) => calls.size > 0);

  async function storeFresh(into: Pick<Store, 'transaction'>, taken = takeFresh(accounts.keys())): Promise<void> {
    if (taken.length === 0) return;
    await into.transaction(async (database) => {
      const byDay = new Map<string, CallsOfDay>();
      for (const [name, counted] of taken) {
        // Of an app that did not say whose account it is, the calls count for the one that it was last.
        const account = accounts.get(name) ?? (await readAccount(database, name));
        if (account === null) continue;
        for (const [day, count] of counted) {
          const key = JSON.stringify([account, day]);
          byDay.set(key, { account, day, calls: (byDay.get(key)?.calls ?? 0) + count });
        }
      }
      await addCalls(database, [...byDay.values()]);
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
          made.set(name, (made.get(name) ?? 0) + 1);
          storeSoon();
        },
      };
      meters.set(name, counting);
      return counting;
    },
    made: (name) => made.get(name) ?? 0,
    turnsOf(name) {
      if (shared === null) return undefined;
      const account = (): string | null => accounts.get(name) ?? openedBefore.get(openedBy.get(name) ?? '') ?? null;
      return createCallTurns({ shared, holder, account, windowOf, isByHand: limits === undefined }, systemClock);
    },
    storeInto(opened) {
      store = opened;
      storeSoon();
    },
    keep: (into) => storeFresh(into),
    async renew(stored) {
      // What others have counted matters where there is a number that must not be passed.
      const counted = [...meters].filter(([name]) => isCounted(loaded, name));
      const known = await callsOfMonth(
        stored,
        counted.map(([name]) => name),
      );
      for (const [name, meter] of counted) meter.know(known.get(name) ?? new Map());
    },
    opening(name, connector, settings) {
      openedBy.set(
        name,
        createHash('sha256')
          .update(JSON.stringify([connector, settings]))
          .digest('base64'),
      );
    },
    opened(name, account) {
      accounts.set(name, account);
      const by = openedBy.get(name);
      if (by !== undefined) openedBefore.set(by, account);
    },
    async save() {
      await shared?.close();
      await storing;
      const taken = takeFresh(meters.keys());
      if (store !== null) {
        await storeFresh(store, taken);
        store = null;
      } else if (taken.length > 0) {
        await inStateIfThere(loaded.state, (into) => storeFresh(into, taken));
      }
    },
  };
}

function isCounted({ configuration }: LoadedConfiguration, connection: string): boolean {
  const { callsPerDay, callsPerMonth } = configuration.connections[connection]?.limits ?? {};
  return callsPerDay !== undefined || callsPerMonth !== undefined;
}

async function storedCalls({
  state,
  configuration,
}: LoadedConfiguration): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>> {
  const calls = await inStateIfThere(state, (store) => callsOfMonth(store, Object.keys(configuration.connections)));
  return calls ?? new Map();
}

/** By connection and day. */
function callsOfMonth(
  { database }: Pick<Store, 'database'>,
  connections: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>> {
  return readCalls(database, connections, `${new Date(systemClock.now()).toISOString().slice(0, 7)}-01`);
}
