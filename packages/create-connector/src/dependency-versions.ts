import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** npm's ranges: `^1.2.3`, `1.2.3`. In a checkout of the workspace, manifests say `workspace:` or `catalog:` instead. */
const range = z.string().regex(/^[\^~]?\d/);

const versionsSchema = z.object({
  '@biomejs/biome': range,
  '@changesets/cli': range,
  '@linkwright/core': range,
  '@linkwright/http': range,
  '@types/node': range,
  typescript: range,
  vitest: range,
  zod: range,
});

/** By package name, the range that the package.json of a new connector says. */
export type DependencyVersions = Readonly<z.infer<typeof versionsSchema>>;

const ranges = z.record(z.string(), z.string()).default({});
const manifestSchema = z.looseObject({ version: z.string(), dependencies: ranges, devDependencies: ranges });

const ownManifest = new URL('../package.json', import.meta.url);

/**
 * What this package was made and tested with: its own manifest says so once it has been packed. Throws in a checkout of the
 * workspace.
 */
export async function ownVersions(): Promise<DependencyVersions> {
  const { dependencies, devDependencies } = await readManifest();
  return versionsFrom({ ...devDependencies, ...dependencies });
}

export function versionsFrom(known: Readonly<Record<string, string>>): DependencyVersions {
  const { data, error } = versionsSchema.safeParse(known);
  if (data !== undefined) return data;
  const vague = error.issues.map(({ path }) => path.join('.')).join(', ');
  throw new Error(`No versions are known of ${vague}: pack this package first (pnpm pack), and run that.`);
}

export async function ownVersion(): Promise<string> {
  return (await readManifest()).version;
}

async function readManifest() {
  return manifestSchema.parse(JSON.parse(await readFile(ownManifest, 'utf8')));
}
