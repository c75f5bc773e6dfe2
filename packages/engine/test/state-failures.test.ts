import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { isLinkwrightError } from '@linkwright/core';
import { createTestRandom } from '@linkwright/core/testing';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { lockState, openStore, type Store } from '../src/index.ts';
import { base, crm } from './support/crm-and-base.ts';
import { contacts, people, peopleSync } from './support/people.ts';
import { type TwoApps, twoApps } from './support/two-apps.ts';
import { expectEqualSides, worldSyncs } from './support/world.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'linkwright-state-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

async function open(file: string, busyTimeoutMs = 20): Promise<Store> {
  const store = await openStore(file, { busyTimeoutMs });
  onTestFinished(() => store.close());
  return store;
}

const peopleApps = (): Promise<TwoApps> =>
  twoApps({
    left: { objects: [contacts], pageSize: 10 },
    right: { objects: [people] },
    syncs: { people: peopleSync() },
  });

const fill = (apps: TwoApps, from: number, to: number): void => {
  for (let n = from; n < to; n += 1) {
    apps.left.create('contacts', { email: `p${n}@x.example`, name: `P${n}`, city: 'x'.repeat(500) });
  }
};

const emails = (apps: TwoApps, side: 'left' | 'right'): string[] =>
  apps[side]
    .readAll(side === 'left' ? 'contacts' : 'people')
    .map((record) => String(record.fields.email))
    .sort();

/** Every page's transaction is whole or absent: the checkpoint never says more than the observations do. */
async function checkpointBehindObservations(store: Store): Promise<void> {
  const reads = await store.database.selectFrom('reads').select(['checkpoint', 'complete']).execute();
  const { count } = await store.database
    .selectFrom('records')
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const positions = reads.map((read) => Number(read.checkpoint ?? '0'));
  expect(Number(count)).toBeGreaterThanOrEqual(Math.max(0, ...positions));
}

test('a state that a newer program wrote is refused in one line, with what to do', async () => {
  const file = join(folder(), 'state.db');
  const store = await openStore(file);
  await sql`pragma user_version = 99`.execute(store.database);
  await store.close();
  await expect(openStore(file)).rejects.toMatchObject({
    kind: 'configuration',
    code: 'state-too-new',
    message: expect.stringMatching(/^The state was written by a newer Linkwright \(its version 99.*\)\.$/),
    remedy: expect.stringContaining('Update'),
  });
});

test('a state of before the first release is refused in one line, with what to do', async () => {
  const file = join(folder(), 'state.db');
  const older = new DatabaseSync(file);
  older.exec('create table observations (object_id integer, record_id text); pragma user_version = 1');
  older.close();
  await expect(openStore(file)).rejects.toMatchObject({
    kind: 'configuration',
    code: 'state-too-old',
    message: 'The state was written before the first release of Linkwright, in another layout.',
    remedy: expect.stringContaining('Move the state away'),
  });
});

test('a full disk stops the run in one line, at whichever page or answer it comes, and the next run goes on', async () => {
  // A limit on the pages of the database is what a full disk is to SQLite: it answers SQLITE_FULL.
  let stopped = 0;
  for (let spare = 0; spare < 60; spare += 7) {
    const apps = await peopleApps();
    const store = await open(join(folder(), 'state.db'));
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(store.database);
    await sql.raw(`pragma max_page_count = ${(rows[0]?.page_count ?? 0) + spare}`).execute(store.database);
    fill(apps, 0, 120);
    const run = apps.sync({ store });
    const failed = await run.then(
      () => null,
      (error: unknown) => error,
    );
    if (failed === null) continue;
    stopped += 1;
    expect(failed).toMatchObject({
      kind: 'retryable',
      code: 'state-disk-full',
      remedy: expect.stringContaining('Free'),
    });
    expect(failed).toHaveProperty('message', expect.not.stringContaining('\n'));
    await checkpointBehindObservations(store);
    await sql`pragma max_page_count = 1000000`.execute(store.database);
    expect((await apps.sync({ store })).status).toBe('done');
    expect(emails(apps, 'right')).toEqual(emails(apps, 'left'));
    expect(apps.left.count('contacts')).toBe(120);
    expect(apps.written(await apps.sync({ store }))).toBe(0);
  }
  expect(stopped).toBeGreaterThan(3);
});

