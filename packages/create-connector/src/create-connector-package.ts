import { chmod } from 'node:fs/promises';
import { connectorOptions, type GivenOptions } from './connector-options.ts';
import { type DependencyVersions, ownVersions } from './dependency-versions.ts';
import { packageManifest } from './package-manifest.ts';
import { templateFiles } from './template-files.ts';
import { isTaken, writeNewFolder } from './write-new-folder.ts';

/** What somebody typed cannot be done. Nothing was written. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** Each a sentence that says what to do. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

export interface CreatedPackage {
  readonly packageName: string;
  /** Absolute. */
  readonly directory: string;
  /** Paths in it, sorted. */
  readonly files: readonly string[];
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
  const files = new Map(await templateFiles(options));
  files.set('package.json', packageManifest(options, versions ?? (await ownVersions())));
  await writeNewFolder(directory, files);
  // The draft was made for its writer alone.
  await chmod(directory, 0o777 & ~process.umask());
  return { packageName, directory, files: [...files.keys()].sort() };
}
