import { loadConfigurationText } from '../load-configuration.ts';
import { ProblemsError } from '../problems-error.ts';
import { replaceText, type TextReplacement } from './replace-text.ts';

export interface ConfigurationRewrite extends TextReplacement {
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Writes an edited configuration in one step: whoever reads the file meanwhile sees the old text or the new one. Refuses
 * a text with a mistake that the old one did not have, and a file that has changed since it was read.
 */
export async function writeConfiguration(rewrite: ConfigurationRewrite): Promise<void> {
  await refuseMistakes(rewrite);
  await replaceText(rewrite);
}

async function refuseMistakes({ file, before, after, environment }: ConfigurationRewrite): Promise<void> {
  const [old, edited] = await Promise.all([
    before === null ? null : loadConfigurationText(file, before, environment),
    loadConfigurationText(file, after, environment),
  ]);
  const told = new Set(old?.problems.map(({ code, message }) => `${code}\n${message}`));
  const added = edited.problems.filter(({ code, message }) => !told.has(`${code}\n${message}`));
  // A variable that has no value yet is no mistake of the text.
  const mistakes = added.filter(
    ({ code }) => code !== 'missing-environment-variable' && code !== 'missing-secret-file',
  );
  if (mistakes.length > 0) throw new ProblemsError(mistakes, edited);
}