test('a write lock of another program stops the run in one line, and the next run goes on', async () => {
  const apps = await peopleApps();
  const file = join(folder(), 'state.db');
  const store = await open(file);
  fill(apps, 0, 30);
  await apps.sync({ store });
  fill(apps, 30, 60);
  const other = new DatabaseSync(file);
  other.exec('begin immediate');
  await expect(apps.sync({ store })).rejects.toMatchObject({
    kind: 'retryable',
    code: 'state-busy',
    message: 'The state is locked by another program.',
    remedy: expect.stringContaining('Close'),
  });
  expect(apps.right.count('people')).toBe(30);
  other.exec('rollback');
  other.close();
  await checkpointBehindObservations(store);
  expect((await apps.sync({ store })).status).toBe('done');
  expect(emails(apps, 'right')).toEqual(emails(apps, 'left'));
});

test('a transaction that reads before it writes is refused nothing by a process that would write in between', async () => {
  const file = join(folder(), 'state.db');
  const store = await open(file);
  const other = new DatabaseSync(file);
  onTestFinished(() => other.close());
  const write = (text: string): void => {
    other
      .prepare(
        "insert into documents (name, content) values ('other', ?) on conflict do update set content = excluded.content",
      )
      .run(text);
  };
  write('before');
  await store.transaction(async (database) => {
    const known = await database.selectFrom('documents').selectAll().execute();
    expect(() => write('between')).toThrow('locked');
    const content = known.map((one) => one.content).join();
    await database.insertInto('documents').values({ name: 'own', content }).execute();
  });
  write('after');
  expect(await store.database.selectFrom('documents').selectAll().orderBy('name').execute()).toEqual([
    { name: 'other', content: 'after' },
    { name: 'own', content: 'before' },
  ]);
});

test('several stores on one file write at the same time, and none waits for a lock that its own thread holds', async () => {
  const file = join(folder(), 'state.db');
  const waitMs = 60_000;
  const stores = [await open(file, waitMs), await open(file, waitMs), await open(file, waitMs)];
  const begun = performance.now();
  const writes = Array.from({ length: 30 }, (_, number) => {
    const store = stores[number % stores.length];
    return store?.transaction(async (database) => {
      await database
        .insertInto('documents')
        .values({ name: `${number}`, content: 'begun' })
        .execute();
      // Others have their turn in the thread meanwhile.
      await new Promise((resolve) => setImmediate(resolve));
      await database.updateTable('documents').set({ content: 'ended' }).where('name', '=', `${number}`).execute();
    });
  });
  await Promise.all(writes);
  expect(performance.now() - begun).toBeLessThan(waitMs);
  const rows = await stores[0]?.database.selectFrom('documents').select('content').execute();
  expect(rows).toEqual(Array.from({ length: 30 }, () => ({ content: 'ended' })));
});

test('a transaction that waits for another store on its own file is told that it is busy, and the next one goes on', async () => {
  const file = join(folder(), 'state.db');
  const [one, other] = [await open(file), await open(file)];
  const put = (store: Store, name: string) =>
    store.transaction((database) => database.insertInto('documents').values({ name, content: '' }).execute());
  await one.transaction(() => expect(put(other, 'inner')).rejects.toMatchObject({ code: 'state-busy' }));
  await Promise.all([put(other, 'a'), put(one, 'b')]);
  const rows = await one.database.selectFrom('documents').select('name').orderBy('name').execute();
  expect(rows.map(({ name }) => name)).toEqual(['a', 'b']);
});

test('whoever meets the preview of another store on its own file writes once that is taken back, however long it takes', async () => {
  const file = join(folder(), 'state.db');
  const patienceMs = 20;
  const [one, other] = [await open(file, patienceMs), await open(file, patienceMs)];
  const put = ({ transaction }: Store, name: string) =>
    transaction((database) => database.insertInto('documents').values({ name, content: '' }).execute());
  const names = async ({ database }: Store) =>
    (await database.selectFrom('documents').select('name').orderBy('name').execute()).map(({ name }) => name);
  const met: Promise<unknown>[] = [];
  const previewed = await one.preview(async (preview) => {
    await put(preview, 'imagined');
    met.push(put(other, 'a'), one.preview(names), put(one, 'b'), other.preview(names));
    await wait(5 * patienceMs);
    await put(preview, 'imagined too');
    return names(preview);
  });
  expect(previewed).toEqual(['imagined', 'imagined too']);
  await Promise.all(met);
  expect(await names(other)).toEqual(['a', 'b']);
});

