import { setTimeout as wait } from 'node:timers/promises';

/** Asks again and again. Throws after so many milliseconds. */
export async function until(
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  patienceMs = 15 * 60_000,
): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error(`${what}: not within ${patienceMs / 1000} s.`);
    await wait(100);
  }
}

/** Tries something until it works, twenty times at most: what is asked of a sandbox with faults may meet one. */
export async function again<Result>(act: () => Promise<Result>): Promise<Result> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await act();
    } catch (error) {
      if (tries === 20) throw error;
    }
  }
}
