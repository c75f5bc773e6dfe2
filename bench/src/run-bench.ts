import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { airtablePair } from './airtable-pair.ts';
import type { BenchOptions } from './bench-options.ts';
import { countCalls } from './count-calls.ts';
import { countNaiveCalls, naiveRows } from './count-naive-calls.ts';
import { benchInstallation } from './installation/bench-installation.ts';
import { kintonePair } from './kintone-pair.ts';
import { paceFirstSync } from './pace-first-sync.ts';
import { besideEachOther, type Row } from './row.ts';
import { measureThroughput } from './throughput.ts';

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
    if (options.installation) options.progress('packing and installing the command');
    const installation = options.installation ? await benchInstallation(join(folder, 'installation')) : [];
    const throughput = await measureThroughput(options.throughput, options);
    return [
      ...besideEachOther([...withAirtable.rows, ...withKintone.rows, ...paced]),
      ...throughput,
      ...installation,
      ...naiveRows(options, withAirtable, naive),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
