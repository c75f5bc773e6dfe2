import { type AppConnection, ConfigurationError, type ConnectContext, type Connector, nearest } from '@linkwright/core';
import type { LoadedConfiguration } from '../configuration/loaded-configuration.ts';
import type { PlacedProblem } from '../configuration/problem.ts';
import { ProblemsError } from '../configuration/problems-error.ts';
import { validateSettings } from '../configuration/validate-settings.ts';
import { loadConnectors } from '../connectors/load-connectors.ts';
import { type CallBook, openCallBook } from './call-book.ts';
import { connectOnly, contextOf } from './open-connections.ts';
import { withStoredSettings } from './stored-settings.ts';
import type { Work } from './work.ts';

/** One connection of a file, whatever is wrong with the others. Nothing has been called yet. */
export interface LoneConnection {
  readonly work: Work;
  readonly name: string;
  readonly connector: Connector<unknown>;
  readonly settings: unknown;
  readonly context: ConnectContext;
  readonly calls: CallBook;
  open(): AppConnection;
}

/** Code of the error that says so. */
export const unknownConnection = 'unknown-connection';

/** Throws a `ProblemsError` with what is wrong with this connection. */
export async function openConnection(given: Work, name: string): Promise<LoneConnection> {
  refuse(
    given.loaded,
    given.loaded.problems.filter(({ path }) => concerns(path, name)),
  );
  const named = given.loaded.configuration.connections[name];
  if (named === undefined) throw notInFile(given.loaded, name);
  const work = await withStoredSettings(given);
  const { loaded } = work;
  const alone = { ...loaded, configuration: { ...loaded.configuration, connections: { [name]: named } } };
  const { connectors, problems } = await loadConnectors(alone, work);
  const connector = connectors.get(name);
  if (connector === undefined) throw new ProblemsError(problems, loaded);
  const validated = await validateSettings(loaded, name, connector, work.signal);
  refuse(loaded, validated.problems);
  const calls = await openCallBook(work);
  const { settings } = validated;
  return {
    work,
    name,
    connector,
    settings,
    calls,
    context: contextOf(work, calls, name, connector),
    open: () => connectOnly(work, calls, name, connector, settings).app,
  };
}

const concerns = (path: PlacedProblem['path'], name: string): boolean =>
  path.length === 0 || (path[0] === 'connections' && (path.length === 1 || path[1] === name));

function refuse(loaded: LoadedConfiguration, problems: readonly PlacedProblem[]): void {
  if (problems.length > 0) throw new ProblemsError(problems, loaded);
}

function notInFile({ configuration }: LoadedConfiguration, name: string): ConfigurationError {
  const known = Object.keys(configuration.connections);
  const meant = nearest(name, known);
  return new ConfigurationError(`The file has no connection "${name}".`, {
    code: unknownConnection,
    remedy: meant === null ? `It has ${known.join(', ') || 'none'}.` : `Did you mean ${meant}?`,
  });
}
