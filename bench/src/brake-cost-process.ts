import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Brakes } from '@linkwright/core';
import { openStore, type Store } from '@linkwright/engine';
import { measureTime } from './measure-time.ts';
import { checkWritten, type GeneratedPair, generatedPair } from './run-generated.ts';

/**
 * What brakes cost that do not pull: the same runs with them and with all of them off, in turns in one process. Takes the number
 * of records and of turns. Prints one line of JSON: seconds of processor time, the median of all turns each, and how many records were edited in one.
 */
const [records, turns] = [Number(process.argv[2]), Number(process.argv[3])];
const quietCycles = 100;
/** So many changed records are decided once. */
const edited = Math.min(records, 5000);

/** With the defaults, but that every value of a field may be overwritten: what is edited here is meant. */
const on: Brakes = { overwrite: '100%' };
const off: Brakes = { archive: 'off', blank: 'off', unlink: 'off', create: 'off', overwrite: 'off' };

const works = {
  first: async (pair: GeneratedPair, store: Store) => checkWritten(await pair.run(store), { created: records }),
  quiet: async (pair: GeneratedPair, store: Store) => {
    for (let cycle = 0; cycle < quietCycles; cycle += 1) checkWritten(await pair.run(store), {});
  },
  edits: async (pair: GeneratedPair, store: Store) => {
    pair.left.edit(edited);
    checkWritten(await pair.run(store), { updated: edited });
    if (pair.right.countLatest() !== edited) throw new Error(`${pair.right.countLatest()} titles have arrived`);
  },
};
type Work = keyof typeof works;
const taken: Record<Work, { readonly on: number[]; readonly off: number[] }> = {
  first: { on: [], off: [] },
  quiet: { on: [], off: [] },
  edits: { on: [], off: [] },
};
const folder = await mkdtemp(join(tmpdir(), 'linkwright-brakes-'));
// The first turn compiles, and is not counted.
for (let turn = 0; turn <= turns; turn += 1) {
  for (const kind of turn % 2 === 0 ? (['on', 'off'] as const) : (['off', 'on'] as const)) {
    const pair = await generatedPair(records, kind === 'on' ? on : off);
    const store = await openStore(join(folder, `${turn}-${kind}.db`));
    for (const work of ['first', 'quiet', 'edits'] as const) {
      const { cpuSeconds } = await measureTime(() => works[work](pair, store));
      if (turn > 0) taken[work][kind].push(cpuSeconds);
    }
    await store.close();
  }
}
await rm(folder, { recursive: true });
const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
};
const medians = Object.entries(taken).map(([work, { on: braked, off: free }]) => {
  return [work, { on: median(braked), off: median(free) }];
});
console.log(JSON.stringify({ ...Object.fromEntries(medians), edited }));
