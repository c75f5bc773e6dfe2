import type { StateLock } from '@linkwright/engine';
import type { StatePlace } from '../configuration/state-place.ts';

/** Of states that this process works on. */
const locks = new WeakMap<StatePlace, StateLock>();

export const holdState = (state: StatePlace, lock: StateLock): void => void locks.set(state, lock);

/** It is held no longer. */
export function releaseState(state: StatePlace, lock: StateLock): void {
  if (locks.get(state) === lock) locks.delete(state);
}

/** How this process holds a state. Absent: it does not. */
export const heldState = (state: StatePlace): StateLock | undefined => locks.get(state);
