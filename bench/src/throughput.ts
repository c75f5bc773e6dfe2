import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startPostgres } from '@linkwright/postgres-server';
import { z } from 'zod';
import type { Measured } from './measure-time.ts';
import type { Row } from './row.ts';

const measuredSchema = z.object({ seconds: z.number().positive(), cpuSeconds: z.number().positive() });
const answerSchema = z.object({
  first: measuredSchema,
  comparison: measuredSchema,
  peakBytes: z.number().positive(),
  undo: measuredSchema.extend({ peakBytes: z.number().positive() }).nullable(),
  stateBytes: z.number().positive().nullable(),
});

type Throughput = z.output<typeof answerSchema>;

const costSchema = z.object({
  seconds: z.number().positive(),
  braked: z.number().positive(),
  noise: z.number().positive(),
});
const brakeCostSchema = z.object({ first: costSchema, quiet: costSchema, edits: costSchema, edited: z.number() });

/** What the engine is meant to reach where no app holds it up. */
const wantedPerSecond = 20_000;
const wantedMegabytes = 250;
/** How many times as long a first sync may take with its state in PostgreSQL, over a local socket. */
const wantedOfPostgres = 3;
/** What brakes that do not pull may add to the processor time of a run: what they have decided of edits is kept until it is written. */
const wantedOfBrakes = { first: 1.02, quiet: 1.02, edits: 1.1 };
const brakeTurns = 10;
/** Of fewer records a turn takes so little that the figure is noise. */
const fewestOfBrakes = 5000;

/** How often a first sync and RxDB's replication of the same records take turns: from minute to minute a machine differs by a third. */
const turns = 5;

/**
 * The engine alone: a first sync and a comparison of two apps that answer at once, with the state on the disk; beside
 * it what others need to bring the same records across, with nothing on the disk. Each in a process of its own. Of ours and RxDB's,
 * which are held against each other, it is the medians of several turns.
 *
 * `tenfold`: the engine once more with ten times the records.
 */
export async function measureThroughput(
  records: number,
  { tenfold, progress }: { readonly tenfold: boolean; readonly progress: (text: string) => void },
): Promise<readonly Row[]> {
  await build();
  progress(`${records} records between two apps in memory`);
  const { ours, rxdb } = await inTurns(records, progress);
  const first = { ...rowOf('first sync beside others', records), measured: ours.first.seconds, unit: 's' } as const;
  const rows: Row[] = [
    engineRow('first sync', records, ours.first),
    engineRow('complete comparison', records, ours.comparison),
    memoryRow('peak memory of that process', records, ours.peakBytes),
    ...undoRows(records, ours),
    { ...first, bound: rxdb.seconds, formula: `RxDB, replication of two collections, in memory alone; ${rxdb.told}` },
  ];
  progress('PouchDB');
  const { seconds } = measuredSchema.parse(await runPeer('pouchdb', records));
  rows.push({ ...first, bound: seconds, formula: 'PouchDB, sync of two databases, in memory alone' });
  progress('with brakes and without');
  const braked = Math.ceil(records / 10);
  rows.push(...brakeRows(braked, brakeCostSchema.parse(await runProcess(brakeCostWords(braked)))));
  progress('the state in PostgreSQL');
  rows.push(postgresRow(records, ours, await runOnPostgres(records)));
  if (!tenfold) return rows;
  progress(`${10 * records} records between two apps in memory`);
  return [...rows, ...scaleRows(ours, await runEngine(10 * records), records)];
}

interface Median {
  readonly seconds: number;
  /** For people: the seconds of each turn. */
  readonly told: string;
}

interface InTurns {
  readonly ours: Pick<Throughput, 'peakBytes' | 'undo'> & { readonly first: Median; readonly comparison: Median };
  readonly rxdb: Median;
}

/** The peak is the highest of all turns. The undo, of one first sync, comes last. */
async function inTurns(records: number, progress: (text: string) => void): Promise<InTurns> {
  const ours: Throughput[] = [];
  const rxdb: Measured[] = [];
  for (let turn = 1; turn <= turns; turn++) {
    progress(`turn ${turn} of ${turns}, RxDB`);
    rxdb.push(measuredSchema.parse(await runPeer('rxdb', records)));
    progress(`turn ${turn} of ${turns}, ours`);
    ours.push(await runEngine(records, ...(turn === turns ? ['--undo'] : [])));
  }
  return {
    ours: {
      first: medianOf(ours.map(({ first }) => first)),
      comparison: medianOf(ours.map(({ comparison }) => comparison)),
      peakBytes: Math.max(...ours.map(({ peakBytes }) => peakBytes)),
      undo: ours.at(-1)?.undo ?? null,
    },
    rxdb: medianOf(rxdb),
  };
}

