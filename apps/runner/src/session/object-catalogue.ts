import {
  ConfigurationError,
  nearest,
  type ObjectSchema,
  type ObjectSummary,
  objectInTimeZone,
  parseObjectSchema,
} from '@linkwright/core';
import type { OpenConnection } from './open-connections.ts';

/** What the open connections offer; each app is asked once for its list, and once for each object. */
export interface ObjectCatalogue {
  connection(name: string): OpenConnection;
  list(connection: string): Promise<{ readonly objects: readonly ObjectSummary[]; readonly complete: boolean }>;
  /** In the time zone of its account. `object`: a name, an id or a label, as a configuration may have it. */
  describe(connection: string, object: string): Promise<ObjectSchema>;
  idOf(connection: string, object: string): Promise<string>;
  /** What a person calls an object; its id where the app does not list it. */
  nameOf(connection: string, id: string): Promise<string>;
  /** The connection is opened anew, with other settings. */
  forget(connection: string): void;
}

export function openCatalogue(connections: ReadonlyMap<string, OpenConnection>, signal: AbortSignal): ObjectCatalogue {
  const listings = new Map<string, ReturnType<ObjectCatalogue['list']>>();
  const schemas = new Map<string, Promise<ObjectSchema>>();
  const connection = (name: string): OpenConnection => {
    const known = connections.get(name);
    if (known) return known;
    const names = [...connections.keys()];
    const near = nearest(name, names);
    throw new ConfigurationError(`There is no connection "${name}".`, {
      code: 'unknown-connection',
      remedy: near === null ? `Known connections: ${names.join(', ')}.` : `Did you mean "${near}"?`,
    });
  };
  const remembered = <Value>(store: Map<string, Promise<Value>>, key: string, ask: () => Promise<Value>) => {
    const known = store.get(key);
    if (known) return known;
    // What was refused may be allowed by the time it is asked for again.
    const asked = ask().catch((error: unknown) => {
      store.delete(key);
      throw error;
    });
    store.set(key, asked);
    return asked;
  };
  const list: ObjectCatalogue['list'] = (name) =>
    remembered(listings, name, () => connection(name).app.listObjects({}, { signal }));
  const idOf = async (name: string, object: string): Promise<string> => {
    const { objects, complete } = await list(name);
    const found =
      objects.find((one) => one.id === object || one.name === object) ?? objects.find((one) => one.label === object);
    if (found) return found.id;
    if (!complete) return object;
    const names = objects.map((one) => one.name);
    const near = nearest(object, names);
    throw new ConfigurationError(`${connection(name).displayName} has no object "${object}".`, {
      code: 'unknown-object',
      remedy: near === null ? `Known objects: ${names.join(', ')}.` : `Did you mean "${near}"?`,
    });
  };
  return {
    connection,
    list,
    idOf,
    async describe(name, object) {
      const id = await idOf(name, object);
      return remembered(schemas, JSON.stringify([name, id]), async () => {
        const { app, timeZone } = connection(name);
        const [schema] = await app.describeObjects({ objects: [id] }, { signal });
        if (schema) return objectInTimeZone(parseObjectSchema(schema), timeZone);
        throw new ConfigurationError(`${connection(name).displayName} does not describe "${object}".`, {
          code: 'unknown-object',
          remedy: 'Check that the key may read its schema.',
        });
      });
    },
    forget(name) {
      listings.delete(name);
      for (const key of schemas.keys()) if (JSON.parse(key)[0] === name) schemas.delete(key);
    },
    async nameOf(name, id) {
      const { objects } = await list(name);
      return objects.find((one) => one.id === id)?.name ?? id;
    },
  };
}
