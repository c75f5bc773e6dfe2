import type { Connector } from '@linkwright/core';
import { awaitConnector, defaultDeadlines } from '@linkwright/engine';
import { connectorTitle } from '../connectors/connector-title.ts';
import { foreignHosts } from './allowed-hosts.ts';
import { describeIssue, unknownKey, withoutFollowUps } from './describe-issue.ts';
import { flattenIssues } from './flatten-issues.ts';
import { knownKeys, toJsonSchema } from './known-keys.ts';
import type { LoadedConfiguration } from './loaded-configuration.ts';
import { misplacedSecrets } from './misplaced-secrets.ts';
import { valueAt } from './path.ts';
import type { PlacedProblem } from './problem.ts';

export interface ValidatedSettings<Settings> {
  /** What `connect` is given. `null`: there are problems, here or among those of the file. */
  readonly settings: Settings | null;
  readonly problems: readonly PlacedProblem[];
}

/**
 * Checks a connection's settings with the connector's own schema. Unknown keys are refused whatever the schema says.
 * Throws a `ContractError` for a schema that throws or never answers, or the signal's reason.
 */
export async function validateSettings<Settings>(
  loaded: LoadedConfiguration,
  name: string,
  connector: Pick<Connector<Settings>, 'settings' | 'displayName' | 'hosts'>,
  signal?: AbortSignal,
): Promise<ValidatedSettings<Settings>> {
  const base = ['connections', name, 'settings'];
  const value = valueAt(loaded.configuration, base);
  const result = await awaitConnector(
    { connector: connectorTitle(connector), what: 'settings' },
    () => connector.settings.safeParseAsync(value),
    {
      ...(signal && { signal }),
      deadline: { name: 'call', ms: loaded.configuration.connections[name]?.deadlines?.call ?? defaultDeadlines.call },
    },
  );
  const schema = toJsonSchema(connector.settings);
  const context = { source: loaded, value, base, schema, showValues: false };
  const found = flattenIssues(result.error?.issues ?? []).flatMap((issue) => describeIssue(issue, context));

  // A schema that merely drops unknown keys would let a slip of the pen pass.
  const { keys, open } = knownKeys(schema, []);
  const told = new Set(found.filter(({ code }) => code === 'unknown-key').map(({ path }) => path.at(-1)));
  for (const key of open || typeof value !== 'object' || value === null ? [] : Object.keys(value)) {
    if (keys.includes(key) || told.has(key)) continue;
    found.push({ ...unknownKey(base, key, keys), place: loaded.positionOf([...base, key], 'key') });
  }
  // What could not be filled in is told already: the schema saw only its placeholder.
  const problems = [
    ...withoutFollowUps(found).filter(
      (problem) => problem.code === 'unknown-key' || !loaded.isUnresolved(problem.path),
    ),
    ...misplacedSecrets(loaded, base, schema, connector.displayName),
    ...foreignHosts(loaded, name, connector, value),
  ];
  const usable = result.success && problems.length === 0 && !loaded.isUnresolved(base);
  return { settings: usable ? result.data : null, problems };
}
