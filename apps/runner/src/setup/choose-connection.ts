import { dirname } from 'node:path';
import { ConfigurationError, type Connector, isErrorOfKind } from '@linkwright/core';
import { askSettingChoices, createConnectContext, createRateLimiter, systemClock } from '@linkwright/engine';
import type { ConnectorGuide } from '../command/init/connector-guide.ts';
import { findGuide } from '../command/init/find-guide.ts';
import { interpolate } from '../configuration/interpolate.ts';
import { knownKeys, toJsonSchema } from '../configuration/known-keys.ts';
import type { LoadedConfiguration } from '../configuration/loaded-configuration.ts';
import { ProblemsError } from '../configuration/problems-error.ts';
import { looksSecret, secretsOfSettings } from '../configuration/secrets.ts';
import { connectorTitle } from '../connectors/connector-title.ts';
import { knownConnectors, officialConnectors } from '../connectors/installed-connectors.ts';
import { loadConnector } from '../connectors/load-connectors.ts';
import { openConnections, refuseProblems } from '../session/open-connections.ts';
import { freeName } from '../suggest/free-name.ts';
import { checkName } from './check-name.ts';
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
  if (given !== undefined && known.some(([name]) => name === given)) return openConnection(context, given);
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
  if (chosen !== null) return openConnection(context, chosen);
  const installed = await knownConnectors([dirname(draft.file)]);
  const packages = [...new Set([...officialConnectors, ...installed])];
  const taken = other === null ? null : draft.loaded().configuration.connections[other]?.connector;
  const guides = await Promise.all(
    packages.map((name) => findGuide(name, dirname(draft.file), context.command.signal)),
  );
  const packageName = await ask.choose(
    choices.length === 0 ? `The ${side === 'left' ? 'first' : 'other'} app` : 'Which app?',
    [...guides]
      // The second app is rarely the first one again.
      .sort((a, b) => Number(a.packageName === taken) - Number(b.packageName === taken))
      .map((guide) => ({ value: guide.packageName, label: guide.displayName, hint: guide.packageName })),
  );
  return addConnection(context, side, packageName, undefined);
}

async function addConnection(
  context: SetupContext,
  side: 'left' | 'right',
  connector: string,
  wanted: string | undefined,
): Promise<string> {
  const { ask, draft } = context;
  const directory = dirname(draft.file);
  const guide = await findGuide(connector, directory, context.command.signal);
  const loaded = await loadConnector(guide.packageName, directory, { signal: context.command.signal });
  if (loaded.connector === null) {
    const { code, message, remedy } = loaded.problem;
    throw new ConfigurationError(message, { code, remedy });
  }
  const taken = Object.keys(draft.loaded().configuration.connections);
  const check = checkName('connection', taken);
  const wrong = wanted === undefined ? undefined : check(wanted);
  if (wrong !== undefined) {
    throw new ConfigurationError(`"${wanted}" is no name for a connection. ${wrong}`, {
      code: 'usage',
      remedy: `Write it like this: --${side} ${guide.connection}:OBJECT`,
    });
  }
  const usual = freeName(guide.connection, taken);
  const name =
    wanted ?? (await ask?.text({ message: 'A name for this connection in the file', initial: usual, check })) ?? usual;
  const schema = toJsonSchema(loaded.connector.settings);
  const { keys } = knownKeys(schema, []);
  const required = Array.isArray(schema?.required) ? schema.required.map(String) : [];
  const before = draft.text();
  for (;;) {
    const mark = ask?.answered() ?? 0;
    const questions = { guide, name, keys, required, connector: loaded.connector };
    const settings: Record<string, string> = await chooseSettings(context, side, questions);
    refuseSecrets(settings);
    try {
      const add = () =>
        draft.apply({ kind: 'add-connection', name, connection: { connector: guide.packageName, settings } });
      await add();
      await askForMissing(context, settings, guide);
      for (const key of choosable(questions).filter((one) => settings[one] === undefined)) {
        settings[key] = await chooseSetting(context, questions, key);
        await draft.replace(before);
        await add();
      }
      return await openConnection(context, name);
    } catch (error) {
      if (ask === null || !isMendable(error)) throw error;
      // Answers that were all given by flags would be the same again.
      if (ask.answered() === mark) throw error;
      ask.tell(tellError(error), 'error');
      ask.forget(mark);
      for (const variable of variablesOf(settings)) draft.typed.delete(variable);
      await draft.replace(before);
    }
  }
}

