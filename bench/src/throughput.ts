import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Row } from './row.ts';

const program = fileURLToPath(new URL('./throughput-process.ts', import.meta.url));
const answerSchema = z.object({ seconds: z.number().positive() });

/** What the engine is meant to reach where no app holds it up. */
const wantedPerSecond = 20_000;

/** The engine alone: a first sync of two apps in memory, with the state on the disk. */
export async function measureThroughput(records: number): Promise<Row> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--conditions=@linkwright/source',
    '--disable-warning=ExperimentalWarning',
    program,
    String(records),
  ]);
  const { seconds } = answerSchema.parse(JSON.parse(stdout));
  return {
    what: `first sync of two apps in memory, ${records.toLocaleString('en')} records`,
    app: 'none',
    measured: seconds,
    bound: records / wantedPerSecond,
    unit: 's',
    formula: `${wantedPerSecond.toLocaleString('en')} records a second`,
  };
}
