import {
  type AppConnection,
  type BrakeName,
  type CanonicalValue,
  type Connector,
  type ObjectSchema,
  type ObjectSyncInput,
  objectSyncSchema,
} from '@linkwright/core';
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
  type ConnectedApp,
  type CycleEvent,
  type CycleReport,
  compileSyncs,
  type FormerNames,
  type NamedHint,
  normalizers,
  type ResolveRequest,
  type Retention,
  runCycle,
  type Store,
  type UndoRequest,
} from '../../src/index.ts';
import { openTestStore } from './open-test-store.ts';

type Side = 'left' | 'right';

/** Two in-memory apps of different shape and a store between them, as a test drives them. */
export interface TwoApps {
  readonly left: InMemoryApp;
  readonly right: InMemoryApp;
  store: Store;
  readonly clock: ReturnType<typeof createTestClock>;
  readonly events: CycleEvent[];
  compile(syncs?: Record<string, ObjectSyncInput>, names?: Names): Promise<Compilation>;
  sync(options?: RunOptions): Promise<CycleReport>;
  plan(options?: RunOptions): Promise<CycleReport>;
  /** The state folder is deleted. */
  forget(): Promise<void>;
  /** Writes of a run, on both sides. */
  written(report: CycleReport): number;
  /** What stands in the store, straight from its tables. `side` is that of the test's apps. */
  conflicts(): Promise<readonly Loss[]>;
  held(): Promise<readonly Standing[]>;
  failing(): Promise<readonly Standing[]>;
  pending(): Promise<readonly { readonly record: string; readonly reason: string }[]>;
}

export interface Loss {
  readonly mapping: readonly string[];
  readonly left: CanonicalValue;
  readonly right: CanonicalValue;
  readonly winner: Side | null;
}

export interface Standing {
  readonly side: Side;
  readonly id: string;
  readonly reason: string;
}

interface Names {
  readonly left: string;
  readonly right: string;
}

export interface RunOptions {
  readonly only?: readonly string[];
  readonly limit?: number;
  readonly full?: boolean;
  readonly allow?: readonly BrakeName[];
  readonly undo?: UndoRequest;
  readonly keep?: Retention;
  readonly resolve?: ResolveRequest;
  readonly syncs?: Record<string, ObjectSyncInput>;
  readonly signal?: AbortSignal;
  readonly hints?: readonly NamedHint[];
  /** What the connections are called in the file of this run. */
  readonly names?: Names;
  readonly store?: Store;
}

type AppOptions = Partial<InMemoryAppOptions> & Pick<InMemoryAppOptions, 'objects'>;

const minute = 60_000;

export interface TwoAppsOptions {
  readonly left: AppOptions;
  readonly right: AppOptions;
  readonly syncs: Record<string, ObjectSyncInput>;
  /** What the names of the file stood for, as its host remembers them. */
  readonly formerNames?: () => Partial<Record<Side, FormerNames>>;
  /** What the apps said of their objects before, as their host remembers it. */
  readonly formerSchemas?: () => Partial<Record<Side, ReadonlyMap<string, ObjectSchema>>>;
  /** Stands between the engine and an app. */
  readonly wrap?: (app: AppConnection, side: Side) => AppConnection;
}

