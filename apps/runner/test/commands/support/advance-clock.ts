import { onTestFinished, vi } from 'vitest';

const realNow = Date.now;
let aheadMs = 0;

/** From here on it is so much later for everything in this process: the command within it, and the sandbox. */
export function advanceClock(ms: number): void {
  aheadMs += ms;
  const spy = vi.spyOn(Date, 'now').mockImplementation(() => realNow.call(Date) + aheadMs);
  onTestFinished(() => {
    aheadMs = 0;
    spy.mockRestore();
  });
}
