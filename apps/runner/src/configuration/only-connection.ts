import type { LoadedConfiguration } from './loaded-configuration.ts';

/** The file with one of its connections and nothing wrong elsewhere. */
export function onlyConnection(loaded: LoadedConfiguration, name: string): LoadedConfiguration {
  const connection = loaded.configuration.connections[name];
  return {
    ...loaded,
    configuration: { ...loaded.configuration, connections: connection ? { [name]: connection } : {} },
    problems: loaded.problems.filter(
      ({ path }) => path.length === 0 || (path[0] === 'connections' && path[1] === name),
    ),
  };
}
