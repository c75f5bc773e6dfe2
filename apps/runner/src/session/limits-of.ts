import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { RateLimit } from '@linkwright/core';
import {
  bothLimits,
  type CallGroup,
  type CallWindow,
  createCallWindow,
  openPostgresLimits,
  openSqliteLimits,
  type SharedLimits,
  systemClock,
} from '@linkwright/engine';
import type { StatePlace } from '../configuration/state-place.ts';
import { sharedAddress } from '../schedule/worker-schemas.ts';

/** This process among all that call an account. */
export const holder = randomUUID();

/**
 * What this process knows of the calls of an account: when its own left, of a run, the reading of a feed and a look-up of the page alike,
 * and the limit by which they are measured, wherever the state lies.
 */
interface KnownCalls {
  readonly window: CallWindow;
  /** As the app has told it. `null`: it has not. */
  limit: RateLimit | null;
}

const known = new Map<string, KnownCalls>();

function knownOf({ account, bucket }: CallGroup): KnownCalls {
  const key = JSON.stringify([account, bucket]);
  const calls = known.get(key) ?? { window: createCallWindow(systemClock), limit: null };
  known.set(key, calls);
  return calls;
}

export const windowOf = (group: CallGroup): CallWindow => knownOf(group).window;

/** Of databases that this process asks at present: one connection each. */
const asked = new Map<string, { readonly limits: SharedLimits; users: number }>();

/**
 * The limits of all who call the same accounts: with a state on a database whoever uses that database, else whoever uses the folder
 * of the state, and this process. `null`: there is no folder yet, so nobody else is there. Nothing is opened before a turn is taken.
 */
export function limitsOf(
  { place, schema, folder }: StatePlace,
  inProcess: SharedLimits | undefined,
): SharedLimits | null {
  if (folder === null) return remembering(onDatabase(place, schema));
  const ofFolder = existsSync(folder) ? remembering(openSqliteLimits(place, systemClock)) : null;
  if (inProcess === undefined) return ofFolder;
  const ofProcess = { ...inProcess, close: async () => undefined };
  return ofFolder === null ? ofProcess : bothLimits(ofProcess, ofFolder);
}

function remembering(limits: SharedLimits): SharedLimits {
  return {
    ...limits,
    async take(group, wanted, signal) {
      const taken = await limits.take(group, wanted, signal);
      return { ...taken, limit: taken.limit ?? knownOf(group).limit };
    },
    async learn(group, limit) {
      knownOf(group).limit = limit;
      await limits.learn(group, limit);
    },
  };
}

function onDatabase(place: string, schema: string): SharedLimits {
  const address = sharedAddress(place);
  const key = address.connectionString;
  let used: SharedLimits | null = null;
  const use = (): SharedLimits => {
    if (used !== null) return used;
    const one = asked.get(key) ?? { limits: openPostgresLimits(address, schema, systemClock), users: 0 };
    one.users += 1;
    asked.set(key, one);
    used = one.limits;
    return used;
  };
  return {
    take: (group, wanted, signal) => use().take(group, wanted, signal),
    pause: (group, ms) => use().pause(group, ms),
    learn: (group, limit) => use().learn(group, limit),
    async close() {
      const one = asked.get(key);
      if (used === null || one === undefined) return;
      used = null;
      one.users -= 1;
      if (one.users > 0) return;
      asked.delete(key);
      await one.limits.close();
    },
  };
}
