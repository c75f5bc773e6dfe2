import type { AppConnection, CallOptions } from '../../contract/app-connection.ts';
import type { ConnectorCapabilities } from '../../contract/capabilities.ts';
import type { Connector } from '../../contract/connector.ts';
import { connectionProblem } from '../../contract/connector-problem.ts';
import type { AssociationFieldSchema, FieldSchema, ObjectSchema } from '../../contract/object-schema.ts';
import { parseObjectSchema } from '../../contract/object-schema-schema.ts';
import type { RecordParser } from '../../contract/record-parser.ts';
import type {
  ConformanceOptions,
  ConformanceRoles,
  ConformanceSettings,
  ConformanceWorld,
  FaultPlace,
} from './conformance-options.ts';
import { type ConformanceProbe, completeProbe } from './conformance-probe.ts';
import { createConnectionFaults } from './connection-faults.ts';
import { ConformanceFailure, expectThat } from './expectations.ts';
import { heldConnection } from './held-connection.ts';
import { createRecording, type Recording } from './recording-context.ts';
import { createTrialWatch, type TrialWatch, watchProcess } from './trial-watch.ts';

/** One promise of the contract. */
export interface ConformanceTest {
  /** Exceptions are made by it. */
  readonly name: string;
  /** Of an app that has no associations, nobody asks it. */
  readonly about?: 'associations';
  run(trial: Trial): Promise<void>;
}

/** What is known before any world is made: it chooses the tests. */
export interface Plan {
  readonly connector: Connector<unknown>;
  readonly capabilities: ConnectorCapabilities;
  readonly roles: ConformanceRoles;
  readonly settings: ConformanceSettings;
  readonly threePages: number;
  readonly faults: FaultPlace;
}

export interface ObjectUnderTest {
  readonly id: string;
  readonly schema: ObjectSchema;
  readonly text: FieldSchema;
}

/** A fresh world, a connection to it and a way past it, for one test. */
export interface Trial extends Plan {
  readonly world: ConformanceWorld;
  readonly connection: AppConnection;
  readonly probe: Required<ConformanceProbe>;
  readonly recording: Recording;
  readonly watch: TrialWatch;
  readonly options: CallOptions;
  readonly source: ObjectUnderTest;
  readonly target: ObjectUnderTest;
  /** Another connection, as another process would open it; `changes` differ from the world's settings. */
  connect(changes?: Readonly<Record<string, unknown>>): AppConnection;
  settle(): Promise<void>;
}

const minute = 60_000;
const defaultPatienceMs = 20_000;

export async function runTrial<World extends ConformanceWorld>(
  options: ConformanceOptions<World>,
  plan: Plan,
  test: ConformanceTest,
): Promise<void> {
  const world = await options.create();
  const recording = createRecording(world.context ?? {});
  const faults = plan.faults === 'connection' ? createConnectionFaults(recording) : null;
  const signal = new AbortController().signal;
  const watch = createTrialWatch();
  const parsers = new Map<string, RecordParser>();
  const { patienceMs = defaultPatienceMs } = options;
  const mostPages = 1000 + 10 * plan.threePages;
  const opened: AppConnection[] = [];
  const connect: Trial['connect'] = (changes = {}) => {
    const settings = plan.connector.settings.parse({ ...world.settings, ...changes });
    const app = watch.run('connect', () => plan.connector.connect(settings, recording.context));
    const problem = connectionProblem(app);
    if (problem !== null) throw watch.offend(`What connect returns is no connection: ${problem}.`);
    const held = heldConnection(app, { watch, parsers, patienceMs, mostPages });
    const connection = faults?.around(held) ?? held;
    opened.push(connection);
    return connection;
  };
  const unwatch = watchProcess();
  try {
    const connection = connect();
    const { source, target } = world.objects;
    const [sourceSchema, targetSchema] = await connection.describeObjects({ objects: [source, target] }, { signal });
    await test.run({
      ...plan,
      world,
      connection,
      probe: completeProbe({ ...faults?.standIns, ...options.probe(world) }),
      recording,
      watch,
      options: { signal },
      source: objectUnderTest(source, sourceSchema, plan.roles.source.text),
      target: objectUnderTest(target, targetSchema, plan.roles.target.text),
      connect,
      settle: () => world.settle?.() ?? recording.clock.sleep(minute, signal),
    });
  } catch (error) {
    // What follows from an offence says less than the offence.
    throw offenceOf(watch) ?? error;
  } finally {
    await Promise.allSettled(opened.map((connection) => connection.close()));
    unwatch();
    await world.close();
  }
  const offence = offenceOf(watch);
  if (offence !== null) throw offence;
}

function offenceOf({ offences: [first] }: TrialWatch): ConformanceFailure | null {
  return first === undefined ? null : new ConformanceFailure(first);
}

function objectUnderTest(id: string, answered: unknown, text: string): ObjectUnderTest {
  expectThat(answered !== undefined, `describeObjects has no answer for "${id}": one schema per object, in order.`);
  const schema = parseObjectSchema(answered);
  return { id, schema, text: fieldOf(schema, text) };
}

/** The field of this name or id. */
export function fieldOf(schema: ObjectSchema, named: string): FieldSchema {
  const field = schema.fields.find(({ id, name }) => id === named || name === named);
  if (field !== undefined) return field;
  throw new ConformanceFailure(`"${schema.name}" has no field "${named}", which the roles name.`);
}

export function associationOf(schema: ObjectSchema, named: string): AssociationFieldSchema {
  const association = schema.associations.find(({ id, name }) => id === named || name === named);
  if (association !== undefined) return association;
  throw new ConformanceFailure(`"${schema.name}" has no association field "${named}", which the roles name.`);
}
