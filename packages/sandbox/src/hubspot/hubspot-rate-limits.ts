import { HubspotFailure } from './hubspot-errors.ts';
import type { HubspotSettings } from './hubspot-options.ts';

export type RateBucket = 'default' | 'search' | 'associations';

export interface HubspotLimiter {
  /** Counts one call and returns its rate headers, or throws the 429 that it gets. */
  admit(token: string, bucket: RateBucket): Record<string, string>;
  /** The headers that a refused call carries: they do not count. */
  headers(token: string, bucket: RateBucket): Record<string, string>;
  today(token: string): CallsToday;
}

/** What has been counted of the present day. */
export interface CallsToday {
  readonly used: number;
  readonly allowed: number;
  /** Milliseconds since 1970. */
  readonly resetsAt: number;
}

const shortestWindowMs = 1_000;
const dayMs = 86_400_000;

/**
 * Rolling windows for each token: calls in 10 s, searches in 1 s and calls of the associations API in 10 s count apart.
 *
 * At speed N a window is N times shorter, but not below a second: from there on it admits more calls instead. Evenly spaced
 * calls arrive unevenly by some milliseconds, whatever the speed.
 */
export function createHubspotLimiter(request: {
  readonly now: () => number;
  readonly speed: number;
  readonly enabled: boolean;
  readonly settings: HubspotSettings;
}): HubspotLimiter {
  const { now, speed, enabled, settings } = request;
  const quotas: Record<RateBucket, Quota> = {
    default: quotaAtSpeed(settings.requestsPerTenSeconds, 10_000, speed, enabled),
    search: quotaAtSpeed(settings.searchRequestsPerSecond, 1_000, speed, enabled),
    associations: quotaAtSpeed(settings.associationRequestsPerTenSeconds, 10_000, speed, enabled),
  };
  const windows = new Map<string, SlidingWindow>();
  const days = new Map<string, { day: number; calls: number }>();

  const windowOf = (token: string, bucket: RateBucket) =>
    getOrCreate(windows, `${bucket} ${token}`, () => new SlidingWindow());

  const dayOf = (token: string) => {
    const day = Math.floor((now() * speed) / dayMs);
    const counted = getOrCreate(days, token, () => ({ day, calls: 0 }));
    if (counted.day !== day) {
      counted.day = day;
      counted.calls = 0;
    }
    return counted;
  };

  const headers = (token: string, bucket: RateBucket): Record<string, string> => {
    const quota = quotas[bucket];
    const remainingToday = Math.max(0, settings.requestsPerDay - dayOf(token).calls);
    const answer: Record<string, string> = {
      'X-HubSpot-RateLimit-Daily': String(settings.requestsPerDay),
      'X-HubSpot-RateLimit-Daily-Remaining': String(remainingToday),
      'RateLimit-Policy': `"${bucket}";q=${quota.calls};w=${quota.windowMs / 1000}`,
    };
    // The vendor's search answers carry the daily figures only.
    if (bucket === 'search') return answer;
    const used = windowOf(token, bucket).countAt(now(), quota.windowMs);
    const secondly = Math.floor((quota.calls * 1000) / quota.windowMs);
    return {
      ...answer,
      'X-HubSpot-RateLimit-Interval-Milliseconds': String(quota.windowMs),
      'X-HubSpot-RateLimit-Max': String(quota.calls),
      'X-HubSpot-RateLimit-Remaining': String(Math.max(0, quota.calls - used)),
      'X-HubSpot-RateLimit-Secondly': String(secondly),
      'X-HubSpot-RateLimit-Secondly-Remaining': String(Math.max(0, secondly - 1)),
    };
  };

  return {
    headers,
    today(token) {
      const { day, calls } = dayOf(token);
      return { used: calls, allowed: settings.requestsPerDay, resetsAt: ((day + 1) * dayMs) / speed };
    },
    admit(token, bucket) {
      const today = dayOf(token);
      const window = windowOf(token, bucket);
      if (enabled) {
        if (today.calls >= settings.requestsPerDay) throw dailyLimitReached();
        const quota = quotas[bucket];
        if (window.countAt(now(), quota.windowMs) >= quota.calls) {
          throw bucket === 'search' ? secondlyLimitReached() : rollingLimitReached();
        }
      }
      today.calls += 1;
      window.add(now());
      return headers(token, bucket);
    },
  };
}

interface Quota {
  readonly calls: number;
  readonly windowMs: number;
}

/** As good as none, in figures that a client which follows the headers can read. */
const unlimited: Quota = { calls: 1_000_000, windowMs: 1_000 };

function quotaAtSpeed(calls: number, windowMs: number, speed: number, enabled: boolean): Quota {
  if (!enabled) return unlimited;
  const ideal = windowMs / speed;
  const actual = Math.max(ideal, Math.min(windowMs, shortestWindowMs));
  return { calls: Math.max(1, Math.floor((calls * actual) / ideal)), windowMs: actual };
}

class SlidingWindow {
  /** Of admitted calls, oldest first; those before `start` have left the window. */
  #times: number[] = [];
  #start = 0;

  add(time: number): void {
    this.#times.push(time);
  }

  countAt(time: number, windowMs: number): number {
    for (;;) {
      const oldest = this.#times[this.#start];
      if (oldest === undefined || time - oldest < windowMs) break;
      this.#start += 1;
    }
    if (this.#start > 4096) {
      this.#times = this.#times.slice(this.#start);
      this.#start = 0;
    }
    return this.#times.length - this.#start;
  }
}

function getOrCreate<Value>(map: Map<string, Value>, key: string, create: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = create();
    map.set(key, value);
  }
  return value;
}

function rollingLimitReached(): HubspotFailure {
  return new HubspotFailure(429, {
    message: 'You have reached your ten_secondly_rolling limit.',
    errorType: 'RATE_LIMIT',
    category: 'RATE_LIMITS',
    policyName: 'TEN_SECONDLY_ROLLING',
    groupName: 'publicapi:private-apps:calls-by-portal',
  });
}

function secondlyLimitReached(): HubspotFailure {
  return new HubspotFailure(429, {
    message: 'You have reached your secondly limit.',
    errorType: 'RATE_LIMIT',
    category: 'RATE_LIMITS',
    policyName: 'SECONDLY',
  });
}

function dailyLimitReached(): HubspotFailure {
  return new HubspotFailure(429, {
    message: 'You have reached your daily limit.',
    errorType: 'RATE_LIMIT',
    category: 'RATE_LIMITS',
    policyName: 'DAILY',
  });
}
