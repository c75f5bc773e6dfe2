import { AuthenticationError, isErrorOfKind } from '@linkwright/core';
import type { PairPlan } from '../context/cycle-context.ts';

/**
 * A scope that is missing concerns the syncs that need it, not the connection: the others of the run go on, and the error is
 * told when they are done.
 */
export class LackingScope {
  readonly #stopped = new Map<PairPlan, AuthenticationError>();

  /** Does the sync, unless it has been stopped already. */
  async guard(pair: PairPlan, work: () => Promise<void>): Promise<void> {
    if (this.#stopped.has(pair)) return;
    try {
      await work();
    } catch (error) {
      if (!lacksScope(error)) throw error;
      this.#stopped.set(pair, error);
    }
  }

  stopped(pair: PairPlan): boolean {
    return this.#stopped.has(pair);
  }

  /** Ends the run with what was missing first, and the names of the syncs that it has stopped. */
  throwIfAny(pairs: readonly PairPlan[]): void {
    const [first] = this.#stopped.values();
    if (!first) return;
    const names = [...this.#stopped.keys()].map(({ sync }) => sync.name).join(', ');
    const others = this.#stopped.size < pairs.length ? ' The other syncs were run.' : '';
    const { code, remedy, missingScopes } = first;
    const message = `${first.message} Not finished: ${names}.${others}`;
    throw new AuthenticationError(message, { code, remedy, missingScopes, cause: first });
  }
}

export const lacksScope = (error: unknown): error is AuthenticationError =>
  isErrorOfKind(error, 'authentication') && error.missingScopes.length > 0;
