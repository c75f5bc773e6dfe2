import { chmodSync, lstatSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigurationError } from '@linkwright/core';

/**
 * Makes the folder of the state, or closes it to everybody but its owner. One that is a link, or that belongs neither to whoever
 * runs the command nor to the owner of the folder it lies in, may be a trap: nothing in it is used.
 * In this thread: each turn of a service asks, and the thread pool takes longer to be asked than this does.
 * Throws a `ConfigurationError` (`state-folder-of-another-owner`, `state-is-a-link`, `state-unwritable`).
 */
export async function ownStateFolder(folder: string, userId = process.getuid?.()): Promise<void> {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw unwritable(folder, cause);
  }
  const found = lstatSync(folder);
  if (!found.isDirectory()) {
    throw new ConfigurationError(`${folder} is a link, or no folder.`, {
      code: 'state-is-a-link',
      remedy: 'Remove it; if the state lies elsewhere, put the configuration file there.',
    });
  }
  if (userId !== undefined && found.uid !== userId && found.uid !== statSync(dirname(folder)).uid) {
    throw new ConfigurationError(`${folder} belongs to another user.`, {
      code: 'state-folder-of-another-owner',
      remedy: `If it is yours, take it over: chown -R $(id -u) ${folder}. Otherwise remove it.`,
    });
  }
  try {
    chmodSync(folder, 0o700);
  } catch (cause) {
    throw unwritable(folder, cause);
  }
}

function unwritable(folder: string, cause: unknown): ConfigurationError {
  const reason = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return new ConfigurationError(`${folder} cannot be written${reason}.`, {
    code: 'state-unwritable',
    cause,
    remedy: 'Check who owns the folder, what they may do there, and whether the disk has room.',
  });
}
