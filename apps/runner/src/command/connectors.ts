import { dirname } from 'node:path';
import { isErrorOfKind } from '@linkwright/core';
import { z } from 'zod';
import { findConfiguration } from '../configuration/find-configuration.ts';
import { loadConfiguration } from '../configuration/load-configuration.ts';
import { connectorListSchema, listConnectors, tellCapabilities } from '../connectors/list-connectors.ts';
import { renderTable } from '../output/render-table.ts';
import { wrapped } from '../output/wrapped.ts';
import type { CommandAction, CommandContext, RegisterCommand } from './command-context.ts';
import { exitCodes } from './exit-codes.ts';

export const registerConnectors: RegisterCommand = (program, act) => {
  program
    .command('connectors')
    .description('the connectors that are installed: where from, for which contract, what they can do')
    .argument('[connector...]', 'packages or paths (default: those that the file names, and all that say they are one)')
    .option('--no-load', 'read their manifests alone, and run nothing of them')
    .action(act(runConnectors));
};

const optionsSchema = z.object({ load: z.boolean() });

/** What there is to know before one is installed. */
export const trustNotice =
  'A connector runs with your rights: it can read whatever you can read, and send it anywhere. Install those whose makers you trust.';

const runConnectors: CommandAction = async (context, given, words) => {
  const { load } = optionsSchema.parse(given);
  const output = wrapped(context.output, 2);
  const { directory, used } = await namedConnectors(context);
  const list = await listConnectors(directory, { used, only: words, load, signal: context.signal });
  output.document(connectorListSchema.parse(list));
  if (list.connectors.length > 0) {
    output.print(
      renderTable(
        [{ title: 'connector' }, { title: 'version' }, { title: 'app' }, { title: 'contract' }, { title: 'used by' }],
        list.connectors.map(({ connector, version, app, contractVersion, connections }) => [
          connector,
          version,
          app ?? '',
          contractVersion === null ? '' : String(contractVersion),
          connections.join(', '),
        ]),
        output.columns,
      ),
    );
    output.print('');
    for (const { connector, location, official, capabilities, problem } of list.connectors) {
      const maker = official ? 'of this project' : 'of somebody else';
      output.print(`${connector}: ${location === '' ? '' : `${location}, ${maker}`}`.replace(/: $/, ''));
      if (capabilities !== null) output.print(`  ${tellCapabilities(capabilities)}`);
      if (problem !== null) output.print(`  ${output.style('red', problem.message)} ${problem.remedy}`);
    }
    output.print('');
  }
  for (const name of list.notInstalled) output.print(`Not installed: ${name}. Type: npm install ${name}`);
  output.print(trustNotice);
  return list.connectors.some(({ problem }) => problem !== null) ? exitCodes.mustChange : exitCodes.done;
};

/** What the file says, where there is one and however wrong the rest of it is. */
async function namedConnectors(
  context: CommandContext,
): Promise<{ readonly directory: string; readonly used: ReadonlyMap<string, readonly string[]> }> {
  const file = await findConfiguration(context.directory, context.configurationFile).catch((error: unknown) => {
    const isMissing = isErrorOfKind(error, 'configuration') && error.code === 'configuration-not-found';
    if (isMissing && context.configurationFile === undefined) return null;
    throw error;
  });
  if (file === null) return { directory: context.directory, used: new Map() };
  const { configuration, secrets } = await loadConfiguration(file, context.environment);
  context.output.redactor.add(secrets);
  const used = Map.groupBy(Object.entries(configuration.connections), ([, { connector }]) => connector);
  return {
    directory: dirname(file),
    used: new Map([...used].map(([connector, entries]) => [connector, entries.map(([name]) => name)])),
  };
}
