import type { StateLock } from '@linkwright/engine';
import type { StatePlace } from '../configuration/state-place.ts';

/** Of states that this process works on. */
const locks = new WeakMap<StatePlace, StateLock>();

export const holdState = (state: StatePlace, lock: StateLock): void => void locks.set(state, lock);

/** How this process holds a state. Absent: it does not. */
export const heldState = (state: StatePlace): StateLock | undefined => locks.get(state);
