import {
  type AppConnection,
  type AuthenticationError,
  type CallOptions,
  type ConnectorCapabilities,
  defaultCapabilities,
  isErrorOfKind,
  type ObjectSchema,
  type ObjectSummary,
  type ObjectSync,
  parseObjectSchema,
  refusesObject,
} from '@linkwright/core';
import type { GivenDeadlines } from '../connect/deadlines.ts';
import type { CompiledEnd } from '../context/compiled-sync.ts';
import { finishAll } from '../context/finish-all.ts';
import type { StoppedSync } from '../context/stopped-sync.ts';
import { type Side, sides } from '../store/side.ts';
import type { FormerNames } from './former-names.ts';
import { hint } from './hint.ts';
import type { Problem } from './problem.ts';
import { type ObjectNames, objectKey, type ResolvedSync } from './resolved-sync.ts';
import { withTimeZone } from './time-zones.ts';

/** A configured connection whose account is known. */
export interface ConnectedApp {
  readonly displayName: string;
  /** `hubspot:123456` */
  readonly account: string;
  /** IANA name of the zone of the account's people. Absent: not told. */
  readonly timeZone?: string | undefined;
  readonly capabilities: ConnectorCapabilities;
  readonly app: AppConnection;
  /** Of a connection that was not made by `connectApp`, which has deadlines of its own. Default: `defaultDeadlines`. */
  readonly deadlines?: GivenDeadlines;
  /** Absent: nothing is remembered. */
  readonly formerNames?: FormerNames;
  /** By id, as they were last described: stands in for an object that the credentials may not look at any more. Absent: none. */
  readonly formerSchemas?: ReadonlyMap<string, ObjectSchema>;
}

/** An object that the credentials of its connection may not look at. */
export interface RefusedObject {
  readonly connection: string;
  /** Id. */
  readonly object: string;
  readonly error: AuthenticationError;
}

/** An end of a sync as the file names it. */
export interface WrittenEnd {
  /** Of the sync. */
  readonly name: string;
  readonly side: Side;
  readonly connection: string;
  readonly object: string;
}

/** Objects of the apps, as the file names them. */
export interface FoundObjects {
  /** By connection and the name in the file. */
  readonly schemas: ReadonlyMap<string, ObjectSchema>;
  readonly objectNames: ObjectNames;
  readonly problems: readonly Problem[];
  readonly refused: readonly RefusedObject[];
  /** The same by connection and the name in the file. */
  readonly refusals: ReadonlyMap<string, AuthenticationError>;
}

/** Finds the object of each end and its schema. */
export async function resolveEnds(
  connections: ReadonlyMap<string, ConnectedApp>,
  syncs: Readonly<Record<string, ObjectSync>>,
  options: CallOptions,
): Promise<{
  readonly syncs: readonly ResolvedSync[];
  readonly objectNames: ObjectNames;
  readonly problems: readonly Problem[];
  readonly refused: readonly RefusedObject[];
  readonly stopped: readonly StoppedSync[];
}> {
  const ends = writtenEnds(syncs);
  const lost = ends.flatMap((end) => (connections.has(end.connection) ? [] : [noConnection(end, connections)]));
  const { schemas, objectNames, problems, refused, refusals } = await findObjects(connections, ends, options);
  const resolved: ResolvedSync[] = [];
  const stopped: StoppedSync[] = [];
  for (const [name, settings] of Object.entries(syncs)) {
    const error = [settings.left, settings.right]
      .map(({ connection, object }) => refusals.get(objectKey(connection, object)))
      .find((refusal) => refusal !== undefined);
    if (error && settings.enabled) stopped.push({ name, error, association: null });
    const left = resolveEnd(connections, schemas, settings.left);
    const right = resolveEnd(connections, schemas, settings.right);
    if (!left || !right) continue;
    const { timeZone } = settings;
    resolved.push({
      name,
      settings,
      left: withTimeZone(left, timeZone),
      right: withTimeZone(right, timeZone),
    });
  }
  return { syncs: resolved, objectNames, problems: [...lost, ...problems], refused, stopped };
}

export const writtenEnds = (syncs: Readonly<Record<string, ObjectSync>>): readonly WrittenEnd[] =>
  Object.entries(syncs).flatMap(([name, settings]) => sides.map((side) => ({ name, side, ...settings[side] })));

