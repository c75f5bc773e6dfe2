import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Row } from './row.ts';

const program = fileURLToPath(new URL('./throughput-process.ts', import.meta.url));
const measuredSchema = z.object({ seconds: z.number().positive(), cpuSeconds: z.number().positive() });
const answerSchema = z.object({
  first: measuredSchema,
  comparison: measuredSchema,
  peakBytes: z.number().positive(),
  stateBytes: z.number().positive(),
});

export type Throughput = z.output<typeof answerSchema>;

/** What the engine is meant to reach where no app holds it up. */
const wantedPerSecond = 20_000;

/** The engine alone: a first sync and a comparison of two apps that answer at once, with the state on the disk. */
export async function runThroughput(records: number): Promise<Throughput> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--conditions=@linkwright/source',
    '--disable-warning=ExperimentalWarning',
    program,
    String(records),
  ]);
  return answerSchema.parse(JSON.parse(stdout));
}

export async function measureThroughput(records: number): Promise<readonly Row[]> {
  const { first, comparison } = await runThroughput(records);
  return (
    [
      ['first sync', first],
      ['complete comparison', comparison],
    ] as const
  ).map(
    ([what, { seconds }]): Row => ({
      what: `${what} of two apps in memory, ${records.toLocaleString('en')} records`,
      pair: '',
      app: 'none',
      measured: seconds,
      bound: records / wantedPerSecond,
      unit: 's',
      formula: `${wantedPerSecond.toLocaleString('en')} records a second`,
    }),
  );
}
