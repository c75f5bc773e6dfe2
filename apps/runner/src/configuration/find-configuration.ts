import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ConfigurationError } from '@linkwright/core';
import { currentOwner, type Owner, refuseStrangersFile } from './refuse-strangers-file.ts';

export const configurationFileName = 'linkwright.yaml';

/**
 * The absolute path of the configuration: the file that `-c` names, else `linkwright.yaml` in the start directory or the
 * nearest of its parents. One that nobody named must belong to the `owner`. Throws a `ConfigurationError`
 * (`configuration-not-found`, `configuration-of-another-owner`).
 */
export async function findConfiguration(
  startDirectory: string,
  explicit?: string,
  owner: Owner | null = currentOwner(),
): Promise<string> {
  if (explicit !== undefined) {
    const file = resolve(startDirectory, explicit);
    if (await isFile(file)) return file;
    throw new ConfigurationError(`There is no file ${file}.`, {
      code: 'configuration-not-found',
      remedy: 'Check the path behind --config, or write a new file there with: linkwright init --file FILE',
    });
  }
  for (let directory = resolve(startDirectory); ; directory = dirname(directory)) {
    const file = join(directory, configurationFileName);
    if (await isFile(file)) {
      await refuseStrangersFile(file, owner);
      return file;
    }
    if (directory === dirname(directory)) break;
  }
  throw new ConfigurationError(
    `There is no ${configurationFileName} in ${resolve(startDirectory)} or in any folder above it.`,
    {
      code: 'configuration-not-found',
      remedy: 'Write one with: linkwright init. Or name another file with -c FILE.',
    },
  );
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
