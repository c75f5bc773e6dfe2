import { existsSync } from 'node:fs';
import { lstat, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { ConfigurationError } from '@linkwright/core';
import { backUpStateFile, readStateFile } from '@linkwright/engine';
import { ownStateFolder } from '../session/own-state-folder.ts';
import { ended, type Work } from '../session/work.ts';
import type { BackupDocument } from './documents/backup-document.ts';
import { stateFolder } from './state-on-postgres.ts';

export interface BackupAsked {
  /** Relative to the folder that the work is told from. */
  readonly file: string;
  /** A file that is there is replaced. */
  readonly force: boolean;
}

/**
 * Copies the state into one file, also while a sync writes it. The file is there as a whole or not at all.
 * Throws a `ConfigurationError` (`state-on-postgres`, `no-state`, `backup-exists`, `backup-in-state-folder`, `backup-unwritable`).
 */
export async function backup(work: Work, { file: asked, force }: BackupAsked): Promise<BackupDocument> {
  const { state } = work.loaded;
  const folder = stateFolder(state, 'backup');
  if (!existsSync(state.place)) {
    throw new ConfigurationError(`There is no state in ${folder}.`, {
      code: 'no-state',
      remedy: 'A first sync makes it; --state names another place.',
    });
  }
  await ownStateFolder(folder);
  const file = resolve(work.directory, asked);
  await refuseInside(folder, file);
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.unfinished`);
  const refuseOverwriting = async (): Promise<void> => {
    const found = await lstat(file).catch(() => null);
    if (found === null || (force && !found.isDirectory())) return;
    throw new ConfigurationError(`${file} is there already.`, {
      code: 'backup-exists',
      remedy: found.isDirectory() ? 'Name a file in it.' : 'Name another file, or replace it with --force.',
    });
  };
  await refuseOverwriting();
  await removeUnfinished(file, work.now());
  try {
    await backUpStateFile(state.place, temporary);
    const { links, lastRunAt } = readStateFile(temporary, 'The copy');
    ended(work);
    work.signal.throwIfAborted();
    await refuseOverwriting();
    await rename(temporary, file);
    await keepName(dirname(file));
    return { file, links, lastRunAt };
  } catch (error) {
    await rm(temporary, { force: true });
    throw error instanceof Error && 'syscall' in error ? unwritable(file, error) : error;
  }
}

/** So old, in milliseconds, nobody writes it any more; and so old, whoever bears the number of its process is another one. */
const stillMs = 60_000;
const forgottenMs = 3_600_000;

/** What backups that were killed have left beside the file: it holds values of records. */
async function removeUnfinished(file: string, now: number): Promise<void> {
  const folder = dirname(file);
  for (const name of await readdir(folder)) {
    const left = name.startsWith(`.${basename(file)}.`) ? /\.(\d+)\.unfinished(?:-journal)?$/.exec(name) : null;
    if (left === null) continue;
    const about = await stat(join(folder, name)).catch(() => null);
    const ageMs = now - (about?.mtimeMs ?? now);
    // A process in another container has a number that is not known here.
    if (ageMs > (isRunning(Number(left[1])) ? forgottenMs : stillMs)) await rm(join(folder, name), { force: true });
  }
}

function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** The folder belongs to the program, and a backup in it is lost with the state. */
async function refuseInside(folder: string, file: string): Promise<void> {
  const around = await realpath(dirname(file)).catch((cause: unknown) => {
    throw unwritable(file, cause);
  });
  if (around !== (await realpath(folder))) return;
  throw new ConfigurationError('A backup does not belong into the folder of the state.', {
    code: 'backup-in-state-folder',
    remedy: 'Name a file elsewhere, best on another disk.',
  });
}

/** The name of a file is on the disk when its folder is. */
async function keepName(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function unwritable(file: string, cause: unknown): ConfigurationError {
  const reason = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return new ConfigurationError(`${file} cannot be written${reason}.`, {
    code: 'backup-unwritable',
    cause,
    remedy: 'Check that its folder is there, who owns it, and whether the disk has room.',
  });
}
