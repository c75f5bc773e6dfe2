import { expect, it } from 'vitest';
import { joinRead, type SharedRead } from '../src/hubspot-shared-read.ts';

/** A place for one read, as the catalogue and the owners have it. */
function createPlace() {
  let current: SharedRead<string> | null = null;
  let begun = 0;
  const begin = (signal: AbortSignal) => () => {
    begun += 1;
    const answer = `read ${begun}`;
    const aborted = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    const reading = {
      value: Promise.race([aborted, new Promise<string>((resolve) => setImmediate(resolve, answer))]),
      signal,
    };
    current = reading;
    reading.value.catch(() => {
      if (current === reading) current = null;
    });
    return reading.value;
  };
  const join = (signal: AbortSignal) => joinRead(() => current, begin(signal), signal);
  return { join, begun: () => begun };
}

it('is read once for all who wait', async () => {
  const place = createPlace();
  const { signal } = new AbortController();
  expect(await Promise.all([place.join(signal), place.join(signal)])).toEqual(['read 1', 'read 1']);
  expect(await place.join(signal)).toBe('read 1');
  expect(place.begun()).toBe(1);
});

it('is begun again, once, when the caller that began it gives up', async () => {
  const place = createPlace();
  const [first, other] = [new AbortController(), new AbortController()];
  const aborted = place.join(first.signal);
  const waiting = [place.join(other.signal), place.join(other.signal)];
  first.abort();
  await expect(aborted).rejects.toThrow('aborted');
  expect(await Promise.all(waiting)).toEqual(['read 2', 'read 2']);
});

it('fails for all who wait when it failed by itself', async () => {
  const { signal } = new AbortController();
  const failed = { value: Promise.reject(new Error('down')), signal };
  failed.value.catch(() => {});
  await expect(
    joinRead(
      () => failed,
      () => Promise.resolve('never'),
      signal,
    ),
  ).rejects.toThrow('down');
});