/** Settings that the app itself can say the possible values of. They are asked last, for that takes all others. */
const choosable = ({ connector, keys, required }: SettingQuestions): readonly string[] =>
  keys.filter((key) => required.includes(key) && Object.hasOwn(connector.settingChoices ?? {}, key));

async function chooseSetting(context: SetupContext, questions: SettingQuestions, key: string): Promise<string> {
  const { ask, command, draft } = context;
  const { connector, guide, name } = questions;
  const settings = draft.loaded().configuration.connections[name]?.settings ?? {};
  const limits = createRateLimiter(systemClock, { limits: connector.rateLimits });
  command.output.redactor.add(draft.loaded().secrets);
  command.output.progress(`asking ${connector.displayName} …`);
  const found = await askSettingChoices(
    connector,
    { setting: key, settings },
    createConnectContext({ clock: systemClock, random: Math.random, limits, connection: name }),
    {
      connector: connectorTitle(connector),
      signal: command.signal,
      redact: (text) => command.output.redactor.redact(text),
    },
  );
  command.output.progress(null);
  if (ask === null || found.length === 0) return askSetting(context, guide, key);
  const comment = guide.settings.find((setting) => setting.key === key)?.title ?? key;
  const chosen = await ask.choose<string | null>(`Which ${comment} of ${connector.displayName}?`, [
    ...found.map(({ value, label }) => ({ value, label, hint: value })),
    { value: null, label: 'Another one, by its id' },
  ]);
  return chosen ?? askSetting(context, guide, key);
}

interface SettingQuestions {
  readonly guide: ConnectorGuide;
  readonly name: string;
  readonly keys: readonly string[];
  readonly required: readonly string[];
  readonly connector: Connector<unknown>;
}

async function chooseSettings(
  context: SetupContext,
  side: 'left' | 'right',
  questions: SettingQuestions,
): Promise<Record<string, string>> {
  const { guide, name, keys, required } = questions;
  const { ask, flags } = context;
  const given = flags[`${side}Setting`];
  const settings: Record<string, string> = { ...given };
  if (ask === null) return settings;
  const usual = guide.settings.map(({ key }) => key);
  const later = choosable(questions);
  const expected = keys.filter((key) => (required.includes(key) || usual.includes(key)) && !later.includes(key));
  const optional = keys.filter((key) => !expected.includes(key) && !later.includes(key) && !(key in given));
  const askFor = async (key: string): Promise<void> => {
    if (key in given) return;
    const suffix = name === guide.connection ? '' : `_${constantCase(name)}`;
    const variable =
      guide.settings.find((setting) => setting.key === key)?.variable ?? constantCase(`${guide.connection}_${key}`);
    settings[key] = looksSecret(key)
      ? `\${${await askVariable(context, key, `${variable}${suffix}`)}}`
      : await askSetting(context, guide, key);
  };
  for (const key of expected) await askFor(key);
  const further =
    optional.length === 0
      ? []
      : await ask.chooseSome(
          `Settings of ${guide.displayName} that differ from the usual (Enter: none)`,
          optional.map((key) => ({
            value: key,
            label: key,
            ...(key === 'baseUrl' && { hint: 'another address of the app' }),
          })),
        );
  for (const key of further) await askFor(key);
  return settings;
}

/** The name alone goes into the file. Capitals only, so that a key that is pasted here by mistake is refused. */
async function askVariable({ ask }: SetupContext, key: string, initial: string): Promise<string> {
  return (
    (await ask?.text({
      message: `${key}: the NAME of the environment variable that holds it (not the key itself)`,
      initial,
      check: (answer) =>
        /^[A-Z_][A-Z0-9_]*$/.test(answer) ? undefined : 'Write a name in capitals, such as HUBSPOT_ACCESS_TOKEN.',
    })) ?? initial
  );
}

async function askSetting({ ask }: SetupContext, guide: ConnectorGuide, key: string): Promise<string> {
  const setting = guide.settings.find((one) => one.key === key);
  return (
    (await ask?.text({
      message: `${key}${setting?.comment === undefined ? '' : ` (${setting.comment})`}`,
      ...(setting !== undefined && { placeholder: setting.example }),
      check: (answer) => (answer === '' ? 'Write a value.' : undefined),
    })) ?? ''
  );
}

