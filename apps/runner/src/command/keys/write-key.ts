import { randomBytes } from 'node:crypto';
import { link, open, unlink } from 'node:fs/promises';
import { ConfigurationError } from '@linkwright/core';

/**
 * For its owner alone, and never over one that is there. Whoever is killed meanwhile leaves no half of a key under the name that was asked for.
 * Throws a `ConfigurationError` (`key-exists`).
 */
export async function writeKey(path: string, key: string): Promise<void> {
  const unfinished = `${path}.${randomBytes(4).toString('hex')}`;
  const file = await open(unfinished, 'wx', 0o600);
  try {
    await file.writeFile(`${key}\n`);
    await file.sync();
    // Unlike renaming it, that replaces nothing.
    await link(unfinished, path);
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause;
    throw new ConfigurationError(`${path} is there already.`, {
      code: 'key-exists',
      cause,
      remedy: 'Use that key, or name another file. To put a new key in place of one in use: linkwright keys rotate.',
    });
  } finally {
    await file.close();
    await unlink(unfinished);
  }
}
