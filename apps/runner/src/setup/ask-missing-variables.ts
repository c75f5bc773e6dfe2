import { dirname } from 'node:path';
import type { ConnectorGuide } from '../command/init/connector-guide.ts';
import { interpolate } from '../configuration/interpolate.ts';
import type { SetupContext } from './setup-context.ts';

/** A variable without a value is asked for, so that the app can be reached; it is kept in memory only. */
export async function askMissingVariables(
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
const paragraphs = (lines: readonly string[]): string =>
  lines.reduce((text, line, index) => {
    const flowsOn = startsText(line) && startsText(lines[index - 1] ?? '');
    return index === 0 ? line : `${text}${flowsOn ? ' ' : '\n'}${line}`;
  }, '');

const startsText = (line: string): boolean => /^\S/.test(line);

/** Names of the environment variables that settings are filled in from. */
export const variablesOf = (settings: Readonly<Record<string, string>>): readonly string[] =>
  Object.values(settings).flatMap((value) => [...value.matchAll(/\$\{([A-Za-z_]\w*)/g)].map((match) => match[1] ?? ''));
