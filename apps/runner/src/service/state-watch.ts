import { countAnnounced } from '@linkwright/engine';
import type { StatePlace } from '../configuration/state-place.ts';
import { inStateIfThere } from '../session/state-store.ts';
import { stateFileStamp } from './watched-file.ts';

/** Notices that somebody else, such as a command, has changed the state. */
export class StateWatch {
  #stamp = '';
  #announced: number | null = null;

  /** Has something been announced since it was asked last? `readBook`: of a state that is no file. */
  async wasTouched(state: StatePlace, readBook: () => Promise<object>): Promise<boolean> {
    const stamp = state.folder === null ? JSON.stringify(await readBook()) : await stateFileStamp(state.place);
    if (stamp === this.#stamp) return false;
    const announced = state.folder === null ? null : ((await inStateIfThere(state, countAnnounced)) ?? 0);
    const isTouched = announced === null || announced !== this.#announced;
    this.#stamp = stamp;
    this.#announced = announced;
    return isTouched;
  }
}
