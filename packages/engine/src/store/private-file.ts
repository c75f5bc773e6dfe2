import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigurationError } from '@linkwright/core';

/**
 * The state holds people's records: its folder and files are for their owner alone, from the moment they are made on.
 * SQLite gives its log and its index the permissions of the database.
 */
export function privateFile(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'a', 0o600));
    chmodSync(file, 0o600);
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
    throw new ConfigurationError(`${file} cannot be written${reason}.`, {
      code: 'state-unwritable',
      cause,
      remedy: 'Check who owns the folder, what they may do there, and whether the disk has room.',
    });
  }
}
