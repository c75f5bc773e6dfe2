import { type Clock, isLinkwrightError } from '@linkwright/core';
import { openStore, openStoreIfThere } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';

/** Where a state lies, as `openStore` is told. */
export interface StateAt {
  readonly place: string;
  readonly schema?: string;
}

/** A state that somebody else writes to is waited for as long, in milliseconds. */
const patienceMs = 30_000;
const tryAgainMs = 25;

/**
 * Works on a state beside whoever has it open, this process included. SQLite waits for another writer without letting anything else
 * run, so that one in the same process would never come to its end: here it is not waited for but asked again. `null`: there is no
 * state, and none is to be made.
 */
export async function inState<Result>(
  { place, schema }: StateAt,
  clock: Clock,
  work: (store: Store) => Promise<Result>,
  { make }: { readonly make: boolean },
): Promise<Result | null> {
  const options = { reading: true, busyTimeoutMs: 0, ...(schema !== undefined && { schema }) };
  const store = await untilFree(clock, () => (make ? openStore(place, options) : openStoreIfThere(place, options)));
  if (store === null) return null;
  const patient: Store = {
    ...store,
    transaction: (step, given) => untilFree(clock, () => store.transaction(step, given)),
  };
  try {
    return await work(patient);
  } finally {
    await store.close();
  }
}

/** What is done must be a transaction: it may be begun several times. */
async function untilFree<Result>(clock: Clock, work: () => Promise<Result>): Promise<Result> {
  const until = clock.now() + patienceMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isLinkwrightError(error) || error.code !== 'state-busy' || clock.now() > until) throw error;
      await clock.sleep(tryAgainMs, new AbortController().signal);
    }
  }
}
