import { type AppConnection, RecordError, RetryableError } from '@linkwright/core';
import { expect, test } from 'vitest';
import { hint, idOn, startHinted } from './support/hinted-people.ts';
import { mapped, peopleSync } from './support/people.ts';
import { callsSince, keepQuiet } from './support/quiet.ts';
import { find, type TwoApps } from './support/two-apps.ts';

/** Everything that is kept of records, and how far they have been read. */
async function kept({ store: { database } }: TwoApps): Promise<unknown> {
  return {
    records: await database.selectFrom('records').selectAll().orderBy('number').execute(),
    dirty: await database.selectFrom('dirty').selectAll().execute(),
    runs: await database.selectFrom('runs').select(['id', 'status']).execute(),
  };
}

const runsOf = async ({ store }: TwoApps): Promise<readonly (string | null)[]> =>
  (await store.database.selectFrom('runs').select('status').orderBy('id').execute()).map(({ status }) => status);

test('where nothing has changed, each object is asked once, and the run is stored as one that is done', async () => {
  const apps = await startHinted(3);
  const quietly = await keepQuiet(apps);
  const before = await runsOf(apps);
  callsSince(apps);
  for (let round = 1; round <= 3; round += 1) {
    apps.clock.advance(60_000);
    const report = await quietly();
    expect(report).toMatchObject({ status: 'done', syncs: [{ name: 'people', linked: 3 }] });
    expect(callsSince(apps)).toEqual({ 'left read-changes': 1, 'right read-changes': 1 });
    expect(await runsOf(apps)).toEqual([...before, ...Array.from({ length: round }, () => 'done')]);
  }
});

test('an echo of what was written is no news, and is not shown again', async () => {
  const apps = await startHinted(3);
  const quietly = await keepQuiet(apps);
  apps.left.update('contacts', idOn(apps, 'left', '1@x.example'), { title: 'Countess' });
  expect(await quietly()).toBeNull();
  expect((await apps.sync()).syncs[0]?.right.updated).toBe(1);
  expect(await quietly()).toMatchObject({ status: 'done' });
  const checkpoints = () => apps.store.database.selectFrom('reads').select('checkpoint').execute();
  const read = await checkpoints();
  expect(await quietly()).toMatchObject({ status: 'done' });
  expect(await checkpoints()).toEqual(read);
});

test.each(['left', 'right'] as const)(
  'news of the %s app is left to a cycle, which finds it untouched',
  async (side) => {
    const apps = await startHinted(3);
    const quietly = await keepQuiet(apps);
    const object = side === 'left' ? 'contacts' : 'people';
    apps[side].update(object, idOn(apps, side, '1@x.example'), { title: 'Countess' });
    apps[side].create(object, { email: '9@x.example', name: 'Nine' });
    const before = await kept(apps);
    expect(await quietly()).toBeNull();
    expect(await kept(apps)).toEqual(before);
    expect(apps.written(await apps.sync())).toBe(2);
    const [other, twins] = side === 'left' ? [apps.right, 'people'] : [apps.left, 'contacts'];
    expect(find(other, twins, 'email', '1@x.example').fields.title).toBe('Countess');
    expect(find(other, twins, 'email', '9@x.example').fields.name).toBe('Nine');
  },
);

test('a field that vanished is not taken for one that was emptied', async () => {
  // What an app shows of a property that was deleted while its schema is kept: nothing, as of one that was never filled.
  let isGone = false;
  const apps = await startHinted(
    1,
    { conflicts: { blanks: 'overwrite' } },
    { wrap: (app, side) => (side === 'left' ? withoutTitle(app, () => isGone) : app) },
  );
  const quietly = await keepQuiet(apps);
  isGone = true;
  apps.left.update('contacts', idOn(apps, 'left', '0@x.example'), { name: 'Ada' });
  const before = await kept(apps);
  expect(await quietly()).toBeNull();
  expect(await kept(apps)).toEqual(before);
  expect(find(apps.right, 'people', 'email', '0@x.example').fields.title).toBe('Title 0');
});

