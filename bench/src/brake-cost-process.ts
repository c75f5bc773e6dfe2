import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Brakes } from '@linkwright/core';
import { openStore, type Store } from '@linkwright/engine';
import { measureTime } from './measure-time.ts';
import { checkWritten, type GeneratedPair, generatedPair } from './run-generated.ts';

/**
 * What brakes cost that do not pull: the same runs with them and with all of them off, in turns in one process. Takes the number
 * of records and of turns. Prints one line of JSON: seconds of processor time, the least of all turns each.
 */
const [records, turns] = [Number(process.argv[2]), Number(process.argv[3])];
const quietCycles = 100;

/** With the defaults, but that every value of a field may be overwritten: what is edited here is meant. */
const on: Brakes = { overwrite: '100%' };
const off: Brakes = { archive: 'off', blank: 'off', unlink: 'off', create: 'off', overwrite: 'off' };

const works = {
  first: async (pair: GeneratedPair, store: Store) => checkWritten(await pair.run(store), { created: records }),
  quiet: async (pair: GeneratedPair, store: Store) => {
    for (let cycle = 0; cycle < quietCycles; cycle += 1) checkWritten(await pair.run(store), {});
  },
  edits: async (pair: GeneratedPair, store: Store) => {
    pair.left.edit();
    checkWritten(await pair.run(store), { updated: records });
    if (pair.right.countLatest() !== records) throw new Error(`${pair.right.countLatest()} titles have arrived`);
  },
};
type Work = keyof typeof works;
const least: Record<Work, { on: number; off: number }> = {
  first: { on: Number.POSITIVE_INFINITY, off: Number.POSITIVE_INFINITY },
  quiet: { on: Number.POSITIVE_INFINITY, off: Number.POSITIVE_INFINITY },
  edits: { on: Number.POSITIVE_INFINITY, off: Number.POSITIVE_INFINITY },
};
const folder = await mkdtemp(join(tmpdir(), 'linkwright-brakes-'));
// The first turn compiles, and is not counted.
for (let turn = 0; turn <= turns; turn += 1) {
  for (const kind of turn % 2 === 0 ? (['on', 'off'] as const) : (['off', 'on'] as const)) {
    const pair = await generatedPair(records, kind === 'on' ? on : off);
    const store = await openStore(join(folder, `${turn}-${kind}.db`));
    for (const work of ['first', 'quiet', 'edits'] as const) {
      const { cpuSeconds } = await measureTime(() => works[work](pair, store));
      if (turn > 0) least[work][kind] = Math.min(least[work][kind], cpuSeconds);
    }
    await store.close();
  }
}
await rm(folder, { recursive: true });
console.log(JSON.stringify(least));
