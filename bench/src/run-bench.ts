import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { airtablePair } from './airtable-pair.ts';
import { countCalls } from './count-calls.ts';
import { countNaiveCalls, naiveRows } from './count-naive-calls.ts';
import { kintonePair } from './kintone-pair.ts';
import { paceFirstSync } from './pace-first-sync.ts';
import { besideEachOther, type Row } from './row.ts';
import type { Size } from './sample.ts';
import { measureThroughput } from './throughput.ts';

export interface BenchOptions {
  readonly size: Size;
  /** Changed records or associations of one cycle. */
  readonly changed: number;
  /** Size that the naive script is run with. */
  readonly naive: Size;
  /** Records that pass between two apps in memory. */
  readonly throughput: number;
  /** Ten times as many once more. */
  readonly tenfold: boolean;
  /** The vendors' rates, so many times faster; with Kintone a quarter of it. */
  readonly speed: number;
  /** Told what is going on. */
  readonly progress: (text: string) => void;
}

/** Every row, in the order of the table. */
export async function runBench(options: BenchOptions): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'linkwright-bench-'));
  try {
    const withAirtable = await countCalls(options, airtablePair, join(folder, 'airtable-calls'));
    const withKintone = await countCalls(options, kintonePair, join(folder, 'kintone-calls'));
    const paced = [
      ...(await paceFirstSync(options, airtablePair, join(folder, 'airtable-pace'))),
      // It needs a tenth of the calls, beside which the engine's own time would count for more.
      ...(await paceFirstSync({ ...options, speed: options.speed / 4 }, kintonePair, join(folder, 'kintone-pace'))),
    ];
    const naive = await countNaiveCalls(options);
    const throughput = await measureThroughput(options.throughput, options);
    return [
      ...besideEachOther([...withAirtable.rows, ...withKintone.rows, ...paced]),
      ...throughput,
      ...naiveRows(options, withAirtable, naive),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
