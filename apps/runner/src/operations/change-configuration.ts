import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ConfigurationError } from '@linkwright/core';
import { parse } from 'yaml';
import { describeProblems } from '../configuration/describe-problems.ts';
import type { ConfigurationEdit } from '../configuration/edit/configuration-edit.ts';
import { configurationHash } from '../configuration/edit/configuration-hash.ts';
import { editConfiguration } from '../configuration/edit/edit-configuration.ts';
import { renderDifference } from '../configuration/edit/render-difference.ts';
import { writeConfiguration } from '../configuration/edit/write-configuration.ts';
import { loadConfigurationText } from '../configuration/load-configuration.ts';
import { ProblemsError } from '../configuration/problems-error.ts';
import { readSchedule } from '../schedule/schedule-book.ts';
import { inStateIfThere } from '../session/state-store.ts';
import type { Work } from '../session/work.ts';
import type { ConfigurationDifference, ConfigurationDocument } from './documents/configuration-document.ts';

/** The whole text, or some changes of it. */
export type ConfigurationChange = { readonly text: string } | { readonly edits: readonly ConfigurationEdit[] };

type Environment = Readonly<Record<string, string | undefined>>;

/** The file as it lies there, which may be another one than the work goes by. */
export async function readConfiguration(
  { loaded, redact }: Work,
  environment: Environment,
): Promise<ConfigurationDocument> {
  const text = await readFile(loaded.file, 'utf8');
  const there = await loadConfigurationText(loaded.file, text, environment);
  const { rejected = null } = (await inStateIfThere(loaded.state, readSchedule)) ?? {};
  return {
    file: basename(loaded.file),
    text: redact(text),
    hash: configurationHash(text),
    holdsSecrets: redact(text) !== text,
    problems: describeProblems(there.problems, there, dirname(loaded.file)),
    rejected,
  };
}

/**
 * Work on the file as some changes would make it; nothing is written. None: as the work goes by it. Throws a `ProblemsError` where the
 * text would be wrong.
 */
export async function withChange(
  work: Work,
  edits: readonly ConfigurationEdit[],
  environment: Environment,
): Promise<Work> {
  if (edits.length === 0) return work;
  const { file } = work.loaded;
  const before = await readFile(file, 'utf8');
  const after = editConfiguration(before, edits);
  refuseForeign(before, after);
  const loaded = await loadConfigurationText(file, after, environment);
  if (loaded.problems.length > 0) throw new ProblemsError(loaded.problems, loaded);
  return { ...work, loaded };
}

/** What a change would make of the file; nothing is written. */
export async function proposeConfiguration(
  { loaded: { file }, redact }: Work,
  change: ConfigurationChange,
  environment: Environment,
): Promise<ConfigurationDifference> {
  const before = await readFile(file, 'utf8');
  const after = changed(before, change, redact);
  refuseForeign(before, after);
  const loaded = await loadConfigurationText(file, after, environment);
  return {
    difference: difference(file, before, after),
    hash: configurationHash(before),
    problems: describeProblems(loaded.problems, loaded, dirname(file)),
  };
}

/**
 * Writes it. Throws a `ConfigurationError` (`configuration-changed`, `configuration-for-the-machine`, `configuration-holds-secrets`,
 * `configuration-not-editable`), and a `ProblemsError` where the text would be wrong.
 */
export async function changeConfiguration(
  { loaded: { file }, redact }: Work,
  { basedOn, change }: { readonly basedOn: string; readonly change: ConfigurationChange },
  environment: Environment,
): Promise<ConfigurationDifference> {
  const before = await readFile(file, 'utf8');
  if (configurationHash(before) !== basedOn) {
    throw new ConfigurationError('The file has been changed by somebody else meanwhile.', {
      code: 'configuration-changed',
      remedy: 'Read it again, and make the change anew.',
    });
  }
  const after = changed(before, change, redact);
  refuseForeign(before, after);
  const loaded = await loadConfigurationText(file, after, environment);
  if (loaded.problems.length > 0) throw new ProblemsError(loaded.problems, loaded);
  await writeConfiguration({ file, before, after, environment });
  return { difference: difference(file, before, after), hash: configurationHash(after), problems: [] };
}

function changed(before: string, change: ConfigurationChange, redact: Work['redact']): string {
  if ('edits' in change) return editConfiguration(before, change.edits);
  if (redact(before) !== before) {
    throw new ConfigurationError('Secrets stand in the file itself, and whoever is afar does not see its text.', {
      code: 'configuration-holds-secrets',
      remedy: 'Put them into variables, or change the file by single edits.',
    });
  }
  return change.text;
}

/**
 * What reaches out of the file is for whoever may write on the machine: connections name programs and addresses, and `${…}` reads
 * variables and files.
 */
function refuseForeign(before: string, after: string): void {
  const [old, edited] = [parsed(before), parsed(after)];
  const touched = ['connections', 'state'].filter((key) => !isDeepStrictEqual(old[key], edited[key]));
  const known = placeholdersOf(before);
  const added = placeholdersOf(after).filter((one) => !known.includes(one));
  if (touched.length + added.length === 0) return;
  throw new ConfigurationError(
    touched.length > 0
      ? `From here \`${touched.join('` and `')}\` cannot be changed.`
      : `From here no further placeholder can be written: ${added.join(', ')}.`,
    { code: 'configuration-for-the-machine', remedy: 'Change that in the file, on the machine of the service.' },
  );
}

const placeholdersOf = (text: string): readonly string[] => text.match(/\$\{[^}]*\}/g) ?? [];

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = parse(text, { maxAliasCount: 100 });
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

const difference = (file: string, before: string, after: string): string =>
  renderDifference(basename(file), before, after, { style: (_style, text) => text });
