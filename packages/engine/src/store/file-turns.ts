import { setTimeout as wait } from 'node:timers/promises';
import { stateBusy } from './state-error.ts';

/** The last transaction of each file that is under way or waits in this process, by its path. */
const lastOf = new Map<string, Promise<void>>();

/**
 * Transactions of all stores that this process has open on a file take turns. SQLite would wait for one in this thread, which is the
 * one that has to end it. Resolves to what ends the turn. Throws `state-busy` after so many milliseconds.
 */
export async function takeTurn(path: string, patienceMs: number): Promise<() => void> {
  const before = lastOf.get(path);
  const { promise, resolve } = Promise.withResolvers<void>();
  const last = before === undefined ? promise : Promise.all([before, promise]).then(() => undefined);
  lastOf.set(path, last);
  const forget = (): void => {
    if (lastOf.get(path) === last) lastOf.delete(path);
  };
  const end = (): void => {
    resolve();
    forget();
  };
  if (before === undefined) return end;
  const given = new AbortController();
  const late = wait(patienceMs, 'late' as const, { signal: given.signal }).catch(() => 'given up' as const);
  const first = await Promise.race([before, late]);
  given.abort();
  if (first !== 'late') return end;
  // Its place in the line goes with those before it.
  resolve();
  void last.then(forget);
  throw stateBusy(null);
}