/** Whatever asked for them: a file is read by more people than its writer. */
function refuseSecrets(settings: Readonly<Record<string, string>>): void {
  const written = Object.entries(settings).filter(
    ([key, value]) => (looksSecret(key) && !/^\$\{.+\}$/.test(value)) || secretsOfSettings(value).length > 0,
  );
  if (written.length === 0) return;
  const keys = written.map(([key]) => key);
  throw new ConfigurationError(`${keys.join(' and ')} would stand in the file for all to read.`, {
    code: 'secret-in-file',
    remedy: `Put the value into an environment variable and name that: ${keys[0]}=\${NAME}, in quotes on a command line.`,
  });
}

/** A variable without a value is asked for, so that the app can be reached; it is kept in memory only. */
async function askForMissing(
  context: SetupContext,
  settings: Readonly<Record<string, string>>,
  guide: ConnectorGuide,
): Promise<void> {
  const { ask, draft, command } = context;
  const missing: string[] = [];
  for (const value of Object.values(settings)) {
    const { faults } = await interpolate(value, {
      directory: dirname(draft.file),
      environment: await draft.variables(),
    });
    if (faults.some(({ code }) => code === 'missing-environment-variable')) missing.push(...variablesOf({ value }));
  }
  if (missing.length > 0) ask?.show(`A key for ${guide.displayName}`, paragraphs(guide.credentials));
  for (const variable of new Set(missing)) {
    if (ask === null) continue;
    ask.tell(
      `${variable} has no value yet. For later runs put a line ${variable}=… into .env beside the file, or set it in the environment: linkwright never writes it anywhere.`,
      'warn',
    );
    const value = await ask.secret({
      message: `${variable}, for this run only`,
      check: (answer) => (answer === '' ? 'Paste the value, or leave with Ctrl-C.' : undefined),
    });
    command.output.redactor.add([value]);
    draft.typed.set(variable, value);
  }
  await draft.reload();
}

/** Lines that were broken for print flow again; indented ones stand by themselves. */
const paragraphs = (lines: readonly string[]): string => lines.join('\n').replace(/(?<=^\S.*)\n(?=\S)/gm, ' ');

const variablesOf = (settings: Readonly<Record<string, string>>): readonly string[] =>
  Object.values(settings).flatMap((value) => [...value.matchAll(/\$\{([A-Za-z_]\w*)/g)].map((match) => match[1] ?? ''));

/** Opens one connection of the draft, whatever is wrong with the rest of it; anew where its settings have changed. */
async function openConnection(context: SetupContext, name: string): Promise<string> {
  const { command, connections, catalogue, draft, openedWith } = context;
  const settings = JSON.stringify(draft.loaded().configuration.connections[name]);
  const former = connections.get(name);
  if (former !== undefined && openedWith.get(name) === settings) return name;
  if (former !== undefined) {
    connections.delete(name);
    catalogue.forget(name);
    await former.app.close();
  }
  const loaded = onlyConnection(draft.loaded(), name);
  command.output.redactor.add(loaded.secrets);
  const opened = await openConnections(command, loaded);
  command.output.progress(null);
  for (const [key, connection] of opened.connections) connections.set(key, connection);
  openedWith.set(name, settings);
  refuseProblems(opened);
  return name;
}

function onlyConnection(loaded: LoadedConfiguration, name: string): LoadedConfiguration {
  const connection = loaded.configuration.connections[name];
  return {
    ...loaded,
    configuration: { ...loaded.configuration, connections: connection ? { [name]: connection } : {} },
    problems: loaded.problems.filter(
      ({ path }) => path.length === 0 || (path[0] === 'connections' && path[1] === name),
    ),
  };
}

const isMendable = (error: unknown): boolean =>
  error instanceof ProblemsError ||
  isErrorOfKind(error, 'authentication') ||
  isErrorOfKind(error, 'configuration') ||
  isErrorOfKind(error, 'retryable') ||
  // A wrong address answers, too, and not as the app would.
  isErrorOfKind(error, 'contract');

function tellError(error: unknown): string {
  if (error instanceof ProblemsError) {
    return error.problems
      .map(({ message, why, remedy }) => [message, why, remedy].filter(Boolean).join(' '))
      .join('\n');
  }
  if (isErrorOfKind(error, 'authentication') || isErrorOfKind(error, 'configuration')) {
    return `${error.message}\n${error.remedy}`;
  }
  return error instanceof Error ? error.message : String(error);
}

const constantCase = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase();
