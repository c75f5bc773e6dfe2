import hubspot from '@linkwright/connector-hubspot';
import { type Clock, type Connector, objectSyncSchema } from '@linkwright/core';
import {
  type ConnectedApp,
  type CycleReport,
  compileSyncs,
  createConnectContext,
  createRateLimiter,
  normalizers,
  openStore,
  runCycle,
} from '@linkwright/engine';
import type { BenchHubspot } from './bench-hubspot.ts';
import type { BenchPair, OtherApp } from './bench-pair.ts';
import type { BenchSandbox } from './bench-sandbox.ts';

export interface Apps {
  readonly pair: BenchPair;
  readonly hubspot: BenchHubspot;
  readonly other: OtherApp;
}

export interface SyncRun {
  readonly report: CycleReport;
  /** From the first call to the last, connecting included. */
  readonly seconds: number;
}

/**
 * What `linkwright sync` does, with the state in `stateFile` and without the start of a process. `speed`: how many times
 * faster than at its own pace an app is called that names no rate. `clock`: the apps' own time.
 */
export async function runSync(
  { pair, hubspot: portal, other }: Apps,
  stateFile: string,
  { speed, clock }: Pick<BenchSandbox, 'speed' | 'clock'>,
): Promise<SyncRun> {
  const startedAt = performance.now();
  const { signal } = new AbortController();
  const [left, right] = await Promise.all([
    connect(clock, hubspot, { accessToken: portal.accessToken, baseUrl: portal.baseUrl }),
    connect(clock, pair.connector, other.settings, pair.keepsOwnPace ? pair.ratePerSecond * speed : undefined),
  ]);
  const connections = new Map([
    ['hubspot', left],
    ['other', right],
  ]);
  const store = await openStore(stateFile);
  try {
    const parsed = Object.entries(other.syncs).map(([name, sync]) => [name, objectSyncSchema.parse(sync)] as const);
    const compilation = await compileSyncs({ connections, syncs: Object.fromEntries(parsed) }, { signal });
    if (compilation.problems.length > 0) throw new Error(JSON.stringify(compilation.problems, null, 2));
    const report = await runCycle({
      syncs: compilation.syncs,
      store,
      mode: 'sync',
      clock,
      random: Math.random,
      normalizers,
      signal,
    });
    if (report.status !== 'done') throw new Error(`the sync needs attention: ${JSON.stringify(report)}`);
    return { report, seconds: (performance.now() - startedAt) / 1000 };
  } finally {
    await store.close();
    await Promise.all([left.app.close(), right.app.close()]);
  }
}

async function connect(
  clock: Clock,
  connector: Connector<unknown>,
  settings: object,
  requestsPerSecond?: number,
): Promise<ConnectedApp> {
  const limits = createRateLimiter(clock, {
    limits: connector.rateLimits,
    ...(requestsPerSecond !== undefined && { requestsPerSecond }),
  });
  const context = createConnectContext({ clock, random: Math.random, limits });
  const app = connector.connect(connector.settings.parse(settings), context);
  const { accountId } = await app.check({}, { signal: new AbortController().signal });
  const { displayName, capabilities } = connector;
  return { displayName, account: `${connector.name}:${accountId}`, capabilities, app };
}

/** Records and associations that a run wrote, on both sides. */
export function writesOf(report: CycleReport): number {
  return report.syncs.reduce((sum, { left, right, associations }) => {
    const records = left.created + left.updated + right.created + right.updated;
    const edges = [associations.left, associations.right].reduce((total, side) => total + side.added + side.removed, 0);
    return sum + records + edges;
  }, 0);
}
