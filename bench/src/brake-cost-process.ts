import type { Brakes } from '@linkwright/core';
import { openStore, type Store } from '@linkwright/engine';
import { measureTime } from './measure-time.ts';
import { checkWritten, type GeneratedPair, generatedPair } from './run-generated.ts';

/**
 * What brakes cost that do not pull: the same runs with them and with all of them off, step by step in turns in one process. Takes the
 * number of records and of turns. Prints one line of JSON: for each kind of run the seconds of processor time without brakes, how many
 * times as long the same step took with them, and, for how far that can be trusted, in another one without them: medians all three. And
 * how many records were edited in a run.
 *
 * The state is in memory: what a disk takes is the same for all, and differs more from turn to turn than what is to be shown.
 */
const [records, turns] = [Number(process.argv[2]), Number(process.argv[3])];
const quietCycles = 100;
/** Of what takes so little that one time alone tells nothing. */
const firstsInTurn = 3;
const editsInTurn = 2;
/** So many changed records are decided once. */
const edited = Math.min(records, 5000);

/** With the defaults, but that every value of a field may be overwritten: what is edited here is meant. */
const on: Brakes = { overwrite: '100%' };
const off: Brakes = { archive: 'off', blank: 'off', unlink: 'off', create: 'off', overwrite: 'off' };

const kinds = ['on', 'off', 'again'] as const;
type Kind = (typeof kinds)[number];
type Synced = Readonly<Record<Kind, { readonly pair: GeneratedPair; readonly store: Store }>>;
type Seconds = Record<Kind, number>;

const works = ['first', 'quiet', 'edits'] as const;
type Taken = Record<(typeof works)[number], Seconds[]>;
const taken: Taken = { first: [], quiet: [], edits: [] };

/** What one step leaves to be collected is not to be counted as the next one's. */
function collectGarbage(): void {
  if (!globalThis.gc) throw new Error('wants --expose-gc');
  globalThis.gc();
}

/** Each of them comes first as often as the others. */
const inTurn = (step: number): readonly Kind[] => kinds.map((_, index) => kinds[(index + step) % kinds.length] ?? 'on');

async function measureEach(step: number, work: (kind: Kind) => Promise<void>): Promise<Seconds> {
  const seconds: Seconds = { on: 0, off: 0, again: 0 };
  for (const kind of inTurn(step)) {
    collectGarbage();
    seconds[kind] = (await measureTime(() => work(kind))).cpuSeconds;
  }
  return seconds;
}

async function withSynced<Result>(work: (synced: Synced) => Promise<Result>): Promise<Result> {
  const start = async (brakes: Brakes) => ({
    pair: await generatedPair(records, brakes),
    store: await openStore(':memory:'),
  });
  const synced: Synced = { on: await start(on), off: await start(off), again: await start(off) };
  const result = await work(synced);
  for (const { store } of Object.values(synced)) await store.close();
  return result;
}

const run = ({ pair, store }: Synced[Kind]) => pair.run(store);

const measureFirst = (step: number, synced: Synced): Promise<Seconds> =>
  measureEach(step, async (kind) => checkWritten(await run(synced[kind]), { created: records }));

async function measureQuiet(step: number, synced: Synced): Promise<Seconds> {
  const quiet: Seconds = { on: 0, off: 0, again: 0 };
  for (let cycle = 0; cycle < quietCycles; cycle += 1) {
    for (const kind of inTurn(step + cycle)) {
      quiet[kind] += (await measureTime(async () => checkWritten(await run(synced[kind]), {}))).cpuSeconds;
    }
  }
  return quiet;
}

const measureEdits = (step: number, synced: Synced): Promise<Seconds> =>
  measureEach(step, async (kind) => {
    const { left, right } = synced[kind].pair;
    left.edit(edited);
    checkWritten(await run(synced[kind]), { updated: edited });
    if (right.countLatest() !== edited) throw new Error(`${right.countLatest()} titles have arrived`);
  });

async function measureTurn(turn: number): Promise<Taken> {
  const first: Seconds[] = [];
  for (let step = 1; step < firstsInTurn; step += 1) {
    first.push(await withSynced((synced) => measureFirst(turn + step, synced)));
  }
  return withSynced(async (synced) => {
    first.push(await measureFirst(turn, synced));
    const quiet = [await measureQuiet(turn, synced)];
    const edits: Seconds[] = [];
    for (let step = 0; step < editsInTurn; step += 1) edits.push(await measureEdits(turn + step, synced));
    return { first, quiet, edits };
  });
}

// The first turn compiles, and is not counted.
for (let turn = 0; turn <= turns; turn += 1) {
  const measured = await measureTurn(turn);
  if (turn > 0) for (const work of works) taken[work].push(...measured[work]);
}

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
};
const medians = works.map((work) => {
  const ratio = (kind: Kind): number => median(taken[work].map((seconds) => seconds[kind] / seconds.off));
  return [
    work,
    { seconds: median(taken[work].map((seconds) => seconds.off)), braked: ratio('on'), noise: ratio('again') },
  ];
});
console.log(JSON.stringify({ ...Object.fromEntries(medians), edited }));
