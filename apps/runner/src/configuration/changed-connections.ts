import { isDeepStrictEqual } from 'node:util';
import type { LoadedConfiguration } from './loaded-configuration.ts';

/** Names of the connections that another reading of the file opens otherwise, for instance with another key. */
export function changedConnections(before: LoadedConfiguration, after: LoadedConfiguration): readonly string[] {
  if (before === after) return [];
  const { connections } = after.configuration;
  return Object.entries(before.configuration.connections).flatMap(([name, connection]) =>
    isDeepStrictEqual(connection, connections[name]) ? [] : [name],
  );
}
