import type { Clock, ConnectContext } from '@linkwright/core';
import { createTestContext as createCoreContext, createTestClock } from '@linkwright/core/testing';

export interface TestContext extends ConnectContext {
  /** Kinds of the calls that were made, in order. */
  readonly calls: string[];
  /** How long the clock has been slept on, in milliseconds, per sleep. */
  readonly sleeps: number[];
  advance(ms: number): void;
}

/** A context with limits that keep pauses, and with a count of the calls. */
export function createTestContext(): TestContext {
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
  const context = createCoreContext({
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

export const options = { signal: new AbortController().signal };

export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}
