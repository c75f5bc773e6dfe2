import { dirname } from 'node:path';
import { ConfigurationError } from '@linkwright/core';
import { findGuide } from '../command/init/find-guide.ts';
import { installedConnectors, officialConnectors } from '../connectors/installed-connectors.ts';
import { addConnection } from './add-connection.ts';
import { openChosenConnection } from './open-chosen-connection.ts';
import type { SetupContext } from './setup-context.ts';

/** A connection of the file, or a new one, open. */
export async function chooseConnection(
  context: SetupContext,
  side: 'left' | 'right',
  other: string | null = null,
): Promise<string> {
  const { ask, flags, draft } = context;
  const known = Object.entries(draft.loaded().configuration.connections);
  const given = flags[side]?.connection;
  const connector = flags[`${side}Connector`];
  if (given !== undefined && known.some(([name]) => name === given)) return openChosenConnection(context, given);
  if (given !== undefined && connector !== undefined) return addConnection(context, side, connector, given);
  if (ask === null) {
    throw new ConfigurationError(`There is no connection "${given ?? ''}".`, {
      code: 'unknown-connection',
      remedy: `Name its connector with --${side}-connector to make it.`,
    });
  }
  const choices = known
    .filter(([name]) => name !== other)
    .map(([name, connection]) => ({ value: name, label: name, hint: connection.connector }));
  const chosen =
    choices.length === 0
      ? null
      : await ask.choose<string | null>(`The ${side === 'left' ? 'first' : 'other'} app`, [
          ...choices,
          { value: null, label: 'A new connection' },
        ]);
  if (chosen !== null) return openChosenConnection(context, chosen);
  const installed = await installedConnectors([dirname(draft.file)]);
  const packages = [...new Set([...officialConnectors, ...installed.map(({ name }) => name)])];
  const taken = other === null ? null : draft.loaded().configuration.connections[other]?.connector;
  // A package that cannot be used is no choice; `linkwright connectors` says why.
  const found = await Promise.allSettled(
    packages.map((name) => findGuide(name, dirname(draft.file), context.command.signal)),
  );
  const guides = found.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const packageName = await ask.choose(
    choices.length === 0 ? `The ${side === 'left' ? 'first' : 'other'} app` : 'Which app?',
    guides
      // The second app is rarely the first one again.
      .sort((a, b) => Number(a.packageName === taken) - Number(b.packageName === taken))
      .map((guide) => ({ value: guide.packageName, label: guide.displayName, hint: guide.packageName })),
  );
  return addConnection(context, side, packageName, undefined);
}
