import { type AppConnection, type ObjectSyncInput, RecordError } from '@linkwright/core';
import { expect, test } from 'vitest';
import { describeRecord, describeStatus, releaseRecords } from '../src/index.ts';
import { contacts, mapped, people, peopleSync } from './support/people.ts';
import { find, only, type TwoApps, twoApps } from './support/two-apps.ts';

const minute = 60_000;
const invalid = new RecordError('Not allowed here.', {
  code: 'odd-name',
  category: 'invalid-value',
  field: 'name',
  remedy: 'Rename.',
});

const start = (
  wrap?: (app: AppConnection, side: 'left' | 'right') => AppConnection,
  sync: Partial<ObjectSyncInput> = {},
): Promise<TwoApps> =>
  twoApps({
    left: { objects: [contacts] },
    right: { objects: [{ ...people, fields: contacts.fields }] },
    syncs: { people: peopleSync(sync) },
    ...(wrap && { wrap }),
  });

const compiled = async (apps: TwoApps, syncs?: Record<string, ObjectSyncInput>) => (await apps.compile(syncs)).syncs;
const tries = (apps: TwoApps): number => (apps.right.calls.get('create') ?? 0) + (apps.right.calls.get('update') ?? 0);

test('a refused record has its category, reason, remedy, attempts and next try', async () => {
  const apps = await start();
  const id = apps.left.create('contacts', { email: 'a@x.example', name: 'Bad' });
  apps.right.reject('people', () => true, invalid);
  await apps.sync();
  const first = apps.clock.now();
  await apps.sync();
  const second = apps.clock.now();
  expect(second - first).toBe(minute);
  const [sync] = (await describeStatus(apps.store, await compiled(apps), { limit: 9 })).syncs;
  expect(sync?.failures).toEqual([
    {
      side: 'left',
      connection: 'left',
      id,
      label: 'a@x.example',
      code: 'odd-name',
      category: 'invalid-value',
      field: 'name',
      message: 'Not allowed here.',
      remedy: 'Rename.',
      attempts: 2,
      since: first,
      // One minute after the first refusal, two after the second.
      nextAt: second + 2 * minute,
    },
  ]);
});

test('status groups what is refused and what is left alone by its reason', async () => {
  const apps = await start();
  for (const n of [1, 2, 3]) apps.left.create('contacts', { email: `${n}@x.example`, name: 'Bad' });
  apps.left.create('contacts', { email: 'old@x.example', name: 'Worse' });
  for (const n of [1, 2]) apps.left.create('contacts', { name: `No key ${n}` });
  apps.right.reject('people', (attempt) => attempt.fields.name === 'Bad', invalid);
  apps.right.reject(
    'people',
    (attempt) => attempt.fields.name === 'Worse',
    new RecordError('Too long.', { code: 'too-long', category: 'too-large', remedy: 'Shorten it.' }),
  );
  await apps.sync();
  const [sync] = (await describeStatus(apps.store, await compiled(apps), { limit: 1 })).syncs;
  expect(sync?.failingReasons).toEqual([
    {
      category: 'invalid-value',
      code: 'odd-name',
      field: 'name',
      message: 'Not allowed here. The rest of the record is written.',
      remedy: 'Rename.',
      count: 3,
    },
    { category: 'too-large', code: 'too-long', field: null, message: 'Too long.', remedy: 'Shorten it.', count: 1 },
  ]);
  expect(sync?.heldReasons).toEqual([
    { reason: 'keyless', text: 'it has no match key, so it could not be recognized on the other side', count: 2 },
  ]);
  expect([sync?.failures.length, sync?.held.length]).toEqual([1, 1]);
});

test('a change of the record frees it at once', async () => {
  const apps = await start();
  const id = apps.left.create('contacts', { email: 'a@x.example', name: 'Bad' });
  apps.right.reject('people', (attempt) => attempt.fields.name === 'Bad', invalid);
  for (let run = 0; run < 6; run += 1) await apps.sync();
  apps.left.update('contacts', id, { name: 'Good' });
  await apps.sync();
  expect(only(apps.right, 'people').fields.name).toBe('Good');
  expect(await apps.failing()).toEqual([]);
});

test('another mapping frees it at once', async () => {
  const apps = await start();
  apps.left.create('contacts', { email: 'a@x.example', name: 'Bad' });
  apps.right.reject('people', (attempt) => attempt.fields.name === 'Bad', invalid);
  for (let run = 0; run < 6; run += 1) await apps.sync();
  const syncs = { people: peopleSync({ fields: mapped(['email', 'city']) }) };
  expect((await apps.sync({ syncs })).status).toBe('done');
  expect(only(apps.right, 'people').fields.email).toBe('a@x.example');
});

