import { countAnnounced, type Store } from '@linkwright/engine';
import type { StatePlace } from '../configuration/state-place.ts';
import { fileStamp } from './file-stamp.ts';
import { lookAtFile } from './look-at-file.ts';

/**
 * A file's time is that of a clock that ticks, on some systems a hundred times a second, and the log of a state is written over, so
 * that its length tells nothing: two changes within a tick may leave one stamp. In milliseconds, with as much to spare.
 */
const tickMs = 20;

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
      this.#stamp = isJustChanged(state.place, now) ? '' : stamp;
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

/** Changes with what is stored in a state file. Whoever opens one makes an empty log beside it, also to read: that is no change. */
const stateFileStamp = (place: string): string => filesOf(place).map(fileStamp).join(' ');

/** May it be changed once more without another stamp? */
const isJustChanged = (place: string, now: number): boolean =>
  filesOf(place).some((path) => Math.abs(now - (lookAtFile(path)?.mtimeMs ?? 0)) < tickMs);

const filesOf = (place: string): readonly string[] => [`${place}-wal`, place];
