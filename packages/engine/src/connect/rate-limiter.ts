import type { Clock, Limits, RateLimit } from '@linkwright/core';

/** Share of an app's limit that is used: the rest is for the unevenness of the network between us and its counter. */
export const defaultShare = 0.98;

interface Bucket {
  /** Milliseconds between two calls. */
  spacing: number;
  /** Nothing leaves before this time. */
  next: number;
  /** Calls leave one after the other, in the order in which they asked. */
  queue: Promise<void>;
}

/**
 * Evenly spaced calls, one queue per bucket. A burst that an app's window would just allow leaves no room for a second
 * client, and one call too many can cost far more (Airtable: 30 seconds) than the pacing ever does.
 */
export function createRateLimiter(
  clock: Clock,
  options: {
    readonly limits: Readonly<Record<string, RateLimit>>;
    /** In (0, 1]. */
    readonly share?: number;
    /** The user's own limit for the bucket `default`: an app's answers do not change it. */
    readonly requestsPerSecond?: number;
  },
): Limits {
  const share = options.share ?? defaultShare;
  const spacingOf = (limit: RateLimit): number => limit.perMs / limit.requests / share;
  const { requestsPerSecond } = options;
  const own = requestsPerSecond === undefined ? null : spacingOf({ requests: requestsPerSecond, perMs: 1000 });
  const buckets = new Map<string, Bucket>();
  const bucketOf = (name: string): Bucket => {
    const known = buckets.get(name);
    if (known) return known;
    const limit = options.limits[name] ?? options.limits.default;
    const vendor = limit ? spacingOf(limit) : 0;
    const bucket = { spacing: own !== null && name === 'default' ? own : vendor, next: 0, queue: Promise.resolve() };
    buckets.set(name, bucket);
    return bucket;
  };
  return {
    acquire(name, cost, signal) {
      const bucket = bucketOf(name);
      const turn = bucket.queue.then(async () => {
        // Asked again after each sleep: a pause may have come meanwhile.
        for (let wait = bucket.next - clock.now(); wait > 0; wait = bucket.next - clock.now()) {
          await clock.sleep(wait, signal);
        }
        signal.throwIfAborted();
        bucket.next = clock.now() + bucket.spacing * cost;
      });
      bucket.queue = turn.catch(() => undefined);
      return turn;
    },
    pause(name, ms) {
      const bucket = bucketOf(name);
      bucket.next = Math.max(bucket.next, clock.now() + ms);
    },
    adjust(name, limit) {
      const bucket = bucketOf(name);
      if (own === null || name !== 'default') bucket.spacing = spacingOf(limit);
    },
  };
}
