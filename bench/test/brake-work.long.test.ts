import type { Brakes } from '@linkwright/core';
import { openStore } from '@linkwright/engine';
import { expect, test } from 'vitest';
import { countWork, type Work } from '../src/count-work.ts';
import { checkWritten, generatedPair } from '../src/run-generated.ts';

const records = 5000;
const quietCycles = 20;

/** With the defaults, but that every value of a field may be overwritten: what is edited here is meant. */
const on: Brakes = { overwrite: '100%' };
const off: Brakes = { archive: 'off', blank: 'off', unlink: 'off', create: 'off', overwrite: 'off' };

async function workOf(brakes: Brakes): Promise<Record<'first' | 'quiet' | 'edits', Work>> {
  const pair = await generatedPair(records, brakes);
  const store = await openStore(':memory:');
  const counted = async (work: () => Promise<void>): Promise<Work> => {
    const counter = countWork();
    try {
      await work();
    } finally {
      counter.stop();
    }
    return counter.stop();
  };
  const first = await counted(async () => checkWritten(await pair.run(store), { created: records }));
  const quiet = await counted(async () => {
    for (let cycle = 0; cycle < quietCycles; cycle += 1) checkWritten(await pair.run(store), {});
  });
  pair.left.edit();
  const edits = await counted(async () => checkWritten(await pair.run(store), { updated: records }));
  expect(pair.right.countLatest()).toBe(records);
  await store.close();
  return { first, quiet, edits };
}

test('brakes that do not pull ask next to nothing of the state in a first sync and in quiet cycles', async () => {
  const [braked, free] = [await workOf(on), await workOf(off)];
  for (const what of ['first', 'quiet'] as const) {
    expect(free[what].statements).toBeGreaterThan(100);
    expect(braked[what].statements / free[what].statements).toBeLessThanOrEqual(1.02);
    expect(braked[what].rows / free[what].rows).toBeLessThanOrEqual(1.02);
  }
  // Where every record is edited, what changes is read and decided once to count it and once to write it.
  expect(braked.edits.statements / free.edits.statements).toBeLessThanOrEqual(1.15);
  expect(braked.edits.rows / free.edits.rows).toBeLessThanOrEqual(1.5);
});
