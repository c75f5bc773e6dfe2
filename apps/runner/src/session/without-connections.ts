import type { LoadedConfiguration } from '../configuration/loaded-configuration.ts';

/** The file as if some of its connections were not there, nor the syncs that lead to them: what is wrong with these stops no others. */
export function withoutConnections(loaded: LoadedConfiguration, names: readonly string[]): LoadedConfiguration {
  if (names.length === 0) return loaded;
  const { connections, syncs, ...rest } = loaded.configuration;
  const isThere = (name: string): boolean => !names.includes(name);
  return {
    ...loaded,
    configuration: {
      ...rest,
      connections: Object.fromEntries(Object.entries(connections).filter(([name]) => isThere(name))),
      syncs: Object.fromEntries(
        Object.entries(syncs).filter(([, { left, right }]) => isThere(left.connection) && isThere(right.connection)),
      ),
    },
  };
}
