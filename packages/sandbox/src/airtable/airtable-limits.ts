import { failure } from './airtable-errors.ts';

const requestsPerBase = 5;
const requestsPerToken = 50;
const penaltyMs = 30_000;
/** A client that follows the header does not wait at all. */
const unlimitedPolicy = '"default";q=1000000;w=1';

export interface AirtableLimiter {
  /** Counts one call, or throws the 429 that it gets. */
  admit(call: { readonly token: string; readonly baseId: string | undefined; readonly metadata: boolean }): void;
  /** The rate of one base, as a `RateLimit-Policy` header. */
  readonly policy: string;
}

/**
 * 5 requests a second for each base, 50 for each token. Who exceeds it is refused for 30 s, whatever he does meanwhile.
 *
 * At speed N the window of a second admits N times as many requests and the penalty is N times shorter. The window is not
 * shortened: evenly spaced requests arrive unevenly by some milliseconds, whatever the speed.
 */
export function createAirtableLimiter(request: {
  readonly now: () => number;
  readonly speed: number;
  /** Whether requests per second are limited. */
  readonly perSecond: boolean;
  /** Calls in a calendar month (UTC) before the billing limit; calls to the metadata API are not counted. */
  readonly monthlyCalls: number | undefined;
}): AirtableLimiter {
  const { now, speed, perSecond, monthlyCalls } = request;
  const windowMs = 1000 / Math.min(speed, 1);
  const scale = Math.max(speed, 1);
  const bases = new Map<string, SlidingWindow>();
  const tokens = new Map<string, SlidingWindow>();
  let month = '';
  let callsOfMonth = 0;

  function admitRate(call: { readonly token: string; readonly baseId: string | undefined }, time: number): void {
    const windows = [windowOf(tokens, call.token, Math.floor(requestsPerToken * scale))];
    if (call.baseId !== undefined) windows.push(windowOf(bases, call.baseId, Math.floor(requestsPerBase * scale)));
    const exceeded = windows.filter((window) => isExceeded(window, time, windowMs, penaltyMs / speed));
    if (exceeded.length > 0) {
      throw failure(429, 'RATE_LIMIT_REACHED', 'Rate limit exceeded. Please try again later');
    }
    for (const window of windows) window.times.push(time);
  }

  function admitMonth(time: number, quota: number): void {
    const current = new Date(time).toISOString().slice(0, 7);
    if (current !== month) callsOfMonth = 0;
    month = current;
    callsOfMonth += 1;
    if (callsOfMonth <= quota) return;
    throw failure(
      429,
      'PUBLIC_API_BILLING_LIMIT_EXCEEDED',
      'API billing plan limit exceeded. Please upgrade your plan or wait until the limit is reset.',
    );
  }

  return {
    policy: perSecond ? `"default";q=${Math.floor(requestsPerBase * scale)};w=${windowMs / 1000}` : unlimitedPolicy,
    admit(call) {
      const time = now();
      if (perSecond) admitRate(call, time);
      if (!call.metadata && monthlyCalls !== undefined) admitMonth(time, monthlyCalls);
    },
  };
}

interface SlidingWindow {
  readonly quota: number;
  /** Of admitted requests, oldest first. */
  times: number[];
  refusedUntil: number;
}

function windowOf(windows: Map<string, SlidingWindow>, key: string, quota: number): SlidingWindow {
  let window = windows.get(key);
  if (window === undefined) {
    window = { quota, times: [], refusedUntil: Number.NEGATIVE_INFINITY };
    windows.set(key, window);
  }
  return window;
}

function isExceeded(window: SlidingWindow, time: number, windowMs: number, penalty: number): boolean {
  if (time < window.refusedUntil) return true;
  window.times = window.times.filter((admitted) => time - admitted < windowMs);
  if (window.times.length < window.quota) return false;
  window.refusedUntil = time + penalty;
  return true;
}
