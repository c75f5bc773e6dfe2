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
