import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import { ConfigurationError } from '@linkwright/core';
import { readMasterKey } from '@linkwright/engine';
import { type CheckedConfiguration, checkConfiguration, entriesOf } from './check-configuration.ts';
import { keepSchema } from './configuration-schema.ts';
import { coerceFilledIn, fillIn } from './fill-in.ts';
import type { LoadedConfiguration } from './loaded-configuration.ts';
import { secretsOutsideSettings } from './misplaced-secrets.ts';
import { valueAt } from './path.ts';
import type { PlacedProblem } from './problem.ts';
import { readRegularFile, UnreadableFile } from './read-regular-file.ts';
import { isPlainAddress, secretsOfSettings, secretsOfWebhook } from './secrets.ts';
import { statePlace } from './state-place.ts';
import { parseYaml, type YamlSource } from './yaml-source.ts';

/** Reads the file and the `.env` beside it. Throws only if the file cannot be read; what is wrong in it is `problems`. */
export async function loadConfiguration(
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<LoadedConfiguration> {
  return loadConfigurationText(file, await readText(file), environment);
}

/** The same of a text that the file does not hold yet. */
export async function loadConfigurationText(
  file: string,
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<LoadedConfiguration> {
  const directory = dirname(file);
  const source = parseYaml(text);
  const variables = { ...(await readDotEnv(directory)), ...environment };
  const filled = await fillIn(source, { directory, environment: variables });
  const problems: PlacedProblem[] = [
    ...source.problems,
    ...filled.problems,
    ...secretsOutsideSettings(filled.secretPaths),
  ];

  // After a syntax error the rest of the text may mean anything: telling more would mislead.
  const value = source.problems.every((problem) => problem.code === 'duplicate-key') ? toValue(source, problems) : null;
  const coerced = value === null ? [] : coerceFilledIn(value, filled.paths);
  const checked = value === null ? nothingChecked : checkConfiguration(value, source, filled.unresolved);
  // An empty variable counts as missing, as everywhere.
  const asked = variables.LINKWRIGHT_STATE || checked.configuration.state;
  const secrets = [
    ...secretsOfSettings(asked),
    ...filled.inserted.filter((text) => !isPlainAddress(text) && !coerced.includes(text)),
    ...secretsOf(value),
    ...keyVariables.flatMap((name) => variables[name] || []),
  ];
  return {
    file,
    directory,
    configuration: checked.configuration,
    problems: [...problems, ...checked.problems],
    invalidSyncs: checked.invalidSyncs,
    invalidEnds: checked.invalidEnds,
    secrets: [...new Set(secrets)],
    positionOf: source.positionOf,
    secretPaths: filled.secretPaths,
    state: statePlace(file, asked, {
      isShared: Boolean(variables.LINKWRIGHT_STATE),
      leaseSeconds: variables.LINKWRIGHT_LEASE_SECONDS,
    }),
    masterKey: (name) => readMasterKey(variables, name),
    publicUrl: variables.LINKWRIGHT_PUBLIC_URL || null,
    isUnresolved: (path) => filled.unresolved.some((at) => path.every((segment, index) => at[index] === segment)),
  };
}

const keyVariables = ['LINKWRIGHT_KEY', 'LINKWRIGHT_KEY_PREVIOUS'] as const;

const nothingChecked: CheckedConfiguration = {
  configuration: { version: 1, brakes: {}, keep: keepSchema.parse({}), notify: {}, connections: {}, syncs: {} },
  invalidSyncs: [],
  invalidEnds: [],
  problems: [],
};

async function readText(file: string): Promise<string> {
  try {
    return await readRegularFile(file);
  } catch (error) {
    throw new ConfigurationError(`${file} cannot be read.`, {
      code: 'configuration-unreadable',
      remedy: 'Check that it is a file, and who may read it.',
      cause: error,
    });
  }
}

/** The variables of the `.env` in a folder. */
export async function readDotEnv(directory: string): Promise<NodeJS.Dict<string>> {
  try {
    return parseEnv(await readRegularFile(join(directory, '.env')));
  } catch (error) {
    if (error instanceof UnreadableFile && error.reason === 'ENOENT') return {};
    throw new ConfigurationError(`${join(directory, '.env')} cannot be read.`, {
      code: 'environment-file-unreadable',
      remedy: 'Check that it is a file, and who may read it.',
      cause: error,
    });
  }
}

function toValue(source: YamlSource, problems: PlacedProblem[]): object | null {
  let value: unknown;
  try {
    // A handful of aliases must not grow into millions of values.
    value = source.document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    problems.push({
      code: 'yaml-syntax',
      path: [],
      message: `This is not valid YAML: ${error instanceof Error ? error.message.replace(/\.?$/, '.') : 'unreadable.'}`,
      remedy: 'Use fewer aliases (*name).',
    });
    return null;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  problems.push({
    code: value === null || value === undefined ? 'empty-configuration' : 'wrong-type',
    path: [],
    message: value === null || value === undefined ? 'The file is empty.' : 'The file is not a group of keys.',
    remedy: 'It needs the keys version, connections and syncs; linkwright init writes an example.',
  });
  return null;
}

function secretsOf(value: object | null): string[] {
  if (value === null) return [];
  const webhooks = entriesOf(value, 'notify').map(([, webhook]) => valueAt(webhook, ['url']));
  return [
    ...entriesOf(value, 'connections').flatMap(([, connection]) =>
      secretsOfSettings(valueAt(connection, ['settings'])),
    ),
    ...webhooks.flatMap((url) => (typeof url === 'string' ? secretsOfWebhook(url) : [])),
  ];
}
