import type { Clock } from '@linkwright/core';

/** Without a reason, each release would make an error. */
const over = new Error('nobody waits for it');

/** A signal that is aborted so long after another one. `release`: nobody needs it any more. */
export function afterGrace(
  signal: AbortSignal,
  clock: Clock,
  ms: number,
): { readonly signal: AbortSignal; release(): void } {
  const late = new AbortController();
  const released = new AbortController();
  const start = (): void => {
    clock.sleep(ms, released.signal).then(
      () => late.abort(signal.reason),
      () => undefined,
    );
  };
  signal.addEventListener('abort', start, { once: true });
  return {
    signal: late.signal,
    release() {
      signal.removeEventListener('abort', start);
      released.abort(over);
    },
  };
}
