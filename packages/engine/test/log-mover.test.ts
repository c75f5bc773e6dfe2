import { copyFileSync, statSync, truncateSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { createTestRandom } from '@linkwright/core/testing';
import { expect, onTestFinished, test } from 'vitest';
import { openStore, type Store, type StoreOptions, saveDocument } from '../src/index.ts';

const names = ['a', 'b', 'c', 'd'] as const;
const log = (file: string): number => statSync(`${file}-wal`).size;

async function openState(options: StoreOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'linkwright-log-'));
  const file = join(folder, 'state.db');
  const store = await openStore(file, options);
  onTestFinished(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });
  let commits = 0;
  return {
    folder,
    file,
    store,
    /** All documents change together; the disk is not waited for. `size`: bytes that go to the log. Returns what they say. */
    async commit(size = 1_000_000): Promise<string> {
      commits += 1;
      const told = `commit ${commits}`;
      // SQLite writes no page that stays as it was.
      const filling = `${told}, `.repeat(size / names.length / (told.length + 2));
      await write(store, `${told} x ${filling}`);
      // What follows a commit is done by then.
      await setImmediate();
      return told;
    },
  };
}

const write = (store: Store, content: string): Promise<void> =>
  store.transaction(
    async (database) => {
      for (const name of names) await saveDocument(database, name, content);
    },
    { repeatable: true },
  );

/** What each document of a state says that a process left behind, and whether SQLite finds it sound. */
function read(file: string): readonly unknown[] {
  const database = new DatabaseSync(file);
  try {
    const rows = database.prepare(`select substr(content, 1, instr(content, ' x') - 1) as told from documents`).all();
    return [...new Set(rows.map(({ told }) => told)), database.prepare('pragma quick_check(1)').get()?.quick_check];
  } finally {
    database.close();
  }
}

test('a log that has become long is moved, and its file written over', async () => {
  const { folder, file, commit } = await openState();
  const alone = join(folder, 'alone.db');
  const isMoved = (told: string): boolean => {
    copyFileSync(file, alone);
    // Without its log the state begins with its tables only once that was moved.
    return statSync(alone).size > 100_000 && read(alone)[0] === told;
  };
  let told = '';
  do {
    told = await commit();
  } while (!isMoved(told));
  const kept = log(file);
  expect(kept).toBeGreaterThan(32_000_000);
  expect(kept).toBeLessThan(36_000_000);
  // Its length tells nothing from here on.
  let commits = 0;
  do {
    told = await commit(40_000);
    commits += 1;
  } while (!isMoved(told));
  expect(commits).toBe(100);
  expect(log(file)).toBe(kept);
  expect(read(file)).toEqual([told, 'ok']);
});

test('a log that was moved and is cut off anywhere leaves the state as it is', async () => {
  const { folder, file, commit } = await openState();
  const random = createTestRandom(7);
  const copy = join(folder, 'copy.db');
  const cuts = (): readonly unknown[] =>
    Array.from({ length: 12 }, () => {
      copyFileSync(file, copy);
      copyFileSync(`${file}-wal`, `${copy}-wal`);
      truncateSync(`${copy}-wal`, Math.floor(random() * log(file)));
      return read(copy);
    });
  let told = await commit();
  while (log(file) <= 32_000_000) told = await commit();
  const [movedAt, movedLength] = [told, log(file)];
  expect(new Set(cuts().map(String))).toEqual(new Set([`${movedAt},ok`]));
  // And with a few commits in the next one: one of these, as a whole.
  const later = [movedAt];
  for (let index = 0; index < 5; index += 1) later.push(await commit());
  expect(log(file)).toBe(movedLength);
  for (const cut of cuts()) expect(later.map((one) => `${one},ok`)).toContain(String(cut));
});

test('whoever reads beside is not waited for, however often the log is moved', async () => {
  const busyTimeoutMs = 40_000;
  const { file, commit } = await openState({ busyTimeoutMs });
  while (log(file) <= 32_000_000) await commit();
  const kept = log(file);
  const reader = new DatabaseSync(file);
  onTestFinished(() => reader.close());
  reader.exec('begin');
  const seen = reader.prepare('select count(*) as count from documents').get();
  const begun = performance.now();
  while (log(file) <= kept + 34_000_000) await commit();
  expect(performance.now() - begun).toBeLessThan(busyTimeoutMs);
  expect(reader.prepare('select count(*) as count from documents').get()).toEqual(seen);
  reader.exec('commit');
  const told = await commit();
  expect(read(file)).toEqual([told, 'ok']);
  expect(await commit().then(() => log(file))).toBeLessThan(kept + 40_000_000);
});
