import { ConfigurationError } from '@linkwright/core';

/** Two processes never sync the same state at once. Ends with its process, killed or not: there is no stale lock to clean up. */
export interface StateLock {
  /** How a state on PostgreSQL is held. `null`: it lies in a file, which its operating system locks. */
  readonly lease: StateLease | null;
  /** Aborts, with what to tell, when the lock is lost before it is released: whoever holds it has to stop. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** A state that is ours for a time, which is made longer again and again. */
export interface StateLease {
  /** Counts the owners of the state. The server refuses the transactions of earlier ones. */
  readonly epoch: number;
  readonly owner: string;
  /** How long it lasts without a renewal, in milliseconds. */
  readonly lengthMs: number;
  /** What is left of it, in milliseconds, rather too little. 0 and below: somebody else may have it. */
  leftMs(): number;
}

/** What a state is held for: work on it, or a service that works on it from time to time. Both may be held at once. */
export type LockPurpose = 'run' | 'service';

export const stateLocked = (purpose: LockPurpose): ConfigurationError =>
  purpose === 'run'
    ? new ConfigurationError('Another linkwright is syncing this state.', {
        code: 'state-locked',
        remedy: 'Wait until it has ended, or stop it; `linkwright status` works meanwhile.',
      })
    : new ConfigurationError('Another service looks after this state.', {
        code: 'state-served',
        remedy: 'Stop the other `linkwright start`, or let this one serve other files.',
      });
