import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RetryableError } from '@linkwright/core';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { forgetRecord, openStore } from '../src/index.ts';
import { contacts, people, peopleSync } from './support/people.ts';
import { find, type TwoApps, twoApps } from './support/two-apps.ts';

const start = (overrides = {}, wrap?: Parameters<typeof twoApps>[0]['wrap']): Promise<TwoApps> =>
  twoApps({
    ...(wrap && { wrap }),
    left: { objects: [contacts], capabilities: { deletions: 'feed' } },
    right: { objects: [people], capabilities: { deletions: 'feed' } },
    syncs: { people: peopleSync(overrides) },
  });

const forget = async (apps: TwoApps, id: string, preview = false) =>
  forgetRecord(apps.store, (await apps.compile()).syncs, {
    account: 'memory:left',
    object: 'contacts',
    id,
    at: apps.clock.now(),
    preview,
  });

/** Everything that stands in the state, as text. */
async function dump({ store: { database } }: TwoApps): Promise<string> {
  const rows: unknown[] = [];
  for (const { name } of await database.introspection.getTables()) {
    rows.push((await sql`select * from ${sql.table(name)}`.execute(database)).rows);
  }
  return JSON.stringify(rows);
}

test('the values of a person leave the state and its logs, those of others stay, and nothing is paired or made anew', async () => {
  const apps = await start();
  const ada = apps.left.create('contacts', { email: 'ada@lovelace.example', name: 'Augusta Ada', city: 'Marylebone' });
  apps.left.create('contacts', { email: 'bob@x.example', name: 'Bobby Tables' });
  await apps.sync();
  const twin = find(apps.right, 'people', 'email', 'ada@lovelace.example').id;
  apps.left.update('contacts', ada, { name: 'Ada King' });
  apps.right.update('people', twin, { name: 'Countess King' });
  await apps.sync();
  const before = await dump(apps);
  for (const value of ['ada@lovelace.example', 'Augusta Ada', 'Countess King', 'Marylebone']) {
    expect(before).toContain(value);
  }

  expect(await forget(apps, ada, true)).toMatchObject({ underWay: false });
  expect(await dump(apps)).toContain('Marylebone');
  expect(await forget(apps, ada)).toEqual({
    underWay: false,
    records: [
      { account: 'memory:left', object: 'contacts', id: ada, remains: true },
      { account: 'memory:right', object: 'people', id: twin, remains: true },
    ],
    mentioned: [],
  });
  const nothingOfAda = async (): Promise<void> => {
    const state = await dump(apps);
    for (const value of ['ada@lovelace', 'Augusta', 'Countess', 'Ada King', 'Marylebone'])
      expect(state).not.toContain(value);
    for (const value of ['bob@x.example', 'Bobby Tables', ada, twin]) expect(state).toContain(value);
  };
  await nothingOfAda();

  // The apps still show both.
  const report = await apps.sync({ full: true });
  expect(apps.written(report)).toBe(0);
  expect(report.syncs[0]).toMatchObject({ linked: 1, failing: 0, ambiguous: 0 });
  apps.left.update('contacts', ada, { name: 'Ada again' });
  expect(apps.written(await apps.sync())).toBe(0);
  expect(await dump(apps)).not.toContain('Ada again');
  await nothingOfAda();
  apps.left.update('contacts', find(apps.left, 'contacts', 'email', 'bob@x.example').id, { name: 'Robert' });
  await apps.sync();
  expect(find(apps.right, 'people', 'email', 'bob@x.example').fields.name).toBe('Robert');
});

test('what others are told of a person is erased too, and told again without it', async () => {
  const apps = await start();
  const first = apps.left.create('contacts', { email: 'twice@x.example', name: 'One' });
  apps.left.create('contacts', { email: 'twice@x.example', name: 'Two' });
  await apps.sync();
  expect(await apps.held()).toHaveLength(2);
  expect(await forget(apps, first)).toMatchObject({ records: [{ id: first }] });
  await apps.sync();
  // The other one bears the key alone from then on.
  expect(await apps.held()).toEqual([]);
  expect(apps.right.readAll('people').map(({ fields }) => fields.name)).toEqual(['Two']);
});

