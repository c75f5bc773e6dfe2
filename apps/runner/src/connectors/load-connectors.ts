import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Clock, type Connector, connectorProblem, isConnector, isErrorOfKind, nearest } from '@linkwright/core';
import { awaitConnector } from '@linkwright/engine';
import type { LoadedConfiguration } from '../configuration/loaded-configuration.ts';
import type { PlacedProblem } from '../configuration/problem.ts';
import { rememberTitle } from './connector-title.ts';
import { knownConnectors, officialConnectors } from './installed-connectors.ts';
import { packageVersion, resolvePackage } from './resolve-package.ts';

export interface LoadedConnectors {
  /** By connection name. A connection whose connector is not there or is broken is absent. */
  readonly connectors: ReadonlyMap<string, Connector<unknown>>;
  readonly problems: readonly PlacedProblem[];
}

/** A package that has not been evaluated after so many milliseconds waits for something that will not come. */
export const defaultLoadDeadlineMs = 60_000;

/** Keeps no process alive: where nothing is left that the package could wait for, Node says so at once. */
const idleClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => wait(ms, undefined, { signal, ref: false }),
};

/**
 * Loads the connector package of every connection. Anybody's package is loaded exactly like those of this project. Throws
 * the signal's reason.
 */
export async function loadConnectors(
  loaded: Pick<LoadedConfiguration, 'directory' | 'configuration'>,
  signal?: AbortSignal,
): Promise<LoadedConnectors> {
  const connectors = new Map<string, Connector<unknown>>();
  const problems: PlacedProblem[] = [];
  for (const [name, { connector: packageName, deadlines }] of Object.entries(loaded.configuration.connections)) {
    const result = await loadConnector(packageName, loaded.directory, {
      ...(signal && { signal }),
      ...(deadlines?.load !== undefined && { deadlineMs: deadlines.load }),
    });
    if (result.connector) connectors.set(name, result.connector);
    else problems.push({ ...result.problem, path: ['connections', name, 'connector'] });
  }
  return { connectors, problems };
}

type Loaded =
  | { readonly connector: Connector<unknown> }
  | { readonly connector: null; readonly problem: Omit<PlacedProblem, 'path'> };

/** One connector package, as seen from a folder first and from the runner second. Throws the signal's reason. */
export async function loadConnector(
  packageName: string,
  directory: string,
  { signal, deadlineMs = defaultLoadDeadlineMs }: { readonly signal?: AbortSignal; readonly deadlineMs?: number } = {},
): Promise<Loaded> {
  const directories = [directory, dirname(fileURLToPath(import.meta.url))];
  let url: URL | null = null;
  try {
    for (const from of directories) url ??= isPackageName(packageName) ? await resolvePackage(packageName, from) : null;
    if (url === null) return { connector: null, problem: await notInstalled(packageName, directories) };
    const work = { connector: packageName, what: 'loading' };
    const { href } = url;
    const options = { ...(signal && { signal }), deadline: { name: 'load', ms: deadlineMs }, clock: idleClock };
    const module: object = await awaitConnector(work, () => import(href), options);
    const exported = defaultExport(module);
    if (isConnector(exported)) {
      rememberTitle(exported, `${packageName} ${await packageVersion(url)}`.trim());
      return { connector: exported };
    }
    const known = await knownConnectors(directories);
    const meant = known.includes(packageName) ? null : meantName(packageName, known);
    const problem = broken(packageName, connectorProblem(exported) ?? 'it is no connector');
    return { connector: null, problem: meant === null ? problem : { ...problem, remedy: `Did you mean "${meant}"?` } };
  } catch (error) {
    if (signal?.aborted === true) throw error;
    if (isErrorOfKind(error, 'contract') && error.code === 'no-answer') {
      const { message, remedy = '' } = error;
      return { connector: null, problem: { ...broken(packageName, message), remedy } };
    }
    return { connector: null, problem: broken(packageName, `it could not be loaded: ${reasonOf(error)}`) };
  }
}

/** What the package itself threw. */
function reasonOf(error: unknown): string {
  const thrown = isErrorOfKind(error, 'contract') && error.code === 'foreign-error' ? error.cause : error;
  return thrown instanceof Error ? (thrown.message.split('\n')[0] ?? thrown.name) : String(thrown);
}

/** Compilers write an `export default` of a CommonJS module as a property of what Node takes for the default export. */
function defaultExport(module: object): unknown {
  const exported: unknown = Reflect.get(module, 'default');
  const isCompiled = typeof exported === 'object' && exported !== null && Reflect.get(exported, '__esModule') === true;
  return isCompiled ? Reflect.get(exported, 'default') : exported;
}

/** npm's rules, without those for length. A path or an address is no package name. */
const isPackageName = (text: string): boolean => /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/.test(text);

/**
 * People write `hubspot`, or nearly that, for the package whose name ends so. Vendors' own packages may bear that very
 * name, and strangers' packages one that is nearly it.
 */
function meantName(name: string, known: readonly string[]): string | null {
  const bare = new Map(known.map((candidate) => [bareName(candidate), candidate]));
  const near = nearest(bareName(name), [...bare.keys()]);
  return (near === null ? undefined : bare.get(near)) ?? nearest(name, known);
}

/** `@linkwright/connector-hubspot` → `hubspot` */
const bareName = (name: string): string => name.toLowerCase().replace(/^.*connector-|^.*\//, '');

async function notInstalled(name: string, directories: readonly string[]): Promise<Omit<PlacedProblem, 'path'>> {
  const known = await knownConnectors(directories);
  const meant = meantName(name, known);
  const isOurs = officialConnectors.some((official) => official === meant);
  return {
    code: 'connector-not-installed',
    message: `The connector "${name}" is not installed.`,
    why: 'Connectors are looked for as npm packages, from the folder of the configuration first, then from linkwright.',
    remedy:
      meant === null
        ? `${isPackageName(name) ? 'If the name is right and you know whose package it is, install it in the folder of the configuration.' : 'Write the name of an npm package.'} Known connectors: ${known.join(', ')}.`
        : `Did you mean "${meant}"?${isOurs ? ` If it is not installed either, type: npm install ${meant}` : ''}`,
  };
}

const broken = (name: string, what: string): Omit<PlacedProblem, 'path'> => ({
  code: 'connector-broken',
  message: `The connector "${name}" cannot be used: ${what.replace(/\.?$/, '.')}`,
  remedy: `Update it (npm install ${name}@latest), or report this to its authors.`,
});