/** One listing a connection, one description of all its objects. Ends of other connections are passed over. */
export async function findObjects(
  connections: ReadonlyMap<string, ConnectedApp>,
  ends: readonly WrittenEnd[],
  options: CallOptions,
): Promise<FoundObjects> {
  const found = new Map<string, ObjectSchema>();
  const objectNames = new Map<string, string>();
  const refused: RefusedObject[] = [];
  const refusals = new Map<string, AuthenticationError>();
  const missing = await finishAll(
    [...connections].map(async ([connection, connected]) => {
      const wanted = ends.filter((end) => end.connection === connection);
      if (wanted.length === 0) return [];
      const listing = await connected.app.listObjects({}, options);
      for (const object of listing.objects) objectNames.set(objectKey(connection, object.id), object.name);
      const ids = new Map<string, string>();
      for (const end of wanted) {
        // An app that does not list everything is asked for what the file names.
        const former = connected.formerNames?.objects.get(end.object);
        const id =
          objectId(end.object, listing.objects) ??
          listing.objects.find((object) => object.id === former)?.id ??
          (listing.complete ? null : end.object);
        if (id !== null) ids.set(end.object, id);
      }
      const described = await describe(connected.app, [...new Set(ids.values())], options);
      const byId = new Map(described.schemas.map((schema) => [schema.id, parseObjectSchema(schema)]));
      for (const [object, error] of described.refused) refused.push({ connection, object, error });
      for (const [name, id] of ids) {
        const key = objectKey(connection, name);
        const error = described.refused.get(id);
        if (error) refusals.set(key, error);
        const schema = byId.get(id) ?? (error && connected.formerSchemas?.get(id));
        if (schema) found.set(key, schema);
      }
      return wanted
        .filter((end) => ![found, refusals].some((map) => map.has(objectKey(connection, end.object))))
        .map((end) => noObject(end, connected, listing.objects));
    }),
  );
  return { schemas: found, objectNames, problems: missing.flat(), refused, refusals };
}

const noConnection = (end: WrittenEnd, connections: ReadonlyMap<string, ConnectedApp>): Problem => ({
  code: 'unknown-connection',
  path: ['syncs', end.name, end.side, 'connection'],
  message: `There is no connection "${end.connection}".`,
  remedy: hint(end.connection, [...connections.keys()], 'connections'),
});

/** An object that has gone is told apart from a name that never was one. */
function noObject(end: WrittenEnd, connected: ConnectedApp, objects: readonly ObjectSummary[]): Problem {
  const path = ['syncs', end.name, end.side, 'object'];
  if (connected.formerNames?.objects.has(end.object) === true) {
    return {
      code: 'object-gone',
      path,
      message: `"${end.object}" of ${connected.displayName} was there at the last plan or sync, and is gone, or the credentials do not show it any more.`,
      remedy:
        `Bring it back in ${connected.displayName}: everything goes on from where it stood. Or set \`enabled: false\` for the sync ` +
        `${end.name}, so that the others go on; its links stay, and nothing is removed in the other app.`,
    };
  }
  return {
    code: 'unknown-object',
    path,
    message: `${connected.displayName} has no object "${end.object}".`,
    remedy: hint(
      end.object,
      objects.map((object) => object.name),
      'objects',
    ),
  };
}

export interface DescribedObjects {
  readonly schemas: readonly ObjectSchema[];
  /** By id. */
  readonly refused: ReadonlyMap<string, AuthenticationError>;
}

/** All at once; one by one where one of them is not there or is refused, so that the others are checked all the same. */
export async function describe(
  app: AppConnection,
  ids: readonly string[],
  options: CallOptions,
  isRefusal: (error: unknown) => error is AuthenticationError = refusesObject,
): Promise<DescribedObjects> {
  const [id, ...others] = ids;
  if (id === undefined) return { schemas: [], refused: new Map() };
  try {
    return { schemas: await app.describeObjects({ objects: ids }, options), refused: new Map() };
  } catch (error) {
    const isRefused = isRefusal(error);
    if (!isRefused && !isUnknownObject(error)) throw error;
    if (others.length === 0) return { schemas: [], refused: new Map(isRefused ? [[id, error]] : []) };
    const schemas: ObjectSchema[] = [];
    const refused = new Map<string, AuthenticationError>();
    for (const one of ids) {
      const described = await describe(app, [one], options, isRefusal);
      schemas.push(...described.schemas);
      for (const [object, refusal] of described.refused) refused.set(object, refusal);
    }
    return { schemas, refused };
  }
}

const isUnknownObject = (error: unknown): boolean =>
  isErrorOfKind(error, 'configuration') && error.code === 'unknown-object';

function objectId(name: string, objects: readonly ObjectSummary[]): string | null {
  const match =
    objects.find((object) => object.id === name || object.name === name) ??
    objects.find((object) => object.aliases?.includes(name)) ??
    objects.find((object) => object.label === name);
  return match?.id ?? null;
}

/** `null`: there is no such connection, or it has no such object. */
export function resolveEnd(
  connections: ReadonlyMap<string, ConnectedApp>,
  schemas: ReadonlyMap<string, ObjectSchema>,
  wanted: ObjectSync['left'],
): CompiledEnd | null {
  const object = schemas.get(objectKey(wanted.connection, wanted.object));
  return object ? endOf(connections, wanted.connection, object) : null;
}

/** `null`: there is no such connection. */
export function endOf(
  connections: ReadonlyMap<string, ConnectedApp>,
  connection: string,
  object: ObjectSchema,
): CompiledEnd | null {
  const connected = connections.get(connection);
  if (!connected) return null;
  const { displayName } = connected;
  const namesakes = [...connections.values()].filter((other) => other.displayName === displayName).length;
  const end: CompiledEnd = {
    connection,
    // Two accounts of one app are told apart by what the file calls them.
    displayName: namesakes > 1 ? `${displayName} (${connection})` : displayName,
    account: connected.account,
    app: connected.app,
    object,
    capabilities: { ...defaultCapabilities, ...connected.capabilities, ...object.capabilities },
    formerNames: connected.formerNames?.fields.get(object.id) ?? new Map(),
  };
  return withTimeZone(end, connected.timeZone);
}