function medianOf(measured: readonly Measured[]): Median {
  const seconds = measured.map((one) => one.seconds).sort((a, b) => a - b);
  const each = seconds.map((one) => one.toFixed(1)).join(', ');
  return { seconds: seconds[Math.floor(seconds.length / 2)] ?? Number.NaN, told: `the median of ${each}` };
}

const rowOf = (what: string, records: number): Pick<Row, 'what' | 'pair' | 'app'> => ({
  what: `${what}, ${records.toLocaleString('en')} records`,
  pair: '',
  app: 'none',
});

const engineRow = (what: string, records: number, { seconds, told }: { seconds: number; told?: string }): Row => ({
  ...rowOf(`${what} of two apps in memory`, records),
  measured: seconds,
  bound: records / wantedPerSecond,
  unit: 's',
  formula: `${wantedPerSecond.toLocaleString('en')} records a second${told === undefined ? '' : `; ${told}`}`,
});

const memoryRow = (what: string, records: number, bytes: number): Row => ({
  ...rowOf(what, records),
  measured: bytes / 1_000_000,
  bound: wantedMegabytes,
  unit: 'MB',
  formula: 'what it is meant to stay below',
});

const undoRows = (records: number, { undo }: InTurns['ours']): readonly Row[] =>
  undo === null
    ? []
    : [
        engineRow('undo of that first sync', records, undo),
        memoryRow('peak memory with that undo', records, undo.peakBytes),
      ];

function brakeRows(records: number, cost: z.output<typeof brakeCostSchema>): readonly Row[] {
  const row = (work: keyof typeof wantedOfBrakes, what: string): Row => {
    const { seconds, braked, noise } = cost[work];
    return {
      ...rowOf(what, records),
      measured: braked * seconds,
      bound: seconds,
      ...(records >= fewestOfBrakes && { budget: wantedOfBrakes[work] }),
      unit: 's',
      formula: `the same without brakes, processor time, medians of ${brakeTurns} turns; another one without: × ${noise.toFixed(2)}`,
    };
  };
  return [
    row('first', 'first sync with brakes'),
    row('quiet', '100 quiet cycles with brakes'),
    row('edits', `${cost.edited.toLocaleString('en')} records edited, with brakes`),
  ];
}

const brakeCostWords = (records: number): readonly string[] => [
  ...engineOptions,
  '--expose-gc',
  fileOf('../dist/brake-cost-process.js'),
  String(records),
  String(brakeTurns),
];

const postgresRow = (records: number, sqlite: InTurns['ours'], postgres: Throughput): Row => ({
  ...rowOf('first sync, state in PostgreSQL', records),
  measured: postgres.first.seconds,
  bound: wantedOfPostgres * sqlite.first.seconds,
  unit: 's',
  formula: `${wantedOfPostgres} × that with SQLite`,
});

function scaleRows(once: InTurns['ours'], tenfold: Throughput, records: number): readonly Row[] {
  const few = records.toLocaleString('en');
  const timeOf = (what: string, part: 'first' | 'comparison'): Row => ({
    ...rowOf(what, 10 * records),
    measured: tenfold[part].seconds,
    bound: 10 * once[part].seconds,
    budget: 1.1,
    unit: 's',
    formula: `10 × that of ${few} records`,
  });
  return [
    timeOf('first sync', 'first'),
    timeOf('complete comparison', 'comparison'),
    {
      ...rowOf('peak memory', 10 * records),
      measured: tenfold.peakBytes / 1_000_000,
      bound: once.peakBytes / 1_000_000,
      budget: 1.2,
      unit: 'MB',
      formula: `that of ${few} records`,
    },
  ];
}

/** As the command starts Node for a sync. */
const engineOptions = ['--max-semi-space-size=16', '--heap-growing-percent=100'];

/** Compiled as it is installed: what reads TypeScript takes 40 MB of its own. */
const runEngine = async (records: number, ...words: readonly string[]): Promise<Throughput> =>
  answerSchema.parse(
    await runProcess([...engineOptions, fileOf('../dist/throughput-process.js'), String(records), ...words]),
  );

async function runOnPostgres(records: number): Promise<Throughput> {
  const server = await startPostgres({ durable: true });
  try {
    return await runEngine(records, server.url);
  } finally {
    await server.stop();
  }
}

const runPeer = (name: string, records: number): Promise<unknown> =>
  runProcess(['--conditions=@linkwright/source', fileOf(`./peers/${name}-process.ts`), String(records)]);

async function build(): Promise<void> {
  const compiler = fileOf('../../node_modules/typescript/bin/tsc');
  await promisify(execFile)(process.execPath, [compiler, '-b', fileOf('../tsconfig.throughput.json')]);
}

async function runProcess(words: readonly string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', ...words]);
  return JSON.parse(stdout);
}

const fileOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
