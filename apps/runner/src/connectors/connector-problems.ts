import { fileURLToPath } from 'node:url';
import { isErrorOfKind, nearest } from '@linkwright/core';
import type { PlacedProblem } from '../configuration/problem.ts';
import { isConnectorPath, isPackageName } from './connector-location.ts';
import { isOfficialConnector, knownConnectors } from './installed-connectors.ts';

/** What is wrong with a connector; whoever asked for it knows where. */
export type ConnectorProblem = Omit<PlacedProblem, 'path'>;

/*
 * A name that is not ours stands in no line that installs something: somebody else may own one that looks right.
 */

export const notFound = (name: string, reason: string, remedy: string): ConnectorProblem => ({
  code: 'connector-not-found',
  message: `The connector "${name}" is not there: ${reason}.`,
  remedy,
});

export async function notInstalled(name: string, directories: readonly string[]): Promise<ConnectorProblem> {
  const known = await knownConnectors(directories);
  return {
    code: 'connector-not-installed',
    message: `The connector "${name}" is not installed.`,
    why: 'Connectors are looked for as npm packages, from the folder of the configuration first, then from linkwright.',
    remedy: isOfficialConnector(name)
      ? `Type in the folder of the configuration: npm install ${name}`
      : remedyForStranger(name, known),
  };
}

function remedyForStranger(name: string, known: readonly string[]): string {
  const list = `Known connectors: ${known.join(', ')}.`;
  if (/[/\\]/.test(name) && /\.[cm]?[jt]s$/.test(name) && !name.includes('://'))
    return `If it is a file, write "./${name}". ${list}`;
  const meant = meantName(name, known);
  if (meant === null) {
    return `${isPackageName(name) ? 'If the name is right and you know whose package it is, install it in the folder of the configuration.' : 'Write the name of an npm package, or a path that begins with "./".'} ${list}`;
  }
  return `Did you mean "${meant}"?${isOfficialConnector(meant) ? ` If it is not installed either, type: npm install ${meant}` : ''}`;
}

/**
 * People write `hubspot`, or nearly that, for the package whose name ends so. Vendors' own packages may bear that very
 * name, and strangers' packages one that is nearly it.
 */
export function meantName(name: string, known: readonly string[]): string | null {
  const bare = new Map(known.map((candidate) => [bareName(candidate), candidate]));
  const near = nearest(bareName(name), [...bare.keys()]);
  return (near === null ? undefined : bare.get(near)) ?? null;
}

/** `@linkwright/connector-hubspot` → `hubspot` */
const bareName = (name: string): string => name.toLowerCase().replace(/^.*connector-|^.*\//, '');

export const broken = (name: string, reason: string, remedy?: string): ConnectorProblem => ({
  code: 'connector-broken',
  message: `The connector "${name}" cannot be used: ${reason.replace(/\.?$/, '.')}`,
  remedy: remedy ?? updateRemedy(name),
});

/** Of a connector that is installed and does not do. */
export function updateRemedy(name: string): string {
  if (isOfficialConnector(name)) return `Update it (npm install ${name}@latest), or report this to its authors.`;
  return isConnectorPath(name)
    ? 'Mend it, and run the same command again.'
    : 'Update it, or report this to its authors.';
}

export const hostTooOld = (name: string, reason: string): ConnectorProblem => ({
  ...broken(
    name,
    reason,
    'Update linkwright (npm install linkwright@latest), or take an earlier version of the connector.',
  ),
  code: 'contract-version-too-new',
});

export const connectorTooOld = (name: string, reason: string): ConnectorProblem => ({
  ...broken(name, reason),
  code: 'contract-version-too-old',
});

/** What evaluating the package threw, with what helps. `main`: its main module. */
export function notLoaded(name: string, error: unknown, main: URL | null): ConnectorProblem {
  const thrown = isErrorOfKind(error, 'contract') && error.code === 'foreign-error' ? error.cause : error;
  const place = placeOf(thrown);
  return broken(name, `it could not be loaded: ${place}${reasonOf(thrown)}`, loadRemedy(thrown, main));
}

const reasonOf = (error: unknown): string =>
  error instanceof Error ? (error.message.split('\n')[0] ?? error.name) : String(error);

/** Node writes the place of a syntax error as the first line of its stack. */
function placeOf(error: unknown): string {
  if (!(error instanceof SyntaxError)) return '';
  const [first = ''] = (error.stack ?? '').split('\n');
  if (!/:\d+$/.test(first)) return '';
  const place = first.startsWith('file:') ? first.replace(/^file:\/\/[^:]*/, (url) => fileURLToPath(url)) : first;
  return `${place.replace(/\?[^:]*/, '')}: `;
}

function loadRemedy(error: unknown, main: URL | null): string | undefined {
  const code: unknown = error instanceof Error && Reflect.get(error, 'code');
  const message = reasonOf(error);
  if (code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') {
    return 'Node strips types and translates nothing: write it without enums, namespaces and parameter properties, or build it and name the built file.';
  }
  if (code === 'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING') {
    return 'Node reads TypeScript in your own folders only; a package must be published as JavaScript. Report this to its authors.';
  }
  if (code !== 'ERR_MODULE_NOT_FOUND') return undefined;
  const [, lacking = ''] = /^Cannot find package '([^']+)'/.exec(message) ?? [];
  const from = main === null ? 'there' : fileURLToPath(new URL('.', main));
  if (/^@linkwright\/(core|http)$/.test(lacking)) return `Type in ${from}: npm install ${lacking}`;
  if (lacking !== '') return `Its own dependencies are not installed: type npm install where its package.json lies.`;
  return main !== null && /\.[cm]?ts$/.test(main.pathname)
    ? 'Node reads imports as they are written: name the file with its extension, "./client.ts".'
    : undefined;
}
