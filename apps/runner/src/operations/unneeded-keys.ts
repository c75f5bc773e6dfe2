import { readdir } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { isDeepStrictEqual, parseEnv } from 'node:util';
import { ConfigurationError } from '@linkwright/core';
import { parse } from 'yaml';
import { z } from 'zod';
import { editConfiguration } from '../configuration/edit/edit-configuration.ts';
import { renderDifference } from '../configuration/edit/render-difference.ts';
import { replaceText, type TextReplacement } from '../configuration/edit/replace-text.ts';
import { withoutVariables } from '../configuration/edit/without-variables.ts';
import { writeConfiguration } from '../configuration/edit/write-configuration.ts';
import { variablesNamed } from '../configuration/interpolate.ts';
import { readRegularFile, UnreadableFile } from '../configuration/read-regular-file.ts';
import type { Work } from '../session/work.ts';
import type { UnneededKeysDocument } from './documents/connect-document.ts';

/** Keys that lie in the state, and what the files would be without them. */
export interface UnneededKeys {
  readonly connection: string;
  readonly settings: readonly string[];
  readonly configuration: TextReplacement;
  /** `null`: no line of it is to go. */
  readonly variables: (TextReplacement & { readonly names: readonly string[] }) | null;
  /** Variables whose lines stay, and why, in a sentence. */
  readonly stays: readonly string[];
}

/**
 * Finds out what the configuration and its `.env` hold of keys that lie in the state. Throws a `ConfigurationError`
 * (`configuration-not-editable`) where the file is written in a way that leaves no such place.
 */
export async function unneededKeys(
  { loaded: { file, directory } }: Pick<Work, 'loaded'>,
  connection: string,
  settings: readonly string[],
): Promise<UnneededKeys> {
  const before = await readRegularFile(file);
  const after = editConfiguration(
    before,
    settings.map((key) => ({ kind: 'remove-setting', connection, key })),
  );
  const written = readText(before);
  const left = readText(after);
  const own = written.connections[connection]?.settings ?? {};
  const gone = settings.map((key) => {
    const value = own[key];
    delete own[key];
    return value;
  });
  // A setting that others share by an alias would go from them as well.
  if (!isDeepStrictEqual(written, left)) throw sharedSetting(file, connection);
  const named = [...new Set(gone.flatMap((value) => textsIn(value).flatMap(variablesNamed)))];
  return {
    connection,
    settings,
    configuration: { file, before, after },
    ...(await lineOfVariables(directory, basename(file), named, new Set(textsIn(left).flatMap(variablesNamed)))),
  };
}

const textSchema = z.looseObject({
  connections: z.record(z.string(), z.looseObject({ settings: z.record(z.string(), z.unknown()).optional() })),
});
const readText = (text: string): z.output<typeof textSchema> =>
  textSchema.parse(parse(text, { merge: true, logLevel: 'error' }));

async function lineOfVariables(
  directory: string,
  own: string,
  named: readonly string[],
  stillNamed: ReadonlySet<string>,
): Promise<Pick<UnneededKeys, 'variables' | 'stays'>> {
  const file = join(directory, '.env');
  const before = await readIfRegular(file);
  const there = named.filter((name) => Object.hasOwn(parseEnv(before), name));
  const elsewhere = await namedElsewhere(directory, own);
  const stays = [
    ...named
      .filter((name) => !there.includes(name))
      .map((name) => `${name} comes from the environment, not from .env: take it out there.`),
    ...there.flatMap((name) => {
      const by = stillNamed.has(name) ? own : elsewhere.get(name);
      return by === undefined ? [] : [`${name} stays in .env: ${by} names it as well.`];
    }),
  ];
  const names = there.filter((name) => !stillNamed.has(name) && !elsewhere.has(name));
  if (names.length === 0) return { variables: null, stays };
  const after = withoutVariables(before, names);
  if (after !== null) return { variables: { file, before, after, names }, stays };
  const unclear = `.env is written in a way that this command does not change: take ${names.join(', ')} out by hand.`;
  return { variables: null, stays: [...stays, unclear] };
}

/** Variables that other files beside the configuration are filled in from, with the name of one such file. */
async function namedElsewhere(directory: string, own: string): Promise<ReadonlyMap<string, string>> {
  const files = (await readdir(directory)).filter((name) => /\.ya?ml$/.test(name) && name !== own).sort();
  const found = new Map<string, string>();
  for (const name of files) {
    const text = await readIfRegular(join(directory, name));
    for (const variable of variablesNamed(text)) if (!found.has(variable)) found.set(variable, name);
  }
  return found;
}

/** `''` where there is none, or what is no file of text. */
async function readIfRegular(file: string): Promise<string> {
  try {
    return await readRegularFile(file);
  } catch (error) {
    if (error instanceof UnreadableFile) return '';
    throw error;
  }
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** What would go, as a difference. Of `.env` names alone: a line of it, or one beside it, is a secret. */
export function unneededDifference(
  directory: string,
  { configuration: { file, before, after }, variables }: UnneededKeys,
  output: Parameters<typeof renderDifference>[3],
): string {
  const name = relative(directory, file) || file;
  const lines = variables?.names.map((variable) => output.style('red', `-${variable}=…`)) ?? [];
  const ofVariables =
    variables === null ? [] : [output.style('bold', `--- ${relative(directory, variables.file)}`), ...lines];
  return [renderDifference(name, before ?? '', after, output), ...ofVariables].join('\n');
}

/**
 * Takes them out, of the configuration first: it can do without a variable that is still there, and not the other way round. Resolves to the files
 * that were written, and to what stood in the way of the next one.
 */
export async function takeOutKeys(
  { configuration, variables }: UnneededKeys,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly written: readonly string[]; readonly failure: ConfigurationError | null }> {
  const written: string[] = [];
  try {
    await writeConfiguration({ ...configuration, environment });
    written.push(configuration.file);
    if (variables !== null) {
      await replaceText(variables);
      written.push(variables.file);
    }
    return { written, failure: null };
  } catch (error) {
    if (error instanceof ConfigurationError) return { written, failure: error };
    throw error;
  }
}

export const describeUnneeded = (
  directory: string,
  keys: UnneededKeys,
  written: readonly string[],
): UnneededKeysDocument => ({
  settings: [...keys.settings],
  variables: [...(keys.variables?.names ?? [])],
  stays: [...keys.stays],
  difference: unneededDifference(directory, keys, { style: (_style, text) => text }),
  written: written.map((file) => relative(directory, file) || file),
});

const sharedSetting = (file: string, connection: string): ConfigurationError =>
  new ConfigurationError(`The settings of "${connection}" in ${file} share text with others, by an alias.`, {
    code: 'configuration-not-editable',
    remedy: 'Take the key out by hand; linkwright check then says whether the file is right.',
  });
