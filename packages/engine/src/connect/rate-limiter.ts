import { type Clock, type Limits, type RateLimit, RetryableError } from '@linkwright/core';
import { type CallTurns, longestWaitMs } from './call-turns.ts';
import { type CallWindow, createCallWindow } from './call-window.ts';

interface Bucket {
  limit: RateLimit;
  /** When the next call is due, by even spacing. */
  due: number;
  /** Nothing leaves before this time: the app has said so. */
  pausedUntil: number;
  /** Calls leave one after the other, in the order in which they asked. */
  queue: Promise<void>;
  readonly window: CallWindow;
}

/** Whoever did not ask the app itself believes a pause for so long, in milliseconds: what lasts longer may be a mistake. */
export const longestSharedPauseMs = 24 * 3_600_000;

/** A wait that a person would wonder about, in milliseconds. Airtable's answer to one call too many is thirty seconds. */
const toldWaitMs = 10_000;

/** A bucket without any limit never waits. */
const unlimited: RateLimit = { requests: 1, perMs: 0 };

/**
 * Evenly spaced calls, one queue per bucket. A burst that an app's window would just allow leaves no room for a second
 * client, and one call too many can cost far more (Airtable: 30 seconds) than the pacing ever does.
 */
export function createRateLimiter(
  clock: Clock,
  options: {
    readonly limits: Readonly<Record<string, RateLimit>>;
    /** Of the app's limit, in (0, 1]; the rest is left to other clients of the account. Default: all of it. */
    readonly share?: number;
    /** What messages call the app. */
    readonly name?: string;
    /** The user's own limit for the bucket `default`: an app's answers do not change it. */
    readonly requestsPerSecond?: number;
    /** Again and again while calls wait for long because the app asks for it; `until`: milliseconds since 1970, UTC. */
    readonly onWait?: (until: number) => void;
    /** Of all who call the account besides. Absent: nobody does. */
    readonly turns?: CallTurns;
  },
): Limits {
  const { share = 1, requestsPerSecond, onWait, turns } = options;
  const own = requestsPerSecond === undefined ? null : { requests: requestsPerSecond, perMs: 1000 };
  const isOwn = (name: string): boolean => own !== null && name === 'default';
  const buckets = new Map<string, Bucket>();
  const bucketOf = (name: string): Bucket => {
    const known = buckets.get(name);
    if (known) return known;
    const vendor = options.limits[name] ?? options.limits.default ?? unlimited;
    const bucket: Bucket = {
      limit: own !== null && name === 'default' ? own : vendor,
      due: Number.NEGATIVE_INFINITY,
      pausedUntil: Number.NEGATIVE_INFINITY,
      queue: Promise.resolve(),
      window: createCallWindow(clock),
    };
    buckets.set(name, bucket);
    return bucket;
  };
  const windowOf = (name: string, bucket: Bucket): CallWindow => turns?.window(name) ?? bucket.window;
  const spacingOf = ({ limit }: Bucket): number => limit.perMs / limit.requests / share;
  return {
    acquire(name, cost, signal) {
      const bucket = bucketOf(name);
      const turn = bucket.queue.then(async () => {
        let spacing = spacingOf(bucket);
        let waited = false;
        let isTold = false;
        let mine = Number.NEGATIVE_INFINITY;
        for (;;) {
          signal.throwIfAborted();
          // One that was not used in its time would come upon somebody else's.
          if (turns !== undefined && spacing > 0 && mine <= clock.now() - spacing) {
            const turn = await turns.next(name, { limit: bucket.limit, share, cost, isOfApp: !isOwn(name) }, signal);
            if (turn !== null) {
              mine = turn.at;
              bucket.pausedUntil = Math.max(bucket.pausedUntil, clock.now() + turn.pausedForMs);
              if (turn.limit !== null && !isOwn(name)) bucket.limit = turn.limit;
              spacing = spacingOf(bucket);
            }
          }
          const earliest = Math.max(
            mine,
            bucket.due,
            bucket.pausedUntil,
            windowOf(name, bucket).earliest(bucket.limit),
          );
          const wait = earliest - clock.now();
          if (wait <= 0) break;
          // What the user has set is waited for, whatever it is; what an app asks for is not.
          const asked = isOwn(name) ? bucket.pausedUntil - clock.now() : wait;
          if (asked > longestWaitMs) throw tooLong(options.name, asked, clock.now());
          isTold ||= asked >= toldWaitMs;
          if (isTold && asked > 0) onWait?.(clock.now() + asked);
          // Asked again before long: a pause may come meanwhile, or the answer that was waited for.
          await clock.sleep(Math.min(wait, Math.max(1, spacing)), signal);
          waited = true;
        }
        // A timer that is late by less than one spacing is made up for; more, or idle time, would become a burst.
        const now = clock.now();
        bucket.due = (waited && bucket.due > now - spacing ? bucket.due : now) + spacing * cost;
        windowOf(name, bucket).sent();
      });
      bucket.queue = turn.catch(() => undefined);
      return turn;
    },
    answered: (name, sentAt) => windowOf(name, bucketOf(name)).answered(sentAt),
    pause(name, ms) {
      const bucket = bucketOf(name);
      bucket.pausedUntil = Math.max(bucket.pausedUntil, clock.now() + ms);
      // Others would only be told the same, call by call. One that no allowance of an app lasts for may be a mistake.
      turns?.pause(name, Math.min(ms, longestSharedPauseMs));
    },
    adjust(name, limit) {
      if (isOwn(name)) return;
      bucketOf(name).limit = limit;
      turns?.learn(name, limit);
    },
  };
}

function tooLong(name = 'The app', ms: number, now: number): RetryableError {
  const when = `${new Date(Math.min(now + ms, 8.64e15)).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return new RetryableError(`${name} takes no calls for now, and asks to wait until ${when}.`, {
    code: 'wait-too-long',
    retryAfterMs: ms,
    remedy: `What was done is kept; the same command goes on from there after ${when}.`,
  });
}