test('a file that is no database, and one that nobody may write, are refused in one line', async () => {
  const place = folder();
  const odd = join(place, 'odd.db');
  copyFileSync(new URL(import.meta.url), odd);
  await expect(openStore(odd)).rejects.toMatchObject({
    code: 'state-damaged',
    remedy: expect.stringContaining('backup'),
  });
  await expect(openStore(join(odd, 'state.db'))).rejects.toMatchObject({
    kind: 'configuration',
    code: 'state-unwritable',
  });
});

test('folder and files are for their owner alone', async () => {
  const place = join(folder(), '.linkwright');
  const lock = await lockState(join(place, 'state.db'));
  onTestFinished(() => lock.release());
  const store = await open(join(place, 'state.db'));
  await store.transaction((database) =>
    database.insertInto('accounts').values({ connection: 'a', account: 'b' }).execute(),
  );
  expect(statSync(place).mode & 0o777).toBe(0o700);
  const files = readdirSync(place).sort();
  expect(files).toEqual(['lock.db', 'lock.db-journal', 'state.db', 'state.db-shm', 'state.db-wal']);
  for (const file of files) expect([file, statSync(join(place, file)).mode & 0o777]).toEqual([file, 0o600]);
});

/** A state as a killed process leaves it: the database, and the commits that are still in its log. */
async function abandonedState(apps: TwoApps, place: string, closed: boolean): Promise<string> {
  const file = join(place, 'state.db');
  let store = await openStore(file);
  const companies = ['Acme', 'Umbrella', 'Initech'].map((name) =>
    apps.left.create('companies', { name, domain: `${name}.example`.toLowerCase() }),
  );
  for (let round = 0; round < 3; round += 1) {
    for (let n = 0; n < 25; n += 1) {
      const company = companies[n % 3] ?? '';
      apps.left.create(
        'contacts',
        { email: `p${round}-${n}@x.example`, name: 'x'.repeat(300) },
        { companies: [company] },
      );
    }
    await apps.sync({ store });
    if (round === 1) {
      await store.close();
      store = await openStore(file);
    }
  }
  if (closed) await store.close();
  else onTestFinished(() => store.close());
  return file;
}

test.each([
  { closed: true, part: '' },
  { closed: false, part: '' },
  { closed: false, part: '-wal' },
])(
  'cut at a random byte (state.db$part, closed: $closed): an earlier commit, or refused in one line',
  async ({ closed, part }) => {
    const random = createTestRandom(11);
    let refused = 0;
    let opened = 0;
    const apps = await twoApps({ left: crm, right: base, syncs: worldSyncs });
    const file = await abandonedState(apps, folder(), closed);
    const counts = () => [
      apps.left.count('contacts'),
      apps.right.count('tblP'),
      apps.left.count('companies'),
      apps.right.count('tblA'),
    ];
    const before = counts();
    expect(before[0]).toBe(75);
    for (let round = 0; round < 40; round += 1) {
      const copy = join(folder(), 'state.db');
      copyFileSync(file, copy);
      if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`);
      const size = statSync(`${file}${part}`).size;
      truncateSync(`${copy}${part}`, Math.floor(random() * size));
      let store: Store;
      try {
        store = await openStore(copy);
      } catch (error) {
        refused += 1;
        expect(isLinkwrightError(error) ? error : null).toMatchObject({ code: 'state-damaged' });
        expect(error).toHaveProperty('message', expect.not.stringContaining('\n'));
        continue;
      }
      opened += 1;
      // An earlier commit is a state like any other: everything is found again, and nothing is made twice.
      expect((await apps.sync({ store, full: true })).status).toBe('done');
      expect(counts()).toEqual(before);
      expectEqualSides(apps);
      await store.close();
    }
    expect(refused + opened).toBe(40);
    if (part === '-wal') expect(opened).toBeGreaterThan(20);
    else expect(refused).toBeGreaterThan(20);
  },
);
