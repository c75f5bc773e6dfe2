import { ConfigurationError } from '@linkwright/core';

/** Two processes never sync the same state at once. Ends with its process, killed or not: there is no stale lock to clean up. */
export interface StateLock {
  /** Aborts, with what to tell, when the lock is lost before it is released: whoever holds it has to stop. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

export const stateLocked = (): ConfigurationError =>
  new ConfigurationError('Another linkwright is syncing this state.', {
    code: 'state-locked',
    remedy: 'Wait until it has ended, or stop it; `linkwright status` works meanwhile.',
  });
