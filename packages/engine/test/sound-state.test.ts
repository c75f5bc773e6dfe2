import { statSync } from 'node:fs';
import { copyFile, mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openStore, readDocument, type Store, saveDocument } from '../src/index.ts';

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'linkwright-sound-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const keep = (store: Store, content: string): Promise<void> =>
  store.transaction((database) => saveDocument(database, 'note', content));

test('a file that this process has open and has looked at is not read as a whole for each look into it', async () => {
  const file = join(await temporaryFolder(), 'state.db');
  const prepared: string[] = [];
  const prepare = DatabaseSync.prototype.prepare;
  const spy = vi.spyOn(DatabaseSync.prototype, 'prepare').mockImplementation(function (this: DatabaseSync, sql) {
    prepared.push(sql);
    return prepare.call(this, sql);
  });
  onTestFinished(() => spy.mockRestore());
  const checks = (): number => prepared.filter((sql) => sql.includes('quick_check')).length;
  const open = await openStore(file);
  await keep(open, 'one');
  for (const content of ['two', 'three']) {
    const look = await openStore(file);
    await keep(look, content);
    await look.close();
  }
  expect(await readDocument(open.database, 'note')).toBe('three');
  expect(checks()).toBe(0);
  // What a process leaves behind that dies is read as a whole, also by one that had the file open before.
  const left = `${file}.left`;
  await copyFile(file, left);
  await copyFile(`${file}-wal`, `${left}-wal`);
  await open.close();
  const next = await openStore(left);
  expect(checks()).toBe(1);
  expect(await readDocument(next.database, 'note')).toBe('three');
  await next.close();
});

test('once nobody here has it open, a file is looked at again', async () => {
  const file = join(await temporaryFolder(), 'state.db');
  const both = [await openStore(file), await openStore(file)];
  for (const store of both) await keep(store, 'one');
  for (const store of both) await store.close();
  await truncate(file, 8192);
  await expect(openStore(file)).rejects.toMatchObject({ code: 'state-damaged' });
});

test('the same text again leaves the log as it is', async () => {
  const file = join(await temporaryFolder(), 'state.db');
  const store = await openStore(file);
  onTestFinished(() => store.close());
  await keep(store, 'one');
  const log = (): number => statSync(`${file}-wal`).size;
  const before = log();
  await keep(store, 'one');
  expect(log()).toBe(before);
  await keep(store, 'two');
  expect(log()).toBeGreaterThan(before);
  expect(await readDocument(store.database, 'note')).toBe('two');
});
