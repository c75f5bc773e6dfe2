import {
  type AccountInfo,
  type AppConnection,
  AuthenticationError,
  ConfigurationError,
  isErrorOfKind,
  type ObjectSchema,
  type ObjectSummary,
  objectSchemaSchema,
  objectSummarySchema,
  parseObjectSchema,
} from '@linkwright/core';
import { type FormerNames, readDocument, type Store, saveDocument, type UnderstoodName } from '@linkwright/engine';
import { z } from 'zod';

/**
 * What an app said of itself at the last plan or sync. Verbs that only read the state are answered from it: they work
 * while an app is down, and never use up the calls of a sync that is running.
 */
export interface RememberedApp {
  readonly info: AccountInfo;
  readonly objects: readonly ObjectSummary[];
  readonly schemas: readonly ObjectSchema[];
  /** Objects that the key may not look at. What was known of them before is still among the schemas. */
  readonly refused: readonly RefusedObject[];
  /** What the names of the file stood for. */
  readonly names: FormerNames;
  /** So many calls it took to say all that. `null`: nobody has counted. */
  readonly calls: number | null;
}

const refusedSchema = z.object({ id: z.string(), code: z.string(), message: z.string(), remedy: z.string() });

type RefusedObject = z.output<typeof refusedSchema>;

const documentSchema = z.object({
  version: z.literal(1),
  connections: z.record(
    z.string(),
    z.object({
      info: z.object({ accountId: z.string(), name: z.string(), timeZone: z.string().exactOptional() }),
      objects: z.array(objectSummarySchema),
      schemas: z.array(objectSchemaSchema),
      refused: z.array(refusedSchema).default([]),
      calls: z.number().nullable().default(null),
      names: z.array(z.object({ object: z.string(), field: z.string().nullable(), name: z.string() })).default([]),
    }),
  ),
});

const document = 'schemas';

/** `null`: there is nothing usable, and the apps have to be asked. */
export async function readRemembered({ database }: Store): Promise<ReadonlyMap<string, RememberedApp> | null> {
  const text = await readDocument(database, document);
  if (text === null) return null;
  try {
    const { connections } = documentSchema.parse(JSON.parse(text));
    return new Map(
      Object.entries(connections).map(([name, { info, objects, schemas, refused, names, calls }]) => [
        name,
        { info, objects, schemas: schemas.map(parseObjectSchema), refused, names: formerNames(names), calls },
      ]),
    );
  } catch {
    return null;
  }
}

function formerNames(names: readonly Omit<UnderstoodName, 'connection'>[]): FormerNames {
  const objects = new Map<string, string>();
  const fields = new Map<string, Map<string, string>>();
  for (const { object, field, name } of names) {
    if (field === null) objects.set(name, object);
    else fields.set(object, (fields.get(object) ?? new Map<string, string>()).set(name, field));
  }
  return { objects, fields };
}

export async function writeRemembered(
  store: Store,
  connections: ReadonlyMap<string, { readonly info: AccountInfo; readonly told: Told }>,
  understood: readonly UnderstoodName[],
): Promise<void> {
  const before = await readRemembered(store);
  const stored = await readDocument(store.database, document);
  // Of a connection that took no part nothing new is known.
  const others = before === null || stored === null ? {} : documentSchema.parse(JSON.parse(stored)).connections;
  const text = JSON.stringify({
    version: 1,
    connections: {
      ...others,
      ...Object.fromEntries(
        [...connections].map(([name, { info, told }]) => [
          name,
          {
            info: {
              accountId: info.accountId,
              name: info.name,
              ...(info.timeZone === undefined ? {} : { timeZone: info.timeZone }),
            },
            objects: told.objects,
            schemas: [...told.schemas.values(), ...formerSchemas(before?.get(name), info, told)],
            refused: [...told.refused.values()],
            calls: told.calls,
            names: understood
              .filter((one) => one.connection === name)
              .map(({ object, field, name: written }) => ({ object, field, name: written })),
          },
        ]),
      ),
    },
  });
  await store.transaction((database) => saveDocument(database, document, text));
}

/** The links of an object that is refused are still there, and need its schema. */
function formerSchemas(
  before: RememberedApp | undefined,
  { accountId }: AccountInfo,
  told: Told,
): readonly ObjectSchema[] {
  if (before?.info.accountId !== accountId) return [];
  return before.schemas.filter(({ id }) => told.refused.has(id) && !told.schemas.has(id));
}

export const schemasById = ({ schemas }: RememberedApp): ReadonlyMap<string, ObjectSchema> =>
  new Map(schemas.map((schema) => [schema.id, schema]));

/** What a connection has told since it was opened. */
export interface Told {
  objects: readonly ObjectSummary[];
  readonly schemas: Map<string, ObjectSchema>;
  /** By id. */
  readonly refused: Map<string, RefusedObject>;
  /** So many calls it took to say what a session begins with. `null`: nobody has counted. */
  calls: number | null;
}

/** Listens to what an app says of itself. */
export function listening(app: AppConnection): { readonly app: AppConnection; readonly told: Told } {
  const told: Told = { objects: [], schemas: new Map(), refused: new Map(), calls: null };
  const overrides: Pick<AppConnection, 'listObjects' | 'describeObjects'> = {
    async listObjects(request, options) {
      const listing = await app.listObjects(request, options);
      told.objects = listing.objects;
      return listing;
    },
    async describeObjects(request, options) {
      try {
        const schemas = await app.describeObjects(request, options);
        for (const schema of schemas) told.schemas.set(schema.id, schema);
        return schemas;
      } catch (error) {
        const [id, ...others] = request.objects;
        if (isErrorOfKind(error, 'authentication') && id !== undefined && others.length === 0) {
          told.refused.set(id, { id, code: error.code, message: error.message, remedy: error.remedy });
        }
        throw error;
      }
    },
  };
  return { app: withOverrides(app, overrides), told };
}

/** The app as it was remembered: everything that needs a call but its schema is out of reach. */
export function remembering(app: AppConnection, { info, objects, schemas, refused }: RememberedApp): AppConnection {
  const overrides: Pick<AppConnection, 'check' | 'listObjects' | 'describeObjects'> = {
    check: () => Promise.resolve(info),
    listObjects: () => Promise.resolve({ objects, complete: true }),
    async describeObjects(request) {
      return request.objects.map((id) => {
        const refusal = refused.find((one) => one.id === id);
        if (refusal) {
          const { code, message, remedy } = refusal;
          throw new AuthenticationError(message, { code, remedy, reach: 'object' });
        }
        const schema = schemas.find((one) => one.id === id);
        if (schema) return schema;
        throw new ConfigurationError(`The schema of "${id}" is not known yet.`, {
          code: 'schema-not-remembered',
          remedy: 'Run linkwright plan.',
        });
      });
    },
  };
  return withOverrides(app, overrides);
}

/** A connector's connection may be of a class with private members, so it is not copied but stood in front of. */
function withOverrides(app: AppConnection, overrides: Partial<AppConnection>): AppConnection {
  return new Proxy(app, {
    get(target, key) {
      const override: unknown = Reflect.get(overrides, key);
      if (override !== undefined) return override;
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
