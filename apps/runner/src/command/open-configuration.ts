import { findConfiguration } from '../configuration/find-configuration.ts';
import { loadConfiguration } from '../configuration/load-configuration.ts';
import type { LoadedConfiguration } from '../configuration/loaded-configuration.ts';
import type { CommandContext } from './command-context.ts';

/** Finds and reads the configuration. From here on its secrets are kept out of all output. */
export async function openConfiguration(
  context: Pick<CommandContext, 'directory' | 'configurationFile' | 'environment' | 'output'>,
): Promise<LoadedConfiguration> {
  const file = await findConfiguration(context.directory, context.configurationFile);
  const loaded = await loadConfiguration(file, context.environment);
  context.output.redactor.add(loaded.secrets);
  return loaded;
}
