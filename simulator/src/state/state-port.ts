import type { Store } from '@linkwright/engine';

/** Where the worlds have their states. */
export interface StatePort {
  /** An empty one. */
  open(): Promise<Store>;
  keep(store: Store): Promise<StateCopy>;
  /** Has everything been answered that states were asked for? What an answer sets off has happened one turn of the event loop later. */
  isAtRest(): boolean;
}

/** All rows of a state, as a backup has them. */
export interface StateCopy {
  /** A state of its own each time. */
  open(): Promise<Store>;
  release(): Promise<void>;
}
