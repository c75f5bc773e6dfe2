import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Clock, type Connector, type DeprecationWarning, isErrorOfKind } from '@linkwright/core';
import { acceptConnector, awaitConnector } from '@linkwright/engine';
import type { LoadedConfiguration } from '../configuration/loaded-configuration.ts';
import type { PlacedProblem } from '../configuration/problem.ts';
import { type ConnectorLocation, locateConnector } from './connector-location.ts';
import {
  broken,
  type ConnectorProblem,
  connectorTooOld,
  hostTooOld,
  meantName,
  notFound,
  notInstalled,
  notLoaded,
} from './connector-problems.ts';
import { rememberTitle } from './connector-title.ts';
import { knownConnectors } from './installed-connectors.ts';

export interface LoadedConnectors {
  /** By connection name. A connection whose connector is not there or is broken is absent. */
  readonly connectors: ReadonlyMap<string, Connector<unknown>>;
  readonly problems: readonly PlacedProblem[];
  /** What works and will not for ever. */
  readonly warnings: readonly DeprecationWarning[];
}

/** A package that has not been evaluated after so many milliseconds waits for something that will not come. */
export const defaultLoadDeadlineMs = 60_000;

/** Keeps no process alive: where nothing is left that the package could wait for, Node says so at once. */
const idleClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => wait(ms, undefined, { signal, ref: false }),
};

/** How modules are read. Default: `import()`, which reads each once. */
export type ImportModule = (url: URL) => Promise<object>;

export interface LoadOptions {
  /** Absent: nobody can stop it. */
  readonly signal?: AbortSignal;
  /** Default: `defaultLoadDeadlineMs`. */
  readonly deadlineMs?: number;
  readonly importModule?: ImportModule;
}

/**
 * Loads the connector of every connection. Anybody's is loaded exactly like those of this project. Throws the signal's reason.
 */
export async function loadConnectors(
  loaded: Pick<LoadedConfiguration, 'directory' | 'configuration'>,
  options: Omit<LoadOptions, 'deadlineMs'> = {},
): Promise<LoadedConnectors> {
  const connectors = new Map<string, Connector<unknown>>();
  const problems: PlacedProblem[] = [];
  const warnings = new Map<string, DeprecationWarning>();
  for (const [name, { connector: named, deadlines }] of Object.entries(loaded.configuration.connections)) {
    const result = await loadConnector(named, loaded.directory, {
      ...options,
      ...(deadlines?.load !== undefined && { deadlineMs: deadlines.load }),
    });
    if (result.connector) {
      connectors.set(name, result.connector);
      for (const warning of result.warnings) warnings.set(warning.message, warning);
    } else problems.push({ ...result.problem, path: ['connections', name, 'connector'] });
  }
  return { connectors, problems, warnings: [...warnings.values()] };
}

export type LoadedConnector =
  | {
      readonly connector: Connector<unknown>;
      readonly location: ConnectorLocation;
      /** The version of the contract that it was built for. */
      readonly builtFor: number;
      readonly warnings: readonly DeprecationWarning[];
    }
  | { readonly connector: null; readonly problem: ConnectorProblem };

/** Where connectors are looked for: in the folder of the file, then where this program lies. */
export const searchedFolders = (directory: string): readonly string[] => [
  directory,
  dirname(fileURLToPath(import.meta.url)),
];

/**
 * One connector by the name of its package, as seen from a folder first and from the runner second, or by a path from that
 * folder. Throws the signal's reason.
 */
export async function loadConnector(
  named: string,
  directory: string,
  { signal, deadlineMs = defaultLoadDeadlineMs, importModule = plainImport }: LoadOptions = {},
): Promise<LoadedConnector> {
  const directories = searchedFolders(directory);
  let main: URL | null = null;
  try {
    const found = await locateConnector(named, directories);
    if (found.location === null) return { connector: null, problem: await unlocated(named, found, directories) };
    const { location } = found;
    main = location.url;
    const work = { connector: named, what: 'loading' };
    const options = { ...(signal && { signal }), deadline: { name: 'load', ms: deadlineMs }, clock: idleClock };
    const module = await awaitConnector(work, () => importModule(location.url), options);
    const title = `${named} ${location.version}`.trim();
    const accepted = acceptConnector(defaultExport(module), { connector: title });
    if (accepted.connector !== null) {
      rememberTitle(accepted.connector, title);
      return { ...accepted, location };
    }
    const { fault, reason } = accepted;
    if (fault === 'host-too-old') return { connector: null, problem: hostTooOld(named, reason) };
    if (fault === 'connector-too-old') return { connector: null, problem: connectorTooOld(named, reason) };
    const known = await knownConnectors(directories);
    const meant = location.kind === 'path' || known.includes(named) ? null : meantName(named, known);
    return { connector: null, problem: broken(named, reason, meant === null ? undefined : `Did you mean "${meant}"?`) };
  } catch (error) {
    if (signal?.aborted === true) throw error;
    if (isErrorOfKind(error, 'contract') && error.code === 'no-answer') {
      const { message, remedy = '' } = error;
      return { connector: null, problem: broken(named, message, remedy) };
    }
    return { connector: null, problem: notLoaded(named, error, main) };
  }
}

const plainImport: ImportModule = ({ href }) => import(href);

async function unlocated(
  named: string,
  { fault, reason, remedy }: Extract<Awaited<ReturnType<typeof locateConnector>>, { readonly location: null }>,
  directories: readonly string[],
): Promise<ConnectorProblem> {
  if (fault === 'not-installed') return notInstalled(named, directories);
  return fault === 'no-file' ? notFound(named, reason, remedy) : broken(named, reason, remedy);
}

/** Compilers write an `export default` of a CommonJS module as a property of what Node takes for the default export. */
function defaultExport(module: object): unknown {
  const exported: unknown = Reflect.get(module, 'default');
  const isCompiled = typeof exported === 'object' && exported !== null && Reflect.get(exported, '__esModule') === true;
  return isCompiled ? Reflect.get(exported, 'default') : exported;
}
