import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** Tokens and certificates are smaller; a device or a log file is a mistake. Bytes. */
const mostBytes = 1_000_000;

/** The reason in the words of the operating system (`ENOENT`), or ours. */
export class UnreadableFile extends Error {
  readonly reason: string;
  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.reason = reason;
  }
}

/**
 * The text of a regular file. A pipe or a device would be waited for without end, so it is opened without waiting and refused.
 * Throws an `UnreadableFile`.
 */
export async function readRegularFile(file: string): Promise<string> {
  try {
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const found = await handle.stat();
      if (!found.isFile()) throw new UnreadableFile('it is no regular file');
      if (found.size > mostBytes) throw new UnreadableFile(`it is larger than ${mostBytes / 1_000_000} MB`);
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (cause instanceof UnreadableFile) throw cause;
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
    throw new UnreadableFile(reason, { cause });
  }
}
