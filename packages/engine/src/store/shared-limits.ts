import type { Clock, RateLimit } from '@linkwright/core';

/** Calls of one account that an app counts together. */
export interface CallGroup {
  readonly account: string;
  readonly bucket: string;
}

/** Turns that belong to whoever took them: one call each, evenly spaced. */
export interface TakenTurns {
  /** The first of them, in milliseconds from now. */
  readonly startsInMs: number;
  /** The app asks for a pause that lasts so long yet, in milliseconds. 0 and below: it does not. */
  readonly pausedForMs: number;
  /** Has somebody else taken turns lately? Then their calls may be held up on their way otherwise than ours. */
  readonly isShared: boolean;
  /** What the app has said of its limit. `null`: nothing. */
  readonly limit: RateLimit | null;
}

/** `holder`: whoever paces its own calls; two of them do not know of each other's. */
export interface WantedTurns {
  readonly turns: number;
  readonly spacingMs: number;
  readonly holder: string;
}

/** The turns of all who call the same accounts, wherever they run. Outlives them. */
export interface SharedLimits {
  take(group: CallGroup, wanted: WantedTurns, signal: AbortSignal): Promise<TakenTurns>;
  /** Nobody calls for so many milliseconds. */
  pause(group: CallGroup, ms: number): Promise<void>;
  /** The app has said what its limit is. */
  learn(group: CallGroup, limit: RateLimit): Promise<void>;
  close(): Promise<void>;
}

/** So long after somebody else's last turn an account counts as shared, in milliseconds: longer than the windows of most apps. */
export const sharedForMs = 10_000;

interface Row {
  holder: string;
  freeAt: number;
  sharedUntil: number;
  pausedUntil: number;
  limit: RateLimit | null;
}

/** Shared by what runs in one process, and forgotten with it. */
export function createSharedLimits(clock: Pick<Clock, 'now'>): SharedLimits {
  const accounts = new Map<string, Map<string, Row>>();
  function rowOf({ account, bucket }: CallGroup): Row {
    const rows = accounts.get(account) ?? new Map<string, Row>();
    accounts.set(account, rows);
    const row = rows.get(bucket) ?? { holder: '', freeAt: 0, sharedUntil: 0, pausedUntil: 0, limit: null };
    rows.set(bucket, row);
    return row;
  }
  return {
    async take(group, { turns, spacingMs, holder }) {
      const row = rowOf(group);
      const now = clock.now();
      const start = Math.max(row.freeAt, row.pausedUntil, now);
      if (row.holder !== holder && row.freeAt > now - sharedForMs) row.sharedUntil = now + sharedForMs;
      row.freeAt = start + turns * spacingMs;
      row.holder = holder;
      const isShared = row.sharedUntil > now;
      return { startsInMs: start - now, pausedForMs: row.pausedUntil - now, isShared, limit: row.limit };
    },
    async pause(group, ms) {
      const row = rowOf(group);
      row.pausedUntil = Math.max(row.pausedUntil, clock.now() + ms);
    },
    async learn(group, limit) {
      rowOf(group).limit = limit;
    },
    async close() {},
  };
}

/** Turns that both give. */
export const bothLimits = (one: SharedLimits, other: SharedLimits): SharedLimits => ({
  async take(group, wanted, signal) {
    const [first, second] = await Promise.all([one.take(group, wanted, signal), other.take(group, wanted, signal)]);
    return {
      startsInMs: Math.max(first.startsInMs, second.startsInMs),
      pausedForMs: Math.max(first.pausedForMs, second.pausedForMs),
      isShared: first.isShared || second.isShared,
      limit: first.limit ?? second.limit,
    };
  },
  async pause(group, ms) {
    await Promise.all([one.pause(group, ms), other.pause(group, ms)]);
  },
  async learn(group, limit) {
    await Promise.all([one.learn(group, limit), other.learn(group, limit)]);
  },
  async close() {
    await Promise.all([one.close(), other.close()]);
  },
});
