import { link, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ConfigurationError } from '@linkwright/core';
import { loadConfigurationText } from '../load-configuration.ts';
import { ProblemsError } from '../problems-error.ts';

export interface ConfigurationRewrite {
  readonly file: string;
  /** What the edits were made from. `null`: there was no file. */
  readonly before: string | null;
  readonly after: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Writes an edited configuration in one step: whoever reads the file meanwhile sees the old text or the new one. Refuses
 * a text with a mistake that the old one did not have, and a file that has changed since it was read.
 */
export async function writeConfiguration(rewrite: ConfigurationRewrite): Promise<void> {
  const { before, after } = rewrite;
  // A symbolic link stays one.
  const file = before === null ? rewrite.file : await realpath(rewrite.file);
  await refuseMistakes(rewrite);
  const mode = before === null ? 0o644 : (await stat(file)).mode & 0o7777;
  const draft = join(dirname(file), `.${basename(file)}.${process.pid}.draft`);
  try {
    const handle = await open(draft, 'wx', mode);
    try {
      await handle.writeFile(after);
      // The umask has no say in the mode of a file that is there already.
      if (before !== null) await handle.chmod(mode);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (before === null) await linkNew(draft, file);
    else {
      if ((await readFile(file, 'utf8')) !== before) throw changedMeanwhile(file);
      await rename(draft, file);
    }
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new ConfigurationError(`${file} cannot be written${code}.`, {
      code: 'file-not-writable',
      remedy: 'Check who may write the file and its folder.',
      cause: error,
    });
  } finally {
    await rm(draft, { force: true });
  }
}

/** A hard link is refused where the name is taken, whoever took it a moment ago. */
async function linkNew(draft: string, file: string): Promise<void> {
  try {
    await link(draft, file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') throw changedMeanwhile(file);
    throw error;
  }
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

const changedMeanwhile = (file: string): ConfigurationError =>
  new ConfigurationError(`${file} has been changed by somebody else meanwhile; it was left as it is.`, {
    code: 'configuration-changed',
    remedy: 'Run the same command again.',
  });
