import { appendFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '@linkwright/core';
import { expect, it } from 'vitest';
import { markFiles, nextChanges } from '../../src/command/watch-files.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const never = new AbortController().signal;

/** While it sleeps, somebody does the next of these. */
function busyClock(...deeds: readonly (() => Promise<unknown>)[]): Clock & { readonly left: () => number } {
  const left = [...deeds];
  return {
    now: () => 0,
    async sleep() {
      await left.shift()?.();
    },
    left: () => left.length,
  };
}

it('names every file that has changed, though one was written after the other', async () => {
  const folder = await temporaryFolder({ a: '1', b: '1', c: '1' });
  const [a, b, c] = [join(folder, 'a'), join(folder, 'b'), join(folder, 'c')];
  const before = await markFiles([a, b, c]);
  await writeFile(c, '22');
  const clock = busyClock(() => writeFile(a, '22'));

  const { changed, marks } = await nextChanges(before, clock, never);
  expect(changed).toEqual([a, c]);
  expect(marks).toEqual(await markFiles([a, b, c]));
});

it('takes a file that is written in steps for one change, also if it was empty when it was first looked at', async () => {
  const folder = await temporaryFolder({ a: 'before' });
  const a = join(folder, 'a');
  const before = await markFiles([a]);
  await writeFile(a, '');
  const clock = busyClock(
    () => appendFile(a, 'first half, '),
    () => appendFile(a, 'second half'),
  );

  const { changed, marks } = await nextChanges(before, clock, never);
  expect(changed).toEqual([a]);
  expect(clock.left()).toBe(0);
  expect(marks).toEqual(await markFiles([a]));
});

it('sees a file in a folder that was put in the place of the old one, and one that comes later', async () => {
  const folder = await temporaryFolder({ 'src/a': '1' });
  const paths = [join(folder, 'src/a'), join(folder, 'later/b')];
  const before = await markFiles(paths);
  const clock = busyClock(
    async () => {
      await mkdir(join(folder, 'next'));
      await writeFile(join(folder, 'next/a'), '22');
      await rm(join(folder, 'src'), { recursive: true });
      await rename(join(folder, 'next'), join(folder, 'src'));
    },
    async () => {
      await mkdir(join(folder, 'later'));
      await writeFile(join(folder, 'later/b'), '1');
    },
  );
  expect((await nextChanges(before, clock, never)).changed).toEqual(paths);
});

it('ends with the reason of its signal', async () => {
  const stop = new AbortController();
  const clock: Clock = {
    now: () => 0,
    async sleep() {
      stop.abort(new Error('enough'));
    },
  };
  await expect(nextChanges(await markFiles(['/nowhere']), clock, stop.signal)).rejects.toThrow('enough');
});
