import {
  type AppConnection,
  AuthenticationError,
  type ConnectContext,
  type Connector,
  type ConnectorCapabilities,
  defineConnector,
  RetryableError,
} from '@linkwright/core';
import {
  type ConformanceException,
  type ConformanceOptions,
  type ConformanceProbe,
  type ConformanceRoles,
  type ConformanceWorld,
  createInMemoryApp,
  createInMemoryConnector,
  createTestClock,
  createTestContext,
  type InMemoryApp,
  type InMemoryAppOptions,
  type InMemoryObject,
  inMemoryCapabilities,
} from '@linkwright/core/testing';
import { z } from 'zod';

export interface InMemoryWorld extends ConformanceWorld {
  readonly app: InMemoryApp;
  readonly door: Door;
}

/** What differs between the apps in memory that run the suite. */
export interface Variant {
  readonly name: string;
  readonly objects: readonly InMemoryObject[];
  readonly source: ConformanceRoles['source'];
  readonly capabilities?: Partial<ConnectorCapabilities>;
  readonly app?: Partial<InMemoryAppOptions>;
  readonly exceptions?: readonly ConformanceException[];
}

/** What a connection can see of its world, for connectors that are broken on purpose. */
export interface Insight {
  readonly app: InMemoryApp;
  readonly context: ConnectContext;
  readonly accessToken: string;
}

/** Makes a sound connector a broken one. */
export interface Damage {
  readonly connector?: (connector: Connector<unknown>) => Connector<unknown>;
  readonly context?: (context: ConnectContext) => ConnectContext;
  readonly connection?: (connection: AppConnection, insight: Insight) => AppConnection;
}

const settingsSchema = z.strictObject({ server: z.string(), accessToken: z.string().min(1) });

/** Everything of `testConnector` but its name and its runner. */
export function inMemoryConformance(
  variant: Variant,
  damage: Damage = {},
): Omit<ConformanceOptions<InMemoryWorld>, 'name' | 'test'> {
  const worlds = new Map<string, InMemoryWorld>();
  const accessToken = 'token-of-the-right-account-51f0';

  function connect(settings: unknown, given: ConnectContext): AppConnection {
    const context = damage.context?.(given) ?? given;
    const { server, accessToken: token } = settingsSchema.parse(settings);
    const world = worlds.get(server);
    if (world === undefined) return behindDoor(refusingConnection(), context, createDoor(unreachable));
    const connection = createInMemoryConnector(world.app).connect({}, context);
    const door = token === accessToken ? world.door : createDoor(unauthorized);
    const open = behindDoor(connection, context, door);
    return damage.connection?.(open, { app: world.app, context, accessToken: token }) ?? open;
  }

  const connector = defineConnector<unknown>({
    contractVersion: 1,
    name: 'memory',
    displayName: 'In memory',
    settings: settingsSchema,
    capabilities: { ...inMemoryCapabilities, ...variant.capabilities },
    rateLimits: { default: { requests: 1_000_000, perMs: 1000 } },
    connect,
  });

  return {
    connector: damage.connector?.(connector) ?? connector,
    settings: {
      required: ['server', 'accessToken'],
      secrets: ['accessToken'],
      refused: { accessToken: 'token-of-nobody-a9c3' },
      unreachable: { server: 'nowhere' },
    },
    roles: { source: variant.source, target: { text: 'name' } },
    threePages: 12,
    exceptions: variant.exceptions ?? [],
    async create() {
      const clock = createTestClock();
      const server = `server-${worlds.size + 1}`;
      const app = createInMemoryApp({
        name: server,
        objects: variant.objects,
        clock,
        pageSize: 5,
        ...variant.app,
        ...(variant.capabilities === undefined ? {} : { capabilities: variant.capabilities }),
      });
      const world: InMemoryWorld = {
        app,
        door: createDoor(),
        settings: { server, accessToken },
        objects: { source: 'people', target: 'accounts' },
        context: { clock },
        async close() {},
      };
      worlds.set(server, world);
      return world;
    },
    probe: probeOf,
  };
}

/** The app's front: it turns away who comes too often, or without the right credentials. */
interface Door {
  refused: number;
  refusesNext: boolean;
  readonly error: (() => Error) | null;
}

function createDoor(error: Door['error'] = null): Door {
  return { refused: 0, refusesNext: false, error };
}

const unauthorized = () =>
  new AuthenticationError('The token is not accepted.', { code: 'credentials-refused', remedy: 'Get another one.' });
const unreachable = () => new RetryableError('Nobody answers.', { code: 'app-unreachable' });

function behindDoor(connection: AppConnection, context: ConnectContext, door: Door): AppConnection {
  async function pass(signal: AbortSignal): Promise<void> {
    if (!door.refusesNext && door.error === null) return;
    signal.throwIfAborted();
    await context.limits.acquire('default', 1, signal);
    context.reportCall('refused');
    door.refused += 1;
    door.refusesNext = false;
    if (door.error !== null) throw door.error();
    context.limits.pause('default', 1000);
  }

  function through<Request, Answer>(member: (request: Request, options: { signal: AbortSignal }) => Promise<Answer>) {
    return async (request: Request, options: { readonly signal: AbortSignal }) => {
      await pass(options.signal);
      return member(request, options);
    };
  }

  const { writeAssociations } = connection;
  return {
    ...connection,
    check: through(connection.check),
    listObjects: through(connection.listObjects),
    describeObjects: through(connection.describeObjects),
    readRecords: through(connection.readRecords),
    findByKey: through(connection.findByKey),
    readAssociations: through(connection.readAssociations),
    write: through(connection.write),
    ...(writeAssociations === undefined ? {} : { writeAssociations: through(writeAssociations) }),
    async *readChanges(request, options) {
      await pass(options.signal);
      yield* connection.readChanges(request, options);
    },
    async *listIds(request, options) {
      await pass(options.signal);
      yield* connection.listIds(request, options);
    },
  };
}

/** To an app without objects: its door lets nobody in. */
function refusingConnection(): AppConnection {
  const app = createInMemoryApp({ name: 'nowhere', objects: [] });
  return createInMemoryConnector(app).connect({}, createTestContext());
}

function probeOf({ app, door }: InMemoryWorld): ConformanceProbe {
  return {
    create: async (object, records) => records.map((fields) => app.create(object, fields)),
    update: async (object, id, fields) => app.update(object, id, fields),
    remove: async (object, id) => app.archive(object, id),
    async read(object, id, fields) {
      const record = app.read(object, id);
      return record && Object.fromEntries(fields.map((field) => [field, record.fields[field] ?? null]));
    },
    list: async (object) => app.readAll(object).map(({ id }) => id),
    setAlternates: async (object, id, field, values) => app.setAlternates(object, id, field, values),
    associate: async (object, id, field, target) =>
      app.associate(object, id, field, 'id' in target ? target.id : target.key),
    disassociate: async (object, id, field, target) =>
      app.disassociate(object, id, field, 'id' in target ? target.id : target.key),
    associations: async (object, id, field) => app.read(object, id)?.associations?.[field] ?? [],
    openHints: async () => void app.takeHintRequests(''),
    hintRequests: async (url) => app.takeHintRequests(url),
    requests: () => [...app.calls.values()].reduce((sum, count) => sum + count, door.refused),
    loseNextAnswer: (write) => app.failNext(write === 'associate' ? 'write-associations' : write, 'lose-answer'),
    refuseNext429() {
      door.refusesNext = true;
    },
  };
}
