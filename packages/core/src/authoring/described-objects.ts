import type { AppConnection } from '../contract/app-connection.ts';
import type { ObjectSchema } from '../contract/object-schema.ts';
import { ConfigurationError } from '../errors/linkwright-error.ts';
import { nearest } from '../text/nearest.ts';

export interface DescribedObjects extends Pick<AppConnection, 'listObjects' | 'describeObjects'> {
  /** Throws a `ConfigurationError` (`unknown-object`) for an id that is not there. */
  schemaOf(id: string): ObjectSchema;
}

/** Two members of a connection, where it is known without a call what an account has: all of it, and nothing else. */
export function describedObjects({
  appName,
  schemas,
}: {
  /** For people, in messages. */
  readonly appName: string;
  readonly schemas: readonly ObjectSchema[];
}): DescribedObjects {
  const ids = schemas.map(({ id }) => id);
  function schemaOf(id: string): ObjectSchema {
    const schema = schemas.find((one) => one.id === id);
    if (schema !== undefined) return schema;
    const near = nearest(id, ids);
    throw new ConfigurationError(`${appName} has no object "${id}".`, {
      code: 'unknown-object',
      remedy: near === null ? `It has: ${ids.join(', ') || 'none'}.` : `Did you mean "${near}"?`,
    });
  }
  return {
    schemaOf,
    listObjects: async () => ({
      objects: schemas.map(({ id, name, label, custom, aliases }) => {
        return { id, name, label, custom, ...(aliases !== undefined && { aliases }) };
      }),
      complete: true,
    }),
    describeObjects: async ({ objects }) => objects.map(schemaOf),
  };
}
