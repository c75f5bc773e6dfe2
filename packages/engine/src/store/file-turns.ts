import { setTimeout as wait } from 'node:timers/promises';
import { stateBusy } from './state-error.ts';

/** The last transaction of each file that is under way or waits in this process, by its path. */
const lastOf = new Map<string, Promise<void>>();

/** The files on which a preview is under way. */
const previewed = new Set<string>();

export interface TurnAsked {
  /** How long a transaction that does not end is waited for, in milliseconds. */
  readonly patienceMs: number;
  /** It takes as long as planning does, calls nobody, and ends by itself: whoever waits for it does so until then. */
  readonly isPreview: boolean;
}

/**
 * Transactions of all stores that this process has open on a file take turns. SQLite would wait for one in this thread, which is the
 * one that has to end it. Resolves to what ends the turn. Throws `state-busy` after the patience, which begins anew with each preview.
 */
export async function takeTurn(path: string, { patienceMs, isPreview }: TurnAsked): Promise<() => void> {
  const before = lastOf.get(path);
  const { promise, resolve } = Promise.withResolvers<void>();
  const last = before === undefined ? promise : Promise.all([before, promise]).then(() => undefined);
  lastOf.set(path, last);
  const forget = (): void => {
    if (lastOf.get(path) === last) lastOf.delete(path);
  };
  if (before !== undefined && !(await isOver(before, path, patienceMs))) {
    // Its place in the line goes with those before it.
    resolve();
    void last.then(forget);
    throw stateBusy(null);
  }
  if (isPreview) previewed.add(path);
  return () => {
    if (isPreview) previewed.delete(path);
    resolve();
    forget();
  };
}

/** Waits for those before. `false`: they take too long. */
async function isOver(before: Promise<void>, path: string, patienceMs: number): Promise<boolean> {
  do {
    const ended = new AbortController();
    const late = wait(patienceMs, true, { signal: ended.signal }).catch(() => false);
    const isLate = await Promise.race([before.then(() => false), late]);
    ended.abort();
    if (!isLate) return true;
  } while (previewed.has(path));
  return false;
}
