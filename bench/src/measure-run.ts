import type { RequestCount } from '@linkwright/sandbox';
import { openHubspot } from './bench-hubspot.ts';
import type { BenchPair } from './bench-pair.ts';
import type { BenchSandbox } from './bench-sandbox.ts';
import { type Bounds, type Side, sides } from './bounds.ts';
import { type Calls, callsOf, type Row } from './row.ts';
import { type Apps, runSync, type SyncRun } from './run-sync.ts';
import type { Sample } from './sample.ts';

/** At this speed nobody waits for a rate: where calls are counted, and not time. */
export const unlimited = 1000;

/** More than every overlap of an incremental read. */
const later = 600_000;

export interface MeasuredRun extends SyncRun {
  readonly requests: readonly RequestCount[];
  readonly calls: Readonly<Record<Side, Calls>>;
}

/** HubSpot full, the other app empty. */
export async function openApps(sandbox: BenchSandbox, pair: BenchPair, sample: Sample): Promise<Apps> {
  // Each token is a portal of its own.
  const hubspot = openHubspot(sandbox.hubspot, `pat-bench-${pair.app}`);
  await hubspot.load(sample);
  return { pair, hubspot, other: await pair.open(sandbox) };
}

/** One sync, and what both apps received of it. */
export async function measureRun(sandbox: BenchSandbox, apps: Apps, stateFile: string): Promise<MeasuredRun> {
  await sandbox.advance(later);
  await sandbox.clear();
  const run = await runSync(apps, stateFile, sandbox);
  const requests = await sandbox.requests();
  return {
    ...run,
    requests,
    calls: { hubspot: callsOf(requests, 'hubspot'), other: callsOf(requests, apps.pair.app) },
  };
}

export const appOf = ({ displayName }: BenchPair, side: Side): string => (side === 'hubspot' ? 'HubSpot' : displayName);

/** A row for either app of a pair. */
export function callRows(
  what: string,
  pair: BenchPair,
  measured: Readonly<Record<Side, number>>,
  bounds: Bounds,
  budget?: number,
): readonly Row[] {
  return sides.map((side) => ({
    what,
    pair: pair.displayName,
    app: appOf(pair, side),
    measured: measured[side],
    bound: bounds[side].calls,
    ...(budget !== undefined && { budget }),
    unit: 'calls',
    formula: bounds[side].formula,
  }));
}

export const bySide = (numberOf: (side: Side) => number): Readonly<Record<Side, number>> => ({
  hubspot: numberOf('hubspot'),
  other: numberOf('other'),
});
