import { open } from 'node:fs/promises';
import { ConfigurationError } from '@linkwright/core';

/** The first bytes of every file of SQLite. */
const signature = 'SQLite format 3\0';

/** Throws a `ConfigurationError` (`backup-missing`, `not-a-state`) before anything is opened as a database. */
export async function refuseNoDatabase(file: string): Promise<void> {
  const handle = await open(file, 'r').catch((cause: unknown) => {
    const reason =
      cause instanceof Error && 'code' in cause && cause.code !== 'ENOENT' ? ` (${String(cause.code)})` : '';
    throw new ConfigurationError(`${file} cannot be read${reason}.`, {
      code: 'backup-missing',
      cause,
      remedy: 'Name a file that linkwright backup has made.',
    });
  });
  try {
    const isFile = (await handle.stat()).isFile();
    const buffer = Buffer.alloc(signature.length);
    if (isFile) await handle.read(buffer, 0, buffer.length, 0);
    if (buffer.toString('latin1') === signature) return;
  } finally {
    await handle.close();
  }
  throw new ConfigurationError(`${file} is no state of Linkwright.`, {
    code: 'not-a-state',
    remedy: 'Name a file that linkwright backup has made, or the state.db of a state folder.',
  });
}
