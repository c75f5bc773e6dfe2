import { countAnnounced, type Store } from '@linkwright/engine';
import type { StatePlace } from '../configuration/state-place.ts';
import { mayKeepStamp, stateFileStamp } from './watched-file.ts';

/** Notices that somebody else, such as a command, has changed the state. */
export class StateWatch {
  #stamp = '';
  #announced: number | null = null;

  /**
   * Has something been announced since it was asked last? A state in a file is looked into, by `look`, only if the file is another
   * one, or was changed just now. `now`: milliseconds since 1970, UTC.
   */
  async wasTouched(
    state: StatePlace,
    look: (count: (store: Store) => Promise<number>) => Promise<number>,
    now: number,
  ): Promise<boolean> {
    if (state.folder !== null) {
      const stamp = stateFileStamp(state.place);
      if (stamp === this.#stamp) return false;
      this.#stamp = mayKeepStamp(state.place, now) ? '' : stamp;
    }
    const announced = await look(countAnnounced);
    const isTouched = announced !== this.#announced;
    this.#announced = announced;
    return isTouched;
  }

  /** Whoever watches has announced one thing by itself, and of it nothing is to be noticed. What somebody else has announced is. */
  announcedOne(before: number, after: number): void {
    if (this.#announced === before && after === before + 1) this.#announced = after;
  }
}
