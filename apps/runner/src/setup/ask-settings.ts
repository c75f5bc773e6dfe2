import { ConfigurationError, type Connector } from '@linkwright/core';
import { askSettingChoices, createConnectContext, createRateLimiter, systemClock } from '@linkwright/engine';
import type { ConnectorGuide } from '../command/init/connector-guide.ts';
import { looksSecret, secretsOfSettings } from '../configuration/secrets.ts';
import { connectorTitle } from '../connectors/connector-title.ts';
import type { SetupContext } from './setup-context.ts';

/** Of an OAuth client. A set-up asks for a key, beside which these cannot stand: `linkwright connect` is the way with them. */
const clientKeys = ['clientId', 'clientSecret'];

/** What is known of a new connection before its settings are. */
export interface SettingQuestions {
  readonly guide: ConnectorGuide;
  readonly name: string;
  readonly keys: readonly string[];
  readonly required: readonly string[];
  readonly connector: Connector<unknown>;
}

/** The settings that a person knows or a flag gives. Throws for a secret that would stand in the file. */
export async function askSettings(
  context: SetupContext,
  side: 'left' | 'right',
  questions: SettingQuestions,
): Promise<Record<string, string>> {
  const { guide, name, keys, required } = questions;
  const { ask, flags } = context;
  const given = flags[`${side}Setting`];
  const settings: Record<string, string> = { ...given };
  if (ask === null) return withoutSecrets(settings);
  const usual = guide.settings.map(({ key }) => key);
  const later = choosableSettings(questions);
  const expected = keys.filter((key) => (required.includes(key) || usual.includes(key)) && !later.includes(key));
  const optional = keys.filter((key) => ![...expected, ...later, ...clientKeys].includes(key) && !(key in given));
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
  return withoutSecrets(settings);
}

/** Settings that the app itself can say the possible values of. They are asked last, for that takes all others. */
export const choosableSettings = ({ connector, keys, required }: SettingQuestions): readonly string[] =>
  keys.filter((key) => required.includes(key) && Object.hasOwn(connector.settingChoices ?? {}, key));

export async function chooseSetting(context: SetupContext, questions: SettingQuestions, key: string): Promise<string> {
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
function withoutSecrets(settings: Record<string, string>): Record<string, string> {
  const written = Object.entries(settings).filter(
    ([key, value]) => (looksSecret(key) && !/^\$\{.+\}$/.test(value)) || secretsOfSettings(value).length > 0,
  );
  if (written.length === 0) return settings;
  const keys = written.map(([key]) => key);
  throw new ConfigurationError(`${keys.join(' and ')} would stand in the file for all to read.`, {
    code: 'secret-in-file',
    remedy: `Put the value into an environment variable and name that: ${keys[0]}=\${NAME}, in quotes on a command line.`,
  });
}

const constantCase = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase();