test('another schema frees it at once: an option that the app was given', async () => {
  let hidden = true;
  const apps = await start((app, side) =>
    side === 'left'
      ? app
      : {
          ...app,
          describeObjects: async (request, options) =>
            (await app.describeObjects(request, options)).map((object) => ({
              ...object,
              fields: object.fields.map((field) =>
                field.id === 'stage' && hidden ? { ...field, options: field.options?.slice(0, 2) ?? [] } : field,
              ),
            })),
        },
  );
  const id = apps.left.create('contacts', { email: 'a@x.example', stage: 'lost' });
  for (let run = 0; run < 6; run += 1) await apps.sync();
  expect(await apps.failing()).toEqual([{ side: 'left', id, reason: 'unconvertible-value' }]);
  hidden = false;
  expect((await apps.sync()).status).toBe('done');
  expect(only(apps.right, 'people').fields.stage).toBe('lost');
});

test('its back-off ends at a day', async () => {
  const apps = await start();
  apps.left.create('contacts', { email: 'a@x.example', name: 'Bad' });
  apps.right.reject('people', () => true, invalid);
  for (let run = 0; run < 20; run += 1) {
    await apps.sync();
    apps.clock.advance(25 * 60 * minute);
  }
  const [row] = await apps.store.database.selectFrom('failures').select(['attempts', 'next_at']).execute();
  expect(row?.attempts).toBe(20);
  expect((row?.next_at ?? 0) - apps.clock.now()).toBeLessThan(24 * 60 * minute);
});

test('retry tries again at once: all, of one sync, or one record by its id or key', async () => {
  const apps = await start();
  const ids = ['a', 'b'].map((name) => apps.left.create('contacts', { email: `${name}@x.example`, name: 'Bad' }));
  apps.right.reject('people', () => true, invalid);
  for (let run = 0; run < 8; run += 1) await apps.sync();
  const before = tries(apps);
  await apps.sync();
  expect(tries(apps)).toBe(before);
  const syncs = await compiled(apps);
  const attempts = async () => {
    const rows = await apps.store.database
      .selectFrom('failures')
      .innerJoin('records', 'records.number', 'failures.record')
      .select(['records.id', 'failures.attempts'])
      .execute();
    return ids.map((id) => rows.find((row) => row.id === id)?.attempts ?? 0);
  };
  const [first = 0, second = 0] = await attempts();
  expect(await releaseRecords(apps.store, syncs, { only: ['other'] })).toEqual({ released: 0, unknown: [] });
  expect(await releaseRecords(apps.store, syncs, { records: ['nobody'] })).toEqual({
    released: 0,
    unknown: ['nobody'],
  });
  expect(await releaseRecords(apps.store, syncs, { records: ['A@X.example'] })).toEqual({ released: 1, unknown: [] });
  await apps.sync();
  expect(await attempts()).toEqual([first + 1, second]);
  expect(await releaseRecords(apps.store, syncs, { records: [ids[1] ?? ''] })).toEqual({ released: 1, unknown: [] });
  await apps.sync();
  expect(await attempts()).toEqual([first + 1, second + 1]);
  expect(await releaseRecords(apps.store, syncs, {})).toEqual({ released: 2, unknown: [] });
  await apps.sync();
  expect(await attempts()).toEqual([first + 2, second + 2]);
});

test('record tells the whole story: attempts, next try, and who else it could be', async () => {
  const apps = await start();
  const bad = apps.left.create('contacts', { email: 'a@x.example', name: 'Bad' });
  apps.right.reject('people', (attempt) => attempt.fields.name === 'Bad', invalid);
  const rivals = ['One', 'Two'].map((name) => apps.right.create('people', { email: 'b@x.example', name }));
  const lonely = apps.left.create('contacts', { email: 'B@x.example', name: 'Bob' });
  await apps.sync();
  const at = apps.clock.now();
  const syncs = await compiled(apps);
  const tell = async (keyOrId: string) =>
    (await describeRecord(apps.store, syncs, { connection: 'left', object: 'contacts', keyOrId }))[0];
  expect((await tell(bad))?.failures).toMatchObject([
    {
      connection: 'left',
      id: bad,
      category: 'invalid-value',
      field: 'name',
      attempts: 1,
      since: at,
      nextAt: at + minute,
    },
  ]);
  const story = await tell(lonely);
  expect(story?.holds).toMatchObject([{ connection: 'left', id: lonely, reason: 'ambiguous', since: at }]);
  const others = story?.holds[0]?.candidates.filter((candidate) => candidate.connection === 'right');
  expect(others?.map((candidate) => candidate.id).sort()).toEqual([...rivals].sort());
  expect(others?.every((candidate) => candidate.label === 'b@x.example')).toBe(true);
  apps.right.archive('people', rivals[0] ?? '');
  await apps.sync({ full: true });
  expect((await tell(lonely))?.holds).toEqual([]);
  expect(find(apps.right, 'people', 'email', 'b@x.example').fields.name).toBe('Bob');
});
