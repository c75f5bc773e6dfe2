import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockState, openStore } from '../src/index.ts';

let folder: string;
let state: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linkwright-locks-'));
  state = join(folder, 'state.db');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** What another process is told that wants a file of SQLite for itself. */
function askedByAnother(file: string): string {
  const script = `
    const { DatabaseSync } = require('node:sqlite');
    const database = new DatabaseSync(${JSON.stringify(file)});
    try {
      database.exec('pragma locking_mode = exclusive; begin exclusive');
      console.log('free');
    } catch (error) {
      console.log(error.message);
    }`;
  return spawnSync(process.execPath, ['--no-warnings', '-e', script], { encoding: 'utf8' }).stdout.trim();
}

it('a lock is kept while its own process asks for it once more', async () => {
  const lock = await lockState(state);
  try {
    await expect(lockState(state)).rejects.toMatchObject({ code: 'state-locked' });
    expect(askedByAnother(join(folder, 'lock.db'))).toBe('database is locked');
  } finally {
    await lock.release();
  }
  expect(askedByAnother(join(folder, 'lock.db'))).toBe('free');
});

it('a state that is open is kept from others while its own process opens and closes it once more', async () => {
  const store = await openStore(state);
  try {
    const other = await openStore(state);
    await other.close();
    expect(askedByAnother(state)).toBe('database is locked');
  } finally {
    await store.close();
  }
  expect(askedByAnother(state)).toBe('free');
});
