import { appendFile, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { StateWatch } from '../../src/service/state-watch.ts';

let folder: string;
let announced: number;
/** Milliseconds, long after any change. */
const later = Date.UTC(2100, 0);
let isTouched: (count: number) => Promise<boolean>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linkwright-watch-'));
  announced = 0;
  const state = { place: join(folder, 'state.db'), schema: 'linkwright', namesSchema: false, folder, leaseMs: 90_000 };
  const watch = new StateWatch();
  isTouched = async (count) => {
    await appendFile(state.place, 'stored');
    const before = announced;
    announced = count;
    watch.announcedOne(before, count);
    return watch.wasTouched(state, async () => count, later);
  };
  await watch.wasTouched(state, async () => announced, later);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

it('what a turn of our own announces is nothing to notice', async () => {
  expect(await isTouched(1)).toBe(false);
  expect(await isTouched(2)).toBe(false);
});

it('what somebody else announces during such a turn is noticed, once', async () => {
  expect(await isTouched(2)).toBe(true);
  expect(await isTouched(3)).toBe(false);
});

it('two changes within one tick of the clock of the files are both noticed, and later looks need none', async () => {
  const state = { place: join(folder, 'log.db'), schema: 'linkwright', namesSchema: false, folder, leaseMs: 90_000 };
  const watch = new StateWatch();
  const tick = Date.UTC(2026, 11, 1);
  let looks = 0;
  const touch = async (count: number, after: number): Promise<boolean> => {
    await writeFile(state.place, 'same length');
    await utimes(state.place, tick / 1000, tick / 1000);
    const look = async (): Promise<number> => {
      looks += 1;
      return count;
    };
    return watch.wasTouched(state, look, tick + after);
  };
  expect(await touch(1, 2)).toBe(true);
  expect(await touch(2, 4)).toBe(true);
  expect(await touch(2, 1000)).toBe(false);
  expect(looks).toBe(3);
  expect(await touch(2, 2000)).toBe(false);
  expect(looks).toBe(3);
});
