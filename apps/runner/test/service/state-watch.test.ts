import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { StateWatch } from '../../src/service/state-watch.ts';

let folder: string;
let announced: number;
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
    return watch.wasTouched(state, async () => count);
  };
  await watch.wasTouched(state, async () => announced);
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
