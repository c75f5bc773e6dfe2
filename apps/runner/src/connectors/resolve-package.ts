import { readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';

const packageSchema = z.looseObject({
  exports: z.unknown().optional(),
  main: z.string().optional(),
  version: z.string().default(''),
});

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
  const { exports, main } = packageSchema.parse(JSON.parse(await readFile(manifest, 'utf8')));
  const target = exports === undefined ? (main ?? './index.js') : mainTarget(exports);
  if (target === null) throw new Error('its package.json exports no main module');
  return pathToFileURL(join(dirname(manifest), target));
}

/** Of the package that a module belongs to. Empty: its nearest manifest names none. */
export async function packageVersion(module: URL): Promise<string> {
  const manifest = findPackageJSON(module);
  if (manifest === undefined) return '';
  return packageSchema.parse(JSON.parse(await readFile(manifest, 'utf8'))).version;
}

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
