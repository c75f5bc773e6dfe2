import { ConfigurationError, nearest, type ObjectSchema } from '@linkwright/core';
import {
  type Connections,
  noteProblems,
  type OpenConnection,
  openConnections,
  refuseProblems,
} from '../session/open-connections.ts';
import { ended, type Work } from '../session/work.ts';

/** Only apps that are asked for must answer. `asked`: their connections; none: any. */
export async function withConnections<Result>(
  work: Work,
  asked: readonly string[],
  use: (opened: Connections) => Promise<Result>,
): Promise<Result> {
  const opened = await openConnections(work);
  try {
    const isMissing =
      asked.length === 0 ? opened.connections.size === 0 : asked.some((name) => !opened.connections.has(name));
    if (isMissing) {
      const isMeant = ({ path }: { readonly path: readonly (string | number)[] }) => isOf(path, asked);
      refuseProblems({
        ...opened,
        problems: opened.problems.filter(isMeant),
        refusals: opened.refusals.filter(isMeant),
      });
    }
    noteProblems(work, opened);
    ended(work);
    return await use(opened);
  } finally {
    await opened.close();
  }
}

const isOf = (path: readonly (string | number)[], asked: readonly string[]): boolean =>
  asked.length === 0 || path.length === 0 || (path[0] === 'connections' && asked.some((name) => path[1] === name));

export function namedConnection(name: string, connections: ReadonlyMap<string, OpenConnection>): OpenConnection {
  const known = connections.get(name);
  if (known) return known;
  const near = nearest(name, [...connections.keys()]);
  throw new ConfigurationError(`There is no connection "${name}".`, {
    code: 'unknown-connection',
    remedy: near === null ? `Known connections: ${[...connections.keys()].join(', ')}.` : `Did you mean "${near}"?`,
  });
}

/** Throws a `ConfigurationError` (`unknown-object`). */
export async function describeOf(connection: OpenConnection, name: string, signal: AbortSignal): Promise<ObjectSchema> {
  const { objects, complete } = await connection.app.listObjects({}, { signal });
  const found =
    objects.find((object) => object.id === name || object.name === name) ??
    objects.find((object) => object.aliases?.includes(name));
  if (!found && complete) {
    const names = objects.map((object) => object.name);
    const near = nearest(name, names);
    throw new ConfigurationError(`${connection.displayName} has no object "${name}".`, {
      code: 'unknown-object',
      remedy: near === null ? `Known objects: ${names.join(', ')}.` : `Did you mean "${near}"?`,
    });
  }
  const [schema] = await connection.app.describeObjects({ objects: [found?.id ?? name] }, { signal });
  if (schema) return schema;
  throw new ConfigurationError(`${connection.displayName} does not describe "${name}".`, {
    code: 'unknown-object',
    remedy: 'Check that the key may read its schema.',
  });
}
