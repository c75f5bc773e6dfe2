import { setImmediate } from 'node:timers/promises';
import type { Clock } from '@linkwright/core';
import type { Random } from '../random.ts';

/** Virtual time, in milliseconds since 1970, UTC. Nothing else in a world has a clock. */
export class Time {
  now: number = Date.UTC(2026, 0, 1);
}

export type Ending<Result> =
  | { readonly kind: 'done'; readonly value: Result }
  | { readonly kind: 'failed'; readonly error: unknown }
  /** The process has died; whatever it waited for never comes. */
  | { readonly kind: 'died' };

/** So many turns of the event loop without any progress mean that nothing will come any more. */
const stuckAfter = 20_000;

/**
 * The one thread of control. Requests on their way and answers on their way wait here, and one of them, drawn by the
 * seed, goes on at a time; the next one is drawn when everything it set off has come to rest. When nothing is on its
 * way, time jumps to the next sleeper.
 */
export class Scheduler implements Clock {
  readonly time: Time;
  readonly #random: Random;
  readonly #isAtRest: () => boolean;
  #travelling: (() => void)[] = [];
  #sleeping: { readonly until: number; readonly wake: () => void }[] = [];

  /** `isAtRest`: is nothing under way that is not held here? */
  constructor(time: Time, random: Random, isAtRest: () => boolean) {
    this.time = time;
    this.#random = random;
    this.#isAtRest = isAtRest;
  }

  now(): number {
    return this.time.now;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    return new Promise((wake) => this.#sleeping.push({ until: this.time.now + ms, wake }));
  }

  /** Resolves when it is the turn of whoever asks. */
  turn(): Promise<void> {
    return new Promise((go) => this.#travelling.push(go));
  }

  /** Lets everything that the work sets off happen, until it has ended or its process has died. */
  async drive<Result>(work: Promise<Result>, hasDied: () => boolean): Promise<Ending<Result>> {
    let ending: Ending<Result> | null = null;
    work.then(
      (value) => {
        ending = { kind: 'done', value };
      },
      (error: unknown) => {
        ending = { kind: 'failed', error };
      },
    );
    for (let quiet = 0; quiet < stuckAfter; quiet += 1) {
      await this.#rest();
      if (ending) return ending;
      if (hasDied()) {
        await this.#settle();
        return { kind: 'died' };
      }
      if (this.#goOn()) quiet = 0;
    }
    throw new Error('the cycle waits for something that never comes');
  }

  #goOn(): boolean {
    if (this.#travelling.length > 0) {
      const [next] = this.#travelling.splice(this.#random.below(this.#travelling.length), 1);
      this.time.now += this.#random.below(400);
      next?.();
      return true;
    }
    const [first] = this.#sleeping.sort((a, b) => a.until - b.until);
    if (!first) return false;
    this.#sleeping.shift();
    this.time.now = Math.max(this.time.now, first.until);
    first.wake();
    return true;
  }

  async #rest(): Promise<void> {
    do await setImmediate();
    while (!this.#isAtRest());
  }

  /** What the dead process had handed to its store before it died still happens; nothing else does. */
  async #settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) await this.#rest();
    this.#travelling = [];
    this.#sleeping = [];
  }
}
