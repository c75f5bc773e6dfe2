import { type Connector, type ObjectSyncInput, objectSyncSchema } from '@linkwright/core';
import {
  createInMemoryApp,
  createInMemoryConnector,
  createTestClock,
  createTestContext,
  createTestRandom,
  type InMemoryApp,
  type InMemoryAppOptions,
} from '@linkwright/core/testing';
import {
  type Compilation,
  compileSyncs,
  type CycleEvent,
  type CycleReport,
  normalizers,
  openStore,
  runCycle,
  type Store,
} from '../../src/index.ts';

/** Two in-memory apps of different shape and a store between them, as a test drives them. */
export interface TwoApps {
  readonly left: InMemoryApp;
  readonly right: InMemoryApp;
  store: Store;
  readonly clock: ReturnType<typeof createTestClock>;
  readonly events: CycleEvent[];
  compile(syncs?: Record<string, ObjectSyncInput>): Promise<Compilation>;
  sync(options?: RunOptions): Promise<CycleReport>;
  plan(options?: RunOptions): Promise<CycleReport>;
  /** The state folder is deleted. */
  forget(): Promise<void>;
  /** Writes of the last run, on both sides. */
  written(report: CycleReport): number;
}

export interface RunOptions {
  readonly only?: readonly string[];
  readonly limit?: number;
  readonly full?: boolean;
  readonly syncs?: Record<string, ObjectSyncInput>;
  readonly signal?: AbortSignal;
}

const minute = 60_000;

export async function twoApps(options: {
  readonly left: Partial<InMemoryAppOptions> & Pick<InMemoryAppOptions, 'objects'>;
  readonly right: Partial<InMemoryAppOptions> & Pick<InMemoryAppOptions, 'objects'>;
  readonly syncs: Record<string, ObjectSyncInput>;
}): Promise<TwoApps> {
  const clock = createTestClock();
  const left = createInMemoryApp({ name: 'l', clock, ...options.left });
  const right = createInMemoryApp({ name: 'r', clock, ...options.right });
  const random = createTestRandom(1);
  const connections = new Map(
    [['left', left, options.left] as const, ['right', right, options.right] as const].map(([name, app]) => {
      const connector: Connector<unknown> = createInMemoryConnector(app);
      return [
        name,
        {
          displayName: name === 'left' ? 'Lefty' : 'Righty',
          account: `memory:${name}`,
          capabilities: connector.capabilities,
          app: connector.connect({}, createTestContext({ clock })),
        },
      ];
    }),
  );
  const events: CycleEvent[] = [];
  const compile = (syncs = options.syncs): Promise<Compilation> =>
    compileSyncs(
      {
        connections,
        syncs: Object.fromEntries(Object.entries(syncs).map(([name, sync]) => [name, objectSyncSchema.parse(sync)])),
      },
      { signal: new AbortController().signal },
    );
  const run = async (mode: 'plan' | 'sync', asked: RunOptions): Promise<CycleReport> => {
    const compilation = await compile(asked.syncs);
    if (compilation.problems.length > 0) throw new Error(JSON.stringify(compilation.problems, null, 2));
    events.length = 0;
    clock.advance(minute);
    return runCycle({
      syncs: compilation.syncs,
      store: apps.store,
      mode,
      clock,
      random,
      normalizers,
      signal: asked.signal ?? new AbortController().signal,
      report: (event) => events.push(event),
      ...(asked.only && { only: asked.only }),
      ...(asked.limit !== undefined && { limit: asked.limit }),
      ...(asked.full !== undefined && { full: asked.full }),
    });
  };
  const apps: TwoApps = {
    left,
    right,
    store: await openStore(':memory:'),
    clock,
    events,
    compile,
    sync: (asked = {}) => run('sync', asked),
    plan: (asked = {}) => run('plan', asked),
    async forget() {
      await apps.store.close();
      apps.store = await openStore(':memory:');
    },
    written: (report) =>
      report.syncs.reduce(
        (sum, sync) =>
          sum +
          sync.left.created +
          sync.left.updated +
          sync.right.created +
          sync.right.updated +
          sync.associations.left.added +
          sync.associations.left.removed +
          sync.associations.right.added +
          sync.associations.right.removed,
        0,
      ),
  };
  return apps;
}
