import { link, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ConfigurationError } from '@linkwright/core';

export interface TextReplacement {
  readonly file: string;
  /** What the new text was made from. `null`: there was no file. */
  readonly before: string | null;
  readonly after: string;
}

/**
 * Writes the new text of a file in one step: whoever reads the file meanwhile sees the old text or the new one. Its mode stays, and so does its
 * owner where root writes it. Refuses a file that has changed since it was read.
 */
export async function replaceText({ before, after, file: named }: TextReplacement): Promise<void> {
  let draft: string | null = null;
  try {
    // A symbolic link stays one.
    const file = before === null ? named : await realpath(named);
    const owned = before === null ? null : await stat(file);
    const mode = owned === null ? 0o644 : owned.mode & 0o7777;
    draft = join(dirname(file), `.${basename(file)}.${process.pid}.draft`);
    const handle = await open(draft, 'wx', mode);
    try {
      await handle.writeFile(after);
      if (owned !== null) {
        if (process.getuid?.() === 0) await handle.chown(owned.uid, owned.gid);
        // The umask has no say in the mode of a file that is there already.
        await handle.chmod(mode);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (before === null) await linkNew(draft, file);
    else {
      if ((await readFile(file, 'utf8')) !== before) throw changedMeanwhile(file);
      await rename(draft, file);
    }
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new ConfigurationError(`${named} cannot be written${code}.`, {
      code: 'file-not-writable',
      remedy: 'Check who may write the file and its folder.',
      cause: error,
    });
  } finally {
    if (draft !== null) await rm(draft, { force: true }).catch(() => undefined);
  }
}

/** A hard link is refused where the name is taken, whoever took it a moment ago. */
async function linkNew(draft: string, file: string): Promise<void> {
  try {
    await link(draft, file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') throw changedMeanwhile(file);
    throw error;
  }
}

const changedMeanwhile = (file: string): ConfigurationError =>
  new ConfigurationError(`${file} has been changed by somebody else meanwhile; it was left as it is.`, {
    code: 'configuration-changed',
    remedy: 'Run the same command again.',
  });
