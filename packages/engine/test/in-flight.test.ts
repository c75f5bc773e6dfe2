import { expect, test } from 'vitest';
import { inFlight } from '../src/apply/in-flight.ts';

interface Step {
  readonly answer: PromiseWithResolvers<void>;
  readonly stored: PromiseWithResolvers<void>;
}

/** Batches whose answers and storing the test decides about, and the order in which they set out. */
function batches(count: number) {
  const steps = Array.from(
    { length: count },
    (): Step => ({ answer: Promise.withResolvers(), stored: Promise.withResolvers() }),
  );
  const begun: number[] = [];
  const work = async (batch: number, answered: () => void): Promise<void> => {
    begun.push(batch);
    await steps[batch]?.answer.promise;
    answered();
    await steps[batch]?.stored.promise;
  };
  const all = inFlight(
    steps.map((_, index) => index),
    work,
  );
  return { all, begun, steps };
}

/** Until everything that can happen by itself has happened. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('five batches wait for their app at once; an answer lets the next one set out while it is being stored', async () => {
  const { all, begun, steps } = batches(8);
  await settled();
  expect(begun).toEqual([0, 1, 2, 3, 4]);
  steps[2]?.answer.resolve();
  await settled();
  expect(begun).toEqual([0, 1, 2, 3, 4, 5]);
  for (const { answer, stored } of steps) {
    answer.resolve();
    stored.resolve();
  }
  await all;
  expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

test('no lane is more than one answer ahead of the store', async () => {
  const { all, begun, steps } = batches(20);
  for (const { answer } of steps) answer.resolve();
  await settled();
  expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  for (const { stored } of steps) stored.resolve();
  await all;
  expect(begun).toHaveLength(20);
});

test('after a failure nothing more sets out, and what has left is waited for', async () => {
  const { all, begun, steps } = batches(20);
  let over = false;
  const failing = expect(all.finally(() => (over = true))).rejects.toThrow('the disk is full');
  steps[0]?.answer.resolve();
  await settled();
  expect(begun).toHaveLength(6);
  steps[0]?.stored.reject(new Error('the disk is full'));
  for (const { answer } of steps) answer.resolve();
  await settled();
  expect(begun).toHaveLength(6);
  expect(over).toBe(false);
  for (const { stored } of steps.slice(1)) stored.resolve();
  await failing;
  expect(begun).toHaveLength(6);
});
