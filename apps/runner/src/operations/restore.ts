import { readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ConfigurationError } from '@linkwright/core';
import { backUpStateFile, readStateFile, restoreStateFile } from '@linkwright/engine';
import { ownStateFolder } from '../session/own-state-folder.ts';
import { whileNobodyWorks } from '../session/while-nobody-works.ts';
import { ended, type Work } from '../session/work.ts';
import type { RestoreDocument } from './documents/backup-document.ts';
import { refuseNoDatabase } from './refuse-no-database.ts';
import { stateFolder } from './state-on-postgres.ts';

export interface RestoreAsked {
  /** Relative to the folder that the work is told from. */
  readonly file: string;
}

/**
 * Puts a backup in the place of the state, which is kept beside it. No service and no run may hold the state. `isMeant`
 * is asked with what the backup holds; without a yes nothing is changed.
 * Throws a `ConfigurationError` (`state-on-postgres`, `state-locked`, `backup-missing`, `not-a-state`, `backup-damaged`).
 */
export async function restore(
  work: Work,
  { file: asked }: RestoreAsked,
  isMeant: (found: RestoreDocument) => Promise<boolean>,
): Promise<RestoreDocument> {
  const { state } = work.loaded;
  const folder = stateFolder(state, 'restore');
  const file = resolve(work.directory, asked);
  await refuseNoDatabase(file);
  await ownStateFolder(folder);
  return whileNobodyWorks(state, async () => {
    // What is checked is what is put in place, whatever becomes of the file meanwhile.
    const copy = join(folder, 'state.db.restoring');
    await removeUnfinished(folder);
    try {
      await copyOf(file, copy);
      const { links, lastRunAt } = readStateFile(copy, file);
      ended(work);
      const found = { restored: false, file, links, lastRunAt, kept: null };
      if (!(await isMeant(found))) return found;
      const at = new Date(work.now()).toISOString().replaceAll(/[:.]/g, '-');
      const kept = join(folder, `state-before-restore-${at}.db`);
      const wasThere = await restoreStateFile(copy, state.place, kept);
      return { ...found, restored: true, kept: wasThere ? kept : null };
    } finally {
      await rm(copy, { force: true });
    }
  });
}

/** What a restore that was killed has left behind: nobody else makes such files while nobody works. */
async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (/^state\.db\.restoring|^state-before-restore-.*\.unfinished/.test(name)) await rm(join(folder, name));
  }
}

async function copyOf(file: string, copy: string): Promise<void> {
  try {
    await backUpStateFile(file, copy);
  } catch (cause) {
    throw new ConfigurationError(`${file} cannot be read as a state.`, {
      code: 'backup-damaged',
      cause,
      remedy: 'Take another backup, and check that the disk has room; nothing was changed.',
    });
  }
}
