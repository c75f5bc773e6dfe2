import { onTestFinished, vi } from 'vitest';

/** From here on it is so much later for everything in this process: the command within it, and the sandbox. */
export function advanceClock(ms: number): void {
  const before = Date.now;
  const spy = vi.spyOn(Date, 'now').mockImplementation(() => before.call(Date) + ms);
  onTestFinished(() => spy.mockRestore());
}
