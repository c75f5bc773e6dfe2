import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Row } from './row.ts';

const measuredSchema = z.object({ seconds: z.number().positive(), cpuSeconds: z.number().positive() });
const answerSchema = z.object({
  first: measuredSchema,
  comparison: measuredSchema,
  peakBytes: z.number().positive(),
  stateBytes: z.number().positive(),
});

type Throughput = z.output<typeof answerSchema>;

/** What the engine is meant to reach where no app holds it up. */
const wantedPerSecond = 20_000;

const peers = { 'PouchDB, sync of two databases': 'pouchdb', 'RxDB, replication of two collections': 'rxdb' };

/**
 * The engine alone: a first sync and a comparison of two apps that answer at once, with the state on the disk; beside
 * it what others need to bring the same records across, with nothing on the disk. Each in a process of its own.
 *
 * `tenfold`: the engine once more with ten times the records.
 */
export async function measureThroughput(
  records: number,
  { tenfold, progress }: { readonly tenfold: boolean; readonly progress: (text: string) => void },
): Promise<readonly Row[]> {
  progress(`${records} records between two apps in memory`);
  const ours = await runEngine(records);
  const rows = [
    engineRow('first sync', records, ours.first.seconds),
    engineRow('complete comparison', records, ours.comparison.seconds),
  ];
  for (const [what, name] of Object.entries(peers)) {
    progress(what);
    const { seconds } = measuredSchema.parse(await runProcess(`./peers/${name}-process.ts`, records));
    const formula = 'ours, a first sync; theirs is in memory alone';
    rows.push({ what, pair: '', app: 'none', measured: seconds, bound: ours.first.seconds, unit: 's', formula });
  }
  if (!tenfold) return rows;
  progress(`${10 * records} records between two apps in memory`);
  return [...rows, ...scaleRows(ours, await runEngine(10 * records), records)];
}

const engineRow = (what: string, records: number, seconds: number): Row => ({
  what: `${what} of two apps in memory, ${records.toLocaleString('en')} records`,
  pair: '',
  app: 'none',
  measured: seconds,
  bound: records / wantedPerSecond,
  unit: 's',
  formula: `${wantedPerSecond.toLocaleString('en')} records a second`,
});

function scaleRows(once: Throughput, tenfold: Throughput, records: number): readonly Row[] {
  const many = (10 * records).toLocaleString('en');
  const few = records.toLocaleString('en');
  const timeOf = (what: string, part: 'first' | 'comparison'): Row => ({
    what: `${what}, ${many} records`,
    pair: '',
    app: 'none',
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
      what: `peak memory, ${many} records`,
      pair: '',
      app: 'none',
      measured: tenfold.peakBytes / 1_000_000,
      bound: once.peakBytes / 1_000_000,
      budget: 1.2,
      unit: 'MB',
      formula: `that of ${few} records`,
    },
  ];
}

const runEngine = async (records: number): Promise<Throughput> =>
  answerSchema.parse(await runProcess('./throughput-process.ts', records));

async function runProcess(program: string, records: number): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--conditions=@linkwright/source',
    '--disable-warning=ExperimentalWarning',
    fileURLToPath(new URL(program, import.meta.url)),
    String(records),
  ]);
  return JSON.parse(stdout);
}
