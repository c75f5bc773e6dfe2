import { refusesObject } from '@linkwright/core';
import type { PairPlan } from '../context/cycle-context.ts';
import type { StoppedSync } from '../context/stopped-sync.ts';

/**
 * What an app refuses of one object concerns the syncs that need it, not the connection: the others of the run go on, and
 * the refusal is told when they are done.
 */
export class StoppedPairs {
  readonly #stopped = new Map<PairPlan, StoppedSync>();

  /** Does the sync, unless it has been stopped already. */
  async guard(pair: PairPlan, work: () => Promise<void>): Promise<void> {
    if (this.#stopped.has(pair)) return;
    try {
      await work();
    } catch (error) {
      if (!refusesObject(error)) throw error;
      this.#stopped.set(pair, { name: pair.sync.name, error, association: null });
    }
  }

  has(pair: PairPlan): boolean {
    return this.#stopped.has(pair);
  }

  list(): readonly StoppedSync[] {
    return [...this.#stopped.values()];
  }
}

/** For what several syncs wait for: each of them is stopped by its own guard. */
export function unlessRefused(error: unknown): void {
  if (!refusesObject(error)) throw error;
}