export async function twoApps(options: TwoAppsOptions): Promise<TwoApps> {
  const clock = createTestClock();
  const left = createInMemoryApp({ name: 'l', clock, ...options.left });
  const right = createInMemoryApp({ name: 'r', clock, ...options.right });
  const random = createTestRandom(1);
  const wrap = options.wrap ?? ((app: AppConnection) => app);
  const connect = (app: InMemoryApp, side: Side) => {
    const connector: Connector<unknown> = createInMemoryConnector(app);
    return {
      displayName: side === 'left' ? 'Lefty' : 'Righty',
      account: `memory:${side}`,
      timeZone: options[side].timeZone,
      capabilities: connector.capabilities,
      app: wrap(connector.connect({}, createTestContext({ clock })), side),
    };
  };
  const connected = { left: connect(left, 'left'), right: connect(right, 'right') };
  const remembered = (side: Side): ConnectedApp => {
    const formerNames = options.formerNames?.()[side];
    const formerSchemas = options.formerSchemas?.()[side];
    return { ...connected[side], ...(formerNames && { formerNames }), ...(formerSchemas && { formerSchemas }) };
  };
  const events: CycleEvent[] = [];
  const compile = (syncs = options.syncs, names: Names = { left: 'left', right: 'right' }): Promise<Compilation> =>
    compileSyncs(
      {
        connections: new Map([
          [names.left, remembered('left')],
          [names.right, remembered('right')],
        ]),
        syncs: Object.fromEntries(Object.entries(syncs).map(([name, sync]) => [name, objectSyncSchema.parse(sync)])),
      },
      { signal: new AbortController().signal },
    );
  const run = async (mode: 'plan' | 'sync', asked: RunOptions): Promise<CycleReport> => {
    const compilation = await compile(asked.syncs, asked.names);
    if (compilation.problems.length > 0) throw new Error(JSON.stringify(compilation.problems, null, 2));
    events.length = 0;
    clock.advance(minute);
    return runCycle({
      syncs: compilation.syncs,
      stopped: compilation.stopped,
      store: asked.store ?? apps.store,
      mode,
      clock,
      random,
      normalizers,
      signal: asked.signal ?? new AbortController().signal,
      report: (event) => events.push(event),
      ...(asked.undo && { undo: asked.undo }),
      ...(asked.keep && { keep: asked.keep }),
      ...(asked.resolve && { resolve: asked.resolve }),
      ...(asked.hints && { hints: asked.hints }),
      ...(asked.only && { only: asked.only }),
      ...(asked.limit !== undefined && { limit: asked.limit }),
      ...(asked.allow && { allow: asked.allow }),
      ...(asked.full !== undefined && { full: asked.full }),
    });
  };
  const apps: TwoApps = {
    left,
    right,
    store: await openTestStore(),
    clock,
    events,
    compile,
    sync: (asked = {}) => run('sync', asked),
    plan: (asked = {}) => run('plan', asked),
    async forget() {
      await apps.store.close();
      apps.store = await openTestStore();
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
    // The accounts are named so that the stored order is the tests' own.
    async conflicts() {
      const rows = await apps.store.database.selectFrom('conflicts').selectAll().orderBy('id').execute();
      return rows.map((row) => ({
        mapping: JSON.parse(row.mapping),
        left: JSON.parse(row.left_value),
        right: JSON.parse(row.right_value),
        winner: row.winner,
      }));
    },
    async held() {
      const rows = await apps.store.database
        .selectFrom('holds')
        .innerJoin('records', 'records.number', 'holds.record')
        .select(['holds.side', 'holds.reason', 'records.id'])
        .execute();
      return rows
        .map((row) => ({ side: sideOf(row.side), id: row.id, reason: row.reason }))
        .sort((a, b) => (a.id < b.id ? -1 : 1));
    },
    async failing() {
      const rows = await apps.store.database
        .selectFrom('failures')
        .innerJoin('records', 'records.number', 'failures.record')
        .select(['failures.side', 'failures.code', 'records.id'])
        .execute();
      return rows.map((row) => ({ side: sideOf(row.side), id: row.id, reason: row.code }));
    },
    async pending() {
      const rows = await apps.store.database.selectFrom('pending_edges').selectAll().execute();
      return rows.map((row) => ({ record: row.target_record, reason: row.reason }));
    },
  };
  return apps;
}

const sideOf = (number: number): Side => (number === 0 ? 'left' : 'right');

/** The only record of an object. */
export function only(app: InMemoryApp, object: string): { readonly id: string; readonly fields: Fields } {
  const [record, ...others] = app.readAll(object);
  if (!record || others.length > 0)
    throw new Error(`${object} has ${others.length + (record ? 1 : 0)} records, not one`);
  return record;
}

type Fields = Readonly<Record<string, CanonicalValue>>;

/** The record with this value; fails where there is none or several. */
export function find(
  app: InMemoryApp,
  object: string,
  field: string,
  value: CanonicalValue,
): { readonly id: string; readonly fields: Fields } {
  const found = app.readAll(object).filter((record) => record.fields[field] === value);
  const [record] = found;
  if (!record || found.length > 1)
    throw new Error(`${found.length} records of ${object} have ${field} ${String(value)}`);
  return record;
}
