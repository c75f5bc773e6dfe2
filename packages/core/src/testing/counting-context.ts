import type { Clock, ConnectContext } from '../contract/connector.ts';
import { createTestClock } from './test-clock.ts';
import { createTestContext } from './test-context.ts';

export interface CountingContext extends ConnectContext {
  /** Kinds of the calls that were made, in order. */
  readonly calls: string[];
  /** How long the clock has been slept on, in milliseconds, per sleep. */
  readonly sleeps: number[];
  advance(ms: number): void;
}

/** A context with limits that keep pauses, and with a count of the calls. */
export function createCountingContext(): CountingContext {
  const testClock = createTestClock();
  const calls: string[] = [];
  const sleeps: number[] = [];
  const clock: Clock = {
    now: testClock.now,
    sleep(ms, signal) {
      sleeps.push(ms);
      return testClock.sleep(ms, signal);
    },
  };
  let pausedUntil = 0;
  const context = createTestContext({
    clock,
    limits: {
      async acquire(_bucket, _cost, signal) {
        const wait = pausedUntil - clock.now();
        if (wait > 0) await clock.sleep(wait, signal);
      },
      pause(_bucket, ms) {
        pausedUntil = Math.max(pausedUntil, clock.now() + ms);
      },
      adjust() {},
    },
    reportCall: (kind) => {
      calls.push(kind);
    },
  });
  return { ...context, calls, sleeps, advance: testClock.advance };
}

/** Everything that an iterable gives, such as the pages of a read. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}
