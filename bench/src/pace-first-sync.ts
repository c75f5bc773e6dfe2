import type { BenchOptions } from './bench-options.ts';
import type { BenchPair } from './bench-pair.ts';
import { startBenchSandbox } from './bench-sandbox.ts';
import { measureRun, openApps } from './measure-run.ts';
import type { Row } from './row.ts';
import { makeSample } from './sample.ts';

/** The first sync against the vendors' rates: wall time against what they allow. */
export async function paceFirstSync(
  { size, speed, progress }: BenchOptions,
  pair: BenchPair,
  stateFile: string,
): Promise<readonly Row[]> {
  const sandbox = await startBenchSandbox(speed);
  try {
    progress(`${pair.displayName}: first sync at ${speed} times the vendors' rates`);
    const { seconds, calls } = await measureRun(sandbox, await openApps(sandbox, pair, makeSample(size)), stateFile);
    const least = pair.leastSeconds({ hubspot: calls.hubspot.all, other: calls.other.all }, size);
    return [
      {
        what: `first sync, wall time at ${speed} times the vendors' rates`,
        pair: pair.displayName,
        app: 'both',
        measured: seconds,
        bound: least.seconds / speed,
        budget: 1.05,
        unit: 's',
        formula: least.formula,
      },
      {
        what: 'the same, calls refused with 429',
        pair: pair.displayName,
        app: 'both',
        measured: calls.hubspot.refused + calls.other.refused,
        bound: 0,
        budget: 1,
        unit: 'calls',
        formula: 'none',
      },
    ];
  } finally {
    await sandbox.close();
  }
}
