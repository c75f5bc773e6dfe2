import type { Store } from '@linkwright/engine';
import type { LoadedConfiguration } from '../configuration/loaded-configuration.ts';

/** Names of connections whose credentials lie in the state, and which the file does not have (any more). */
export async function unnamedCredentials(
  { configuration }: Pick<LoadedConfiguration, 'configuration'>,
  { database }: Pick<Store, 'database'>,
): Promise<readonly string[]> {
  const kept = await database
    .selectFrom('credentials')
    .select('connection')
    .distinct()
    .where('sealed', 'is not', null)
    .orderBy('connection')
    .execute();
  return kept.map(({ connection }) => connection).filter((name) => !Object.hasOwn(configuration.connections, name));
}
