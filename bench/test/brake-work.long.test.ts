import { type Brakes, defaultBrakes } from '@linkwright/core';
import { openStore } from '@linkwright/engine';
import { expect, test } from 'vitest';
import { countWork, type Work } from '../src/count-work.ts';
import { checkWritten, generatedPair } from '../src/run-generated.ts';

const records = 5000;
const quietCycles = 20;
/** More than a brake has to count, and far less than pulls one. */
const some = 200;

const off: Brakes = { archive: 'off', blank: 'off', unlink: 'off', create: 'off', overwrite: 'off' };
/** What is edited here in every record is meant. */
const meant: Brakes = { overwrite: '100%' };

async function workOf(brakes: Brakes, edited: number): Promise<Record<'first' | 'quiet' | 'edits', Work>> {
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
  pair.left.edit(edited);
  const edits = await counted(async () => checkWritten(await pair.run(store), { updated: edited }));
  expect(pair.right.countLatest()).toBe(edited);
  await store.close();
  return { first, quiet, edits };
}

test('brakes that do not pull ask next to nothing of the state: in a first sync, in quiet cycles, and where every record is edited', async () => {
  const [braked, free] = [await workOf(meant, records), await workOf(off, records)];
  for (const what of ['first', 'quiet', 'edits'] as const) {
    expect(free[what].statements).toBeGreaterThan(100);
    expect(braked[what].statements / free[what].statements).toBeLessThanOrEqual(1.02);
    expect(braked[what].rows / free[what].rows).toBeLessThanOrEqual(1.02);
  }
});

test('brakes that do not pull decide once about a few edited records, and read no more links than tell that they are few', async () => {
  const [braked, free] = [await workOf({}, some), await workOf(off, some)];
  // How many records there are, that no more links are dirty, and what is shown of those that are: a sync without brakes reads that with them.
  expect(braked.edits.statements - free.edits.statements).toBeLessThanOrEqual(3);
  const share = Number(defaultBrakes.overwrite.slice(0, -1)) / 100;
  // And the row that says how many records there are.
  expect(braked.edits.rows).toBeLessThanOrEqual(free.edits.rows + Math.ceil(some / share) + 1);
});
