import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ConfigurationError } from '@linkwright/core';
import type { Conformance, ConformanceWorld } from '@linkwright/core/testing';
import { z } from 'zod';
import type { ConnectorLocation } from '../connectors/connector-location.ts';
import type { ImportModule } from '../connectors/load-connectors.ts';
import { packageManifest, resolveSubpath } from '../connectors/resolve-package.ts';

const isFunction = (value: unknown): boolean => typeof value === 'function';

/** What the suite cannot do without. The suite itself says what is wrong with the parts. */
const conformanceSchema = z.looseObject({
  settings: z.looseObject({ required: z.array(z.string()), secrets: z.array(z.string()) }),
  roles: z.looseObject({ source: z.looseObject({ text: z.string() }), target: z.looseObject({ text: z.string() }) }),
  threePages: z.int().min(1),
  create: z.custom<Conformance<ConformanceWorld>['create']>(isFunction, 'expected a function'),
  probe: z.custom<Conformance<ConformanceWorld>['probe']>(isFunction, 'expected a function'),
});

/** Looked for where the `package.json` names no module. */
const usualPlaces = ['test/conformance.ts', 'test/conformance.js', 'conformance.ts', 'conformance.js'];

/**
 * The module that tells the suite about a connector: the one that the user names, that the `package.json` names
 * (`linkwright.conformance`), that the package exports as `./conformance`, or one in a usual place. `null`: there is none.
 */
export async function findConformance(
  { url }: ConnectorLocation,
  named: string | undefined,
  directory: string,
): Promise<URL | null> {
  if (named !== undefined) return existing(resolve(directory, named));
  const manifest = await packageManifest(url);
  if (manifest === null) return firstThere(dirname(fileURLToPath(url)));
  const folder = dirname(manifest.path);
  const { conformance } = manifest.linkwright ?? {};
  if (conformance !== undefined) return existing(join(folder, conformance));
  const exported = await resolveSubpath(manifest.path, './conformance');
  return exported === null ? firstThere(folder) : existing(fileURLToPath(exported));
}

async function firstThere(folder: string): Promise<URL | null> {
  for (const place of usualPlaces) {
    const path = join(folder, place);
    if (await isFile(path)) return pathToFileURL(path);
  }
  return null;
}

async function existing(path: string): Promise<URL> {
  if (await isFile(path)) return pathToFileURL(path);
  throw new ConfigurationError(`There is no file ${path}, which was named for the conformance suite.`, {
    code: 'conformance-not-found',
    remedy: 'Build the package, or name another file with --conformance.',
  });
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (one) => one.isFile(),
    () => false,
  );

/** Its default export, or the one called `conformance`. Throws a `ConfigurationError` that names all that lacks. */
export async function loadConformance(url: URL, importModule: ImportModule): Promise<Conformance<ConformanceWorld>> {
  const module = await importModule(url).catch((error: unknown) => {
    throw invalid(
      url,
      `it could not be loaded: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
    );
  });
  const given: unknown = Reflect.get(module, 'default') ?? Reflect.get(module, 'conformance');
  const parsed = conformanceSchema.safeParse(given);
  if (parsed.success) return given as Conformance<ConformanceWorld>;
  const faults = parsed.error.issues.map(({ path, message }) =>
    [path.map(String).join('.'), message].filter(Boolean).join(': '),
  );
  throw invalid(url, given === undefined ? 'it has no default export' : faults.join('; '));
}

const invalid = (url: URL, why: string): ConfigurationError =>
  new ConfigurationError(`${fileURLToPath(url)} tells the conformance suite nothing: ${why}.`, {
    code: 'conformance-invalid',
    remedy:
      'Export defineConformance({ settings, roles, threePages, create, probe }) of @linkwright/core/testing as its default.',
  });

export const noConformance = (connector: string): ConfigurationError =>
  new ConfigurationError(
    `Nothing tells the conformance suite how to reach the app of ${connector} past the connector.`,
    {
      code: 'conformance-missing',
      remedy:
        'Its author writes a module that exports defineConformance({ settings, roles, threePages, create, probe }) of ' +
        '@linkwright/core/testing, and names it in package.json: "linkwright": { "conformance": "./test/conformance.ts" }. ' +
        'Or name one with --conformance FILE. Without any, --connection NAME looks at a live account, and writes nothing.',
    },
  );