test('nothing is known of it: null', async () => {
  expect(await forget(await start(), 'nobody')).toBeNull();
});

test('as long as nobody knows what became of a create of it, nothing is erased', async () => {
  let down = true;
  const apps = await start({}, (app, side) => ({
    ...app,
    write: async (request, options) => {
      const outcomes = await app.write(request, options);
      if (side === 'left' || !down) return outcomes;
      return outcomes.map(() => ({ kind: 'unknown', error: new RetryableError('no answer', { code: 'no-answer' }) }));
    },
    findByKey: (request, options) => (down ? Promise.reject(new Error('down')) : app.findByKey(request, options)),
    listIds: (request, options) => {
      if (down) throw new Error('down');
      return app.listIds(request, options);
    },
  }));
  const ada = apps.left.create('contacts', { email: 'ada@x.example', name: 'Ada' });
  await apps.sync().catch(() => undefined);
  const state = await dump(apps);
  expect(await forget(apps, ada)).toMatchObject({ underWay: true });
  expect(await dump(apps)).toBe(state);
  down = false;
  await apps.sync();
  expect(apps.right.count('people')).toBe(1);
  expect(await forget(apps, ada)).toMatchObject({ underWay: false });
  expect(await dump(apps)).not.toContain('ada@x.example');
});

test('other records that name the person are told, until they are corrected and their log is pruned', async () => {
  const apps = await twoApps({
    left: { objects: [{ ...contacts, displayField: 'name' }], capabilities: { deletions: 'feed' } },
    right: { objects: [people], capabilities: { deletions: 'feed' } },
    syncs: { people: peopleSync() },
  });
  const folder = await mkdtemp(join(tmpdir(), 'forget-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'state.db');
  await apps.store.close();
  apps.store = await openStore(file);
  onTestFinished(() => apps.store.close());
  const bytesHold = async (text: string): Promise<boolean> => {
    const files = (await readdir(folder)).map((name) => readFile(join(folder, name)));
    return (await Promise.all(files)).some((bytes) => bytes.includes(text));
  };

  const ada = apps.left.create('contacts', { email: 'ada@lovelace.example', name: 'Augusta Ada' });
  const note = 'Knows ADA@Lovelace.example from London';
  const bob = apps.left.create('contacts', { email: 'bob@x.example', name: 'Bobby', title: note });
  const eve = apps.left.create('contacts', { email: 'eve@x.example', name: 'Eve', title: 'Friend of Augusta Ada' });
  apps.left.create('contacts', { email: 'cy@x.example', name: 'Cy' });
  await apps.sync();
  apps.left.update('contacts', eve, { title: 'Friend' });
  await apps.sync();
  const twinOf = (email: string) => find(apps.right, 'people', 'email', email).id;
  const about = (id: string, twin: string, places: readonly string[]) => [
    { account: 'memory:left', object: 'contacts', id, places },
    { account: 'memory:right', object: 'people', id: twin, places },
  ];
  const forgetting = await forget(apps, ada);
  const byId = (forgetting?.mentioned ?? []).toSorted((a, b) => a.id.localeCompare(b.id));
  expect(byId).toEqual(
    [
      ...about(bob, twinOf('bob@x.example'), ['values', 'log']),
      // Of Eve only what was written to her twin names Ada.
      { account: 'memory:right', object: 'people', id: twinOf('eve@x.example'), places: ['log'] },
    ].toSorted((a, b) => a.id.localeCompare(b.id)),
  );
  expect(await bytesHold('ADA@Lovelace.example')).toBe(true);
  expect(await bytesHold('ada@lovelace.example')).toBe(false);

  // What they say is corrected in the app; the log goes by its age.
  apps.left.update('contacts', bob, { title: 'Knows somebody' });
  await apps.sync();
  apps.clock.advance(400 * 24 * 3_600_000);
  const day = 24 * 3_600_000;
  await apps.sync({ keep: { audit: day, conflicts: day, runs: day } });
  await apps.store.compact();
  for (const text of ['ADA@Lovelace.example', 'ada@lovelace.example', 'Augusta Ada']) {
    expect(await bytesHold(text), text).toBe(false);
  }
  expect(twinOf('bob@x.example')).not.toBe('');
});
