import type { ServiceClock } from '../../src/service/scheduler.ts';

/** Time that stands still until it is told to go on. */
export interface HeldClock extends ServiceClock {
  /** Lets so many milliseconds pass, and what waited for them go on. */
  pass(ms: number): Promise<void>;
  /** How many wait for time to pass. */
  sleeping(): number;
}

export function createHeldClock(start = 1_000_000): HeldClock {
  let time = start;
  const sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();
  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  return {
    now: () => time,
    wait: (ms, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve();
        const sleeper = {
          until: time + ms,
          wake() {
            sleepers.delete(sleeper);
            signal.removeEventListener('abort', sleeper.wake);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal.addEventListener('abort', sleeper.wake, { once: true });
      }),
    sleeping: () => sleepers.size,
    async pass(ms) {
      time += ms;
      for (const { until, wake } of [...sleepers]) if (until <= time) wake();
      await settled();
    },
  };
}
