import { KintoneFailure } from './kintone-errors.ts';

export interface ConcurrencyGate {
  /** Counts a call as running until the returned function is called, or throws the 429 that it gets. */
  enter(): () => void;
  /** What every answer tells. */
  headers(): Readonly<Record<string, string>>;
}

/** Kintone limits how many calls of a domain run at once, not how many come in a time. */
export function createConcurrencyGate(limit: number, enforced: boolean): ConcurrencyGate {
  let running = 0;
  const headers = () => ({
    'X-ConcurrencyLimit-Limit': String(limit),
    'X-ConcurrencyLimit-Running': String(running),
  });
  return {
    headers,
    enter() {
      running += 1;
      if (enforced && running > limit) {
        const message = 'The number of concurrent API requests exceeds the limit.';
        const failure = new KintoneFailure(429, 'GAIA_TO04', message, {
          headers: { 'X-Cybozu-Error': 'GAIA_TO04', ...headers() },
        });
        running -= 1;
        throw failure;
      }
      return () => {
        running -= 1;
      };
    },
  };
}
