import type { Clock } from '@linkwright/core';

export const systemClock: Clock = {
  now: () => Date.now(),
  // Every call of an app has a deadline that it ends: `node:timers/promises` would make an error with a stack each time.
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', stop);
        resolve();
      }, ms);
      signal.addEventListener('abort', stop, { once: true });
    }),
};
