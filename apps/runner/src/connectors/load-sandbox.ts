import { ConfigurationError } from '@linkwright/core';
import { searchedFolders } from './load-connectors.ts';
import { resolvePackage } from './resolve-package.ts';

type Sandbox = typeof import('@linkwright/sandbox');

const packageName = '@linkwright/sandbox';

/**
 * The one place that reads the sandbox. It is made for tries and tests, and whoever only syncs needs none of it, so it may be
 * missing, and it is looked for where connectors are: from the folder of the file first. Throws a `ConfigurationError` where it
 * is missing.
 */
export async function loadSandbox(directory: string): Promise<Sandbox> {
  for (const folder of searchedFolders(directory)) {
    const url = await resolvePackage(packageName, folder);
    if (url !== null) return import(url.href);
  }
  throw new ConfigurationError(`${packageName}, which plays the apps, is not installed.`, {
    code: 'sandbox-not-installed',
    remedy: `Type: npm install ${packageName}`,
  });
}
