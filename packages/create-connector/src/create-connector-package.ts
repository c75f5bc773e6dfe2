import { chmod } from 'node:fs/promises';
import { connectorOptions, defaultBaseUrl, type GivenOptions, type NamedOptions } from './connector-options.ts';
import { type DependencyVersions, ownVersions } from './dependency-versions.ts';
import { type FromDescription, fromDescription } from './open-api/from-description.ts';
import { packageManifest } from './package-manifest.ts';
import { type PackageFiles, templateFiles } from './template-files.ts';
import { UsageError } from './usage-error.ts';
import { isTaken, writeNewFolder } from './write-new-folder.ts';

export interface CreatedPackage {
  readonly packageName: string;
  /** Absolute. */
  readonly directory: string;
  /** Paths in it, sorted. */
  readonly files: readonly string[];
  /** Of one that was started from a description: its objects, and what the description does not say. */
  readonly proposal?: { readonly objects: readonly string[]; readonly leftToDo: readonly string[] };
}

export interface Surroundings {
  /** Default: that of the process. */
  readonly workingDirectory?: string;
  /** Default: those that this package was made with. */
  readonly versions?: DependencyVersions;
}

/**
 * Writes the package of a new connector into a folder that is not there yet. Throws a `UsageError` with every problem, before
 * anything is written; what it throws otherwise comes from the file system, and leaves nothing behind.
 */
export async function createConnectorPackage(
  given: GivenOptions,
  { workingDirectory = process.cwd(), versions }: Surroundings = {},
): Promise<CreatedPackage> {
  const checked = connectorOptions(given, workingDirectory);
  if ('problems' in checked) throw new UsageError(checked.problems);
  const { options } = checked;
  const { packageName, directory } = options;
  if (await isTaken(directory)) {
    throw new UsageError([`${directory} is there already, and stays as it is. Take another name, or --directory.`]);
  }
  const described = options.from === null ? null : await fromDescription(options.from, options.objects, options);
  const baseUrl = options.baseUrl ?? described?.baseUrl ?? defaultBaseUrl;
  const named = { ...options, baseUrl };
  const files = new Map<string, string>(
    described === null ? await templateFiles('template', named) : await proposedFiles(named, described),
  );
  files.set('package.json', packageManifest(options, versions ?? (await ownVersions())));
  await writeNewFolder(directory, files);
  // The draft was made for its writer alone.
  await chmod(directory, 0o777 & ~process.umask());
  const proposal = described === null ? {} : { proposal: { objects: described.objects, leftToDo: described.leftToDo } };
  return { packageName, directory, files: [...files.keys()].sort(), ...proposal };
}

/** The tools of any package, the connector that works by a table of calls, and what the description says. */
async function proposedFiles(
  options: NamedOptions,
  { files: proposed, keyHeader }: FromDescription,
): Promise<PackageFiles> {
  const isTool = (path: string) => !/^(?:src\/(?!index)|test|example)/.test(path);
  const tools = [...(await templateFiles('template', options))].filter(([path]) => isTool(path));
  const files = new Map([...tools, ...(await templateFiles('template-from', options))]);
  // The types of the table of calls stand in the template.
  for (const [path, text] of proposed) files.set(path, (files.get(path) ?? '') + text);
  const client = `src/${options.app}-client.ts`;
  if (keyHeader !== null) files.set(client, withKeyHeader(files.get(client) ?? '', keyHeader));
  return files;
}

const withKeyHeader = (code: string, header: string): string =>
  code
    .replace('  bearerToken,\n', '')
    .replace('  cursorPages,\n', '  cursorPages,\n  headerKey,\n')
    .replace('bearerToken(accessToken)', `headerKey('${header}', accessToken)`);
