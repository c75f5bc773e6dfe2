import { closeSync, constants, fchmodSync, lstatSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigurationError } from '@linkwright/core';

/** Creates what is not there, and never follows a link: somebody else may have laid it, and what it names would be changed. */
const flags = constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW;

/**
 * The state holds people's records: its folder and files are for their owner alone, from the moment they are made on.
 * SQLite gives its log and its index the permissions of the database.
 *
 * One that is so already is not opened: with the first of its descriptors that is closed a process loses all its locks on a file, also
 * those that SQLite has taken through another one.
 */
export function privateFile(file: string): void {
  try {
    const found = lstatSync(file, { throwIfNoEntry: false });
    if (found?.isFile() && (found.mode & 0o777) === 0o600) return;
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const descriptor = openSync(file, flags, 0o600);
    try {
      fchmodSync(descriptor, 0o600);
    } finally {
      closeSync(descriptor);
    }
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : null;
    if (code === 'ELOOP') {
      throw new ConfigurationError(`${file} is a link.`, {
        code: 'state-is-a-link',
        cause,
        remedy: 'Remove the link, and put the file itself into the folder of the state.',
      });
    }
    const reason = code === null ? '' : ` (${code})`;
    throw new ConfigurationError(`${file} cannot be written${reason}.`, {
      code: 'state-unwritable',
      cause,
      remedy: 'Check who owns the folder, what they may do there, and whether the disk has room.',
    });
  }
}
