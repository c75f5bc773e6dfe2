import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createTestRandom } from '@linkwright/core/testing';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { openStore, type Store } from '../src/index.ts';
import { openTestStore } from './support/open-test-store.ts';

/** A store, what another program sees of it, and how often it was committed. */
async function opened(): Promise<{ store: Store; file: string; committed: () => string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'linkwright-group-'));
  const file = join(folder, 'state.db');
  const store = await openStore(file);
  const reader = new DatabaseSync(file, { readOnly: true });
  onTestFinished(async () => {
    reader.close();
    await store.close();
    rmSync(folder, { recursive: true });
  });
  const rows = reader.prepare('select connection from accounts order by connection');
  return { store, file, committed: () => rows.all().map((row) => String(row.connection)) };
}

const put = (store: Store, connection: string, after: () => Promise<void> = async () => undefined): Promise<string> =>
  store.transaction(async (database) => {
    await database.insertInto('accounts').values({ connection, account: 'a' }).execute();
    await after();
    return connection;
  });

const refuse = async (): Promise<void> => {
  throw new Error('refused');
};

/** Settled and what of it another program sees at that moment, in the order of settling. */
async function settlements(committed: () => string[], works: readonly Promise<string>[]): Promise<unknown[]> {
  const order: unknown[] = [];
  await Promise.allSettled(
    works.map((work) =>
      work.then(
        (name) => order.push([name, committed().includes(name)]),
        (error: unknown) => order.push(error instanceof Error ? error.message : error),
      ),
    ),
  );
  return order;
}

test('what waits shares a commit: nothing is told before it is on the disk, and all of it appears at once', async () => {
  const { store, committed } = await opened();
  const seen: string[][] = [];
  const look = async (): Promise<void> => {
    seen.push(committed());
  };
  const works = ['a', 'b', 'c'].map((name) => put(store, name, look));
  expect(await settlements(committed, works)).toEqual([
    ['a', true],
    ['b', true],
    ['c', true],
  ]);
  expect(seen).toEqual([[], [], []]);
  expect(committed()).toEqual(['a', 'b', 'c']);
});

test.each([0, 1, 2])('the one that fails (%d of 3) is taken back alone', async (failing) => {
  const { store, committed } = await opened();
  const works = ['a', 'b', 'c'].map((name, index) => put(store, name, index === failing ? refuse : undefined));
  const order = await settlements(committed, works);
  const sound = ['a', 'b', 'c'].filter((_, index) => index !== failing);
  expect(order).toContain('refused');
  expect(order.filter((one) => one !== 'refused')).toEqual(sound.map((name) => [name, true]));
  expect(committed()).toEqual(sound);
  expect(await put(store, 'd')).toBe('d');
  expect(committed()).toEqual([...sound, 'd']);
});

test('a full disk ends all that share the commit, with the same reason, and the store goes on afterwards', async () => {
  const { store, committed } = await opened();
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(store.database);
  await sql.raw(`pragma max_page_count = ${(rows[0]?.page_count ?? 0) + 2}`).execute(store.database);
  const results = await Promise.allSettled([put(store, 'a'), put(store, 'x'.repeat(100_000)), put(store, 'b')]);
  const reasons = results.map((result) => (result.status === 'rejected' ? result.reason : null));
  expect(reasons.slice(0, 2)).toMatchObject([{ code: 'state-disk-full' }, { code: 'state-disk-full' }]);
  expect(committed()).toEqual(results[2]?.status === 'fulfilled' ? ['b'] : []);
  await sql`pragma max_page_count = 1000000`.execute(store.database);
  await put(store, 'c');
  expect(committed()).toContain('c');
});

test('whoever waits behind a long queue is served in order, and random failures leave exactly the others', async () => {
  const { store, committed } = await opened();
  const random = createTestRandom(5);
  const names = Array.from({ length: 60 }, (_, index) => String(index).padStart(2, '0'));
  const failing = new Set(names.filter(() => random() < 0.3));
  expect(failing.size).toBeGreaterThan(5);
  const order: string[] = [];
  const works = names.map((name) =>
    put(store, name, async () => {
      order.push(name);
      if (failing.has(name)) await refuse();
    }),
  );
  const results = await Promise.allSettled(works);
  expect(order).toEqual(names);
  expect(names.filter((_, index) => results[index]?.status === 'rejected')).toEqual([...failing]);
  expect(committed()).toEqual(names.filter((name) => !failing.has(name)));
});

test('transactions that cannot begin are told so, each of them', async () => {
  const store = await openTestStore();
  await store.close();
  const outcomes = await Promise.allSettled([put(store, 'a'), put(store, 'b')]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