function withoutTitle(app: AppConnection, isGone: () => boolean): AppConnection {
  return {
    ...app,
    async *readChanges(request, options) {
      for await (const page of app.readChanges(request, options)) {
        const records = page.records.map((record) => ({ ...record, fields: { ...record.fields, title: null } }));
        yield isGone() ? { ...page, records } : page;
      }
    },
  };
}

test('an error of an app is thrown, nothing is stored, and no run has been there', async () => {
  let isDown = false;
  const apps = await startHinted(
    3,
    {},
    {
      wrap: (app, side) => ({
        ...app,
        readChanges(request, options) {
          if (isDown && side === 'right')
            throw new RetryableError('Righty is down.', { code: 'down', remedy: 'Wait.' });
          return app.readChanges(request, options);
        },
      }),
    },
  );
  const quietly = await keepQuiet(apps);
  isDown = true;
  const before = await kept(apps);
  await expect(quietly()).rejects.toThrow('Righty is down.');
  expect(await kept(apps)).toEqual(before);
});

test('what is left to be done is left to a cycle, and nobody is asked', async () => {
  const apps = await startHinted(3);
  const quietly = await keepQuiet(apps);
  const { clock, store } = apps;
  const expectLeft = async (): Promise<void> => {
    callsSince(apps);
    expect(await quietly()).toBeNull();
    expect(callsSince(apps)).toEqual({});
  };
  // Found, and not written yet.
  apps.left.update('contacts', idOn(apps, 'left', '1@x.example'), { title: 'Countess' });
  await apps.sync({ limit: 0 });
  await expectLeft();
  await apps.sync();
  expect(await quietly()).not.toBeNull();
  // Refused, and due again.
  const refused = { code: 'odd-title', category: 'invalid-value', remedy: 'Change it.' } as const;
  apps.right.reject('people', (attempt) => attempt.fields.title === 'Baron', new RecordError('Not here.', refused));
  apps.left.update('contacts', idOn(apps, 'left', '2@x.example'), { title: 'Baron' });
  expect((await apps.sync()).syncs[0]?.failing).toBe(1);
  expect(await quietly()).toMatchObject({ status: 'attention', syncs: [{ failing: 1 }] });
  const [failure] = await store.database.selectFrom('failures').select('next_at').execute();
  clock.advance((failure?.next_at ?? 0) - clock.now());
  await expectLeft();
});

test('a comparison or a sweep that is due, and rules that others have run meanwhile, are left to a cycle', async () => {
  for (const rule of [{ compare: '2d' }, { sweep: '2h' }]) {
    const apps = await startHinted(1, rule);
    const quietly = await keepQuiet(apps);
    expect(await quietly()).not.toBeNull();
    apps.clock.advance('compare' in rule ? 2 * 86_400_000 : 2 * 3_600_000);
    callsSince(apps);
    expect(await quietly()).toBeNull();
    expect(callsSince(apps)).toEqual({});
    await apps.sync();
    expect(await quietly()).not.toBeNull();
  }
  const apps = await startHinted(1);
  const quietly = await keepQuiet(apps);
  await apps.sync({ syncs: { people: peopleSync({ fields: mapped(['email', 'name']) }) } });
  expect(await quietly()).toBeNull();
});

test('what hints have brought in is no longer counted against the brakes once everything has been looked at', async () => {
  const apps = await startHinted(3);
  const quietly = await keepQuiet(apps);
  const id = idOn(apps, 'left', '1@x.example');
  apps.left.update('contacts', id, { title: 'Countess' });
  await apps.sync({ hints: [hint('left', 'contacts', id)] });
  const counts = () =>
    apps.store.database.selectFrom('documents').select('content').where('name', '=', 'hinted-counts').execute();
  expect(await counts()).not.toEqual([{ content: '{}' }]);
  expect(await quietly()).not.toBeNull();
  expect(await counts()).toEqual([{ content: '{}' }]);
});
