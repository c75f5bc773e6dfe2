import { readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';

const dependenciesSchema = z.record(z.string(), z.unknown()).default({}).catch({});

/** Of a `package.json`, what tells a connector. Whatever else it holds, and however, is none of our business. */
const packageSchema = z.looseObject({
  name: z.string().default('').catch(''),
  version: z.string().default('').catch(''),
  description: z.string().default('').catch(''),
  exports: z.unknown().optional(),
  main: z.string().optional(),
  keywords: z.array(z.unknown()).default([]).catch([]),
  dependencies: dependenciesSchema,
  peerDependencies: dependenciesSchema,
  /** Ours: `conformance` names the module that the conformance suite is given. */
  linkwright: z.looseObject({ conformance: z.string().optional() }).optional().catch(undefined),
});

type PackageManifest = z.output<typeof packageSchema>;

/**
 * Conditions of `exports` that an `import` in this process would use. Node resolves `import` relative to the importing
 * file only, and `require.resolve` does not see packages that offer nothing but `import`, so this is done here.
 */
const conditions = new Set([
  'node',
  'import',
  'module-sync',
  'default',
  // Run from its sources, the runner takes this workspace's connectors from their sources as well.
  ...(import.meta.url.endsWith('.ts') ? ['@linkwright/source'] : []),
]);

/**
 * The URL of the main module of an npm package, as seen from a folder. `null`: it is not installed there or above.
 * Throws if the package is there but says nothing of a main module.
 */
export async function resolvePackage(name: string, directory: string): Promise<URL | null> {
  const manifest = findManifest(name, directory);
  if (manifest === null) return null;
  return mainModule(manifest);
}

/** The same of a folder with a `package.json` in it. `null`: it has none. */
export async function resolveFolder(folder: string): Promise<URL | null> {
  const manifest = join(folder, 'package.json');
  return (await readManifest(manifest)) === null ? null : mainModule(manifest);
}

async function mainModule(manifest: string): Promise<URL> {
  const { exports, main } = await parseManifest(manifest);
  const target = exports === undefined ? (main ?? './index.js') : mainTarget(exports);
  if (target === null) throw new Error('its package.json exports no main module');
  return pathToFileURL(join(dirname(manifest), target));
}

/** The module that a package exports under a subpath (`./conformance`). `null`: it exports none. */
export async function resolveSubpath(manifest: string, subpath: string): Promise<URL | null> {
  const { exports } = await parseManifest(manifest);
  if (typeof exports !== 'object' || exports === null || !Object.hasOwn(exports, subpath)) return null;
  const target = pickTarget(Reflect.get(exports, subpath));
  return target === null ? null : pathToFileURL(join(dirname(manifest), target));
}

/** The manifest of the package that a module belongs to, with its path. `null`: it belongs to none. */
export async function packageManifest(module: URL): Promise<(PackageManifest & { readonly path: string }) | null> {
  const path = findPackageJSON(module);
  // Of a module that belongs to no package, Node names the module itself.
  if (path === undefined || basename(path) !== 'package.json') return null;
  return { ...(await parseManifest(path)), path };
}

/** `null`: there is none, or it is no JSON. */
export async function readManifest(path: string): Promise<PackageManifest | null> {
  try {
    return await parseManifest(path);
  } catch {
    return null;
  }
}

const parseManifest = async (path: string): Promise<PackageManifest> =>
  packageSchema.parse(JSON.parse(await readFile(path, 'utf8')));

function findManifest(name: string, directory: string): string | null {
  try {
    // Any file name will do: only its folder counts.
    return findPackageJSON(name, pathToFileURL(join(directory, 'linkwright.yaml'))) ?? null;
  } catch {
    return null;
  }
}

/** `exports` is one target for the main module, or a table of subpaths with the main module under `.`. */
function mainTarget(exports: unknown): string | null {
  if (typeof exports === 'object' && exports !== null && !Array.isArray(exports)) {
    const entries = Object.entries(exports);
    if (entries.some(([key]) => key.startsWith('.'))) {
      return pickTarget(entries.find(([key]) => key === '.')?.[1]);
    }
  }
  return pickTarget(exports);
}

/** The first condition that holds wins, in the order of the file; one that leads nowhere is passed over. */
function pickTarget(target: unknown): string | null {
  if (typeof target === 'string') return target;
  if (typeof target !== 'object' || target === null) return null;
  const candidates = Array.isArray(target)
    ? target
    : Object.entries(target).flatMap(([condition, nested]) => (conditions.has(condition) ? [nested] : []));
  for (const candidate of candidates) {
    const picked = pickTarget(candidate);
    if (picked !== null) return picked;
  }
  return null;
}
