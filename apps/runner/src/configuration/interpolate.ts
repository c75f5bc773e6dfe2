// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the configuration's own placeholders.
import { resolve } from 'node:path';
import { readRegularFile, UnreadableFile } from './read-regular-file.ts';
import { looksSecret } from './secrets.ts';

export interface InterpolationContext {
  /** Relative file paths start here. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What is wrong with one `${…}`. */
export interface InterpolationFault {
  readonly code: 'missing-environment-variable' | 'missing-secret-file' | 'bad-interpolation';
  readonly message: string;
  readonly remedy: string;
}

export interface Interpolated {
  readonly text: string;
  /** What came from the environment or from files; defaults stand in the configuration for all to read. */
  readonly inserted: readonly string[];
  /** Those placeholders that name a secret: a file, or a variable whose name says so. They belong into secret settings only. */
  readonly secretSources: readonly string[];
  readonly faults: readonly InterpolationFault[];
}

/** `$${` is a literal `${`; otherwise everything up to the first `}`, which may be missing. */
const placeholder = /\$\$\{|\$\{([^}]*)(\}?)/g;
const variable = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s;

/**
 * Fills in `${NAME}`, `${NAME:-default}` and `${file:PATH}`. What is filled in is not looked at again. An empty variable
 * counts as missing: a line `TOKEN=` that nobody has completed is the usual reason.
 */
export async function interpolate(text: string, context: InterpolationContext): Promise<Interpolated> {
  const inserted: string[] = [];
  const secretSources: string[] = [];
  const faults: InterpolationFault[] = [];
  let result = '';
  let end = 0;
  for (const match of text.matchAll(placeholder)) {
    result += text.slice(end, match.index);
    end = match.index + match[0].length;
    const inside = match[1];
    if (inside === undefined) {
      result += '${';
      continue;
    }
    const found = match[2] === '' ? unfinished(match[0]) : await lookUp(inside, context);
    if ('code' in found) {
      faults.push(found);
    } else {
      if (!found.isDefault) inserted.push(found.value);
      if (!found.isDefault && namesSecret(inside)) secretSources.push(match[0]);
      result += found.value;
    }
  }
  return { text: result + text.slice(end), inserted, secretSources, faults };
}

/** Names of the variables that a text is filled in from. */
export const variablesNamed = (text: string): readonly string[] =>
  [...text.matchAll(placeholder)].flatMap(([, inside]) =>
    inside === undefined ? [] : (variable.exec(inside)?.slice(1, 2) ?? []),
  );

const namesSecret = (inside: string): boolean =>
  inside.startsWith('file:') || looksSecret(variable.exec(inside)?.[1] ?? '');

type Found = { readonly value: string; readonly isDefault: boolean } | InterpolationFault;

async function lookUp(inside: string, context: InterpolationContext): Promise<Found> {
  if (inside.startsWith('file:')) return readSecretFile(inside.slice('file:'.length), context.directory);
  const [matched, name, fallback] = variable.exec(inside) ?? [];
  if (matched === undefined || name === undefined) return unreadable(inside);
  const value = Object.hasOwn(context.environment, name) ? context.environment[name] : undefined;
  if (value !== undefined && value !== '') return { value, isDefault: false };
  if (fallback !== undefined) return { value: fallback, isDefault: true };
  return {
    code: 'missing-environment-variable',
    message: `The environment variable ${name} is ${value === undefined ? 'not set' : 'empty'}.`,
    remedy: `Set it, or put a line ${name}=… into the file .env beside the configuration.`,
  };
}

async function readSecretFile(path: string, directory: string): Promise<Found> {
  const file = resolve(directory, path);
  try {
    return { value: (await readRegularFile(file)).replace(/\r?\n$/, ''), isDefault: false };
  } catch (error) {
    const reason = error instanceof UnreadableFile ? ` (${error.reason})` : '';
    return {
      code: 'missing-secret-file',
      message: `The file ${file} cannot be read${reason}.`,
      remedy: 'Check the path behind "file:" and who may read the file.',
    };
  }
}

const unfinished = (text: string): InterpolationFault => ({
  code: 'bad-interpolation',
  message: `The closing brace of ${text.length > 40 ? `${text.slice(0, 40)}…` : text} is missing.`,
  remedy: 'Write a } behind the name, or $${ where a literal ${ is meant.',
});

const unreadable = (inside: string): InterpolationFault => ({
  code: 'bad-interpolation',
  message: `"\${${inside}}" is none of \${NAME}, \${NAME:-default} and \${file:PATH}.`,
  remedy: 'Write one of these, or $${ where a literal ${ is meant.',
});
