import { dirname } from 'node:path';
import { ConfigurationError, isErrorOfKind } from '@linkwright/core';
import { findGuide } from '../command/init/find-guide.ts';
import { knownKeys, toJsonSchema } from '../configuration/known-keys.ts';
import { ProblemsError } from '../configuration/problems-error.ts';
import { loadConnector } from '../connectors/load-connectors.ts';
import { freeName } from '../suggest/free-name.ts';
import { askMissingVariables, variablesOf } from './ask-missing-variables.ts';
import { askSettings, choosableSettings, chooseSetting } from './ask-settings.ts';
import { checkName } from './check-name.ts';
import { openChosenConnection } from './open-chosen-connection.ts';
import type { SetupContext } from './setup-context.ts';

/**
 * Asks for a new connection until its app answers: what was answered wrongly is asked again. Throws what questions cannot
 * mend, and whatever is wrong where nobody is asked.
 */
export async function addConnection(
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
    const settings = await askSettings(context, side, questions);
    try {
      const add = () =>
        draft.apply({ kind: 'add-connection', name, connection: { connector: guide.packageName, settings } });
      await add();
      await askMissingVariables(context, settings, guide);
      for (const key of choosableSettings(questions).filter((one) => settings[one] === undefined)) {
        settings[key] = await chooseSetting(context, questions, key);
        await draft.replace(before);
        await add();
      }
      return await openChosenConnection(context, name);
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
