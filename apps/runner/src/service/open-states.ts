import type { Store } from '@linkwright/engine';
import type { StatePlace } from '../configuration/state-place.ts';
import { openStateStore } from '../session/state-store.ts';
import { lookAtFile } from './look-at-file.ts';

/**
 * A larger file is not left open: whoever opens one beside us, or after us if we are killed, reads all of it to see whether it is
 * sound. In bytes.
 */
const largestHeld = 16_000_000;

/** Looks into the state of a workspace. One in a file may stay open between them, which spares most of what a look costs. */
export interface OpenStates {
  look<Result>(state: StatePlace, use: (store: Store) => Promise<Result>): Promise<Result>;
  /** `true`: the file that is looked into at present, or next, stays open. `false`: nothing is left open, nor of its log beside it. */
  hold(isHeld: boolean): Promise<void>;
}

interface Held {
  readonly store: Store;
  readonly state: StatePlace;
  /** Of the file that was opened: another one in its place is opened anew. */
  readonly inode: number;
  users: number;
}

export function createOpenStates(): OpenStates {
  let isWanted = false;
  let held: Held | null = null;
  const leave = async (one: Held): Promise<void> => {
    one.users -= 1;
    if (one.users === 0 && one !== held) await one.store.close();
  };
  const letGo = async (): Promise<void> => {
    const before = held;
    held = null;
    if (before !== null && before.users === 0) await before.store.close();
  };
  const take = async (state: StatePlace): Promise<Held | null> => {
    if (!isWanted || state.folder === null) return null;
    const file = lookAtFile(state.place);
    if (
      file === null ||
      file.size > largestHeld ||
      (held !== null && (held.inode !== file.ino || held.state !== state))
    ) {
      await letGo();
    }
    if (file === null || file.size > largestHeld) return null;
    if (held === null) {
      const opened = { store: await openStateStore(state, { reading: false }), state, inode: file.ino, users: 0 };
      // Somebody else may have been as quick.
      if (held === null && isWanted) held = opened;
      else await opened.store.close();
    }
    if (held === null) return null;
    held.users += 1;
    return held;
  };
  return {
    async look(state, use) {
      const one = await take(state);
      if (one !== null) return use(one.store).finally(() => leave(one));
      const store = await openStateStore(state, { reading: false });
      return use(store).finally(() => store.close());
    },
    async hold(isHeld) {
      isWanted = isHeld;
      if (!isHeld) await letGo();
    },
  };
}
