import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { backup, DatabaseSync } from 'node:sqlite';
import { backUpStateFile } from './back-up-state-file.ts';
import { stateError } from './state-error.ts';

const allPages = 2 ** 31 - 1;
const besides = ['', '-wal', '-shm'] as const;

/**
 * Puts `source`, a copy that `readStateFile` has found sound, in the place of the state, and removes it. `kept`: a file that is
 * not there yet; it holds the state that was there before. Whoever is killed in the middle leaves the state as it was or as
 * it is wanted. The caller holds the locks of the state.
 *
 * `false`: there was no state, so nothing was kept.
 */
export async function restoreStateFile(source: string, place: string, kept: string): Promise<boolean> {
  if (!existsSync(place)) {
    await rename(source, place);
    return false;
  }
  if (isSound(place)) {
    // Under its name it is there as a whole or not at all.
    const unfinished = `${kept}.unfinished`;
    await backUpStateFile(place, unfinished);
    await rename(unfinished, kept);
    await overwrite(source, place);
    await rm(source);
    return true;
  }
  // A damaged state cannot be copied as a database: its files are, as they are.
  for (const beside of besides) if (existsSync(place + beside)) await rename(place + beside, kept + beside);
  await rename(source, place);
  return true;
}

/** In one transaction of the state, so that others who have it open see the one or the other. */
async function overwrite(source: string, place: string): Promise<void> {
  const database = new DatabaseSync(source, { readOnly: true });
  try {
    await backup(database, place, { rate: allPages });
  } catch (error) {
    throw stateError(error);
  } finally {
    database.close();
  }
}

function isSound(place: string): boolean {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(place);
    database.exec('pragma busy_timeout = 10000');
    return database.prepare('pragma quick_check(1)').get()?.quick_check === 'ok';
  } catch {
    return false;
  } finally {
    database?.close();
  }
}
