import type { ObjectSyncInput } from '@linkwright/core';
import type { InMemoryApp } from '@linkwright/core/testing';
import { expect, test } from 'vitest';
import { type TwoApps, twoApps } from './support/two-apps.ts';

const phoenix = 'America/Phoenix';
/** In Phoenix it is still the 31st of March, eight in the evening. */
const closed = '2026-04-01T03:00:00.000Z';

const dealsSync = (overrides: Partial<ObjectSyncInput> = {}): ObjectSyncInput => ({
  left: { connection: 'left', object: 'deals' },
  right: { connection: 'right', object: 'deals' },
  match: { left: 'name', right: 'name' },
  fields: [{ left: 'closes', right: 'day' }],
  ...overrides,
});

const fieldsOf = (app: InMemoryApp, id: string) => app.read('deals', id)?.fields;

interface Zones {
  readonly account?: string;
  readonly field?: string;
  readonly sync?: Partial<ObjectSyncInput>;
}

const open = ({ account, field, sync }: Zones = {}): Promise<TwoApps> =>
  twoApps({
    left: {
      ...(account !== undefined && { timeZone: account }),
      objects: [
        {
          id: 'deals',
          fields: [
            { id: 'name', type: 'text' },
            { id: 'closes', type: 'datetime', ...(field !== undefined && { timeZone: field }) },
          ],
        },
      ],
    },
    right: {
      objects: [
        {
          id: 'deals',
          fields: [
            { id: 'name', type: 'text' },
            { id: 'day', type: 'date' },
          ],
        },
      ],
    },
    syncs: { deals: dealsSync(sync) },
  });

async function dayIn(zones: Zones): Promise<unknown> {
  const apps = await open(zones);
  apps.left.create('deals', { name: 'Big', closes: closed });
  await apps.sync();
  return apps.right.readAll('deals')[0]?.fields.day;
}

test('a moment is of the day of its field, else of its account, else of the sync', async () => {
  expect(await dayIn({ field: phoenix, account: 'Asia/Tokyo', sync: { timeZone: 'Asia/Tokyo' } })).toBe('2026-03-31');
  expect(await dayIn({ account: phoenix, sync: { timeZone: 'Asia/Tokyo' } })).toBe('2026-03-31');
  expect(await dayIn({ sync: { timeZone: phoenix } })).toBe('2026-03-31');
  expect(await dayIn({ sync: { timeZone: 'Europe/Berlin' } })).toBe('2026-04-01');
  // A zone that this machine has never heard of tells nothing.
  expect(await dayIn({ field: 'Mars/Olympus', account: phoenix })).toBe('2026-03-31');
});

test('where no zone is known the mapping is refused, with what to add', async () => {
  const apps = await open();
  const { problems } = await apps.compile();
  expect(problems).toMatchObject([
    {
      code: 'time-zone-missing',
      path: ['syncs', 'deals', 'fields', 0],
      message: expect.stringContaining('"closes"'),
      add: expect.stringMatching(/^timeZone: /),
    },
  ]);
  const filtered = await open({
    sync: { fields: [{ left: 'name', right: 'name' }], filter: { left: { closes: { above: '2026-04-01' } } } },
  });
  expect((await filtered.compile()).problems).toMatchObject([{ code: 'time-zone-missing' }]);
});

test('a day that nobody has edited leaves the time of day alone, an edited one keeps it', async () => {
  const apps = await open({ account: phoenix });
  const left = apps.left.create('deals', { name: 'Big', closes: closed });
  const right = apps.right.create('deals', { name: 'Big', day: '2026-03-31' });
  const shown = () => [fieldsOf(apps.left, left)?.closes, fieldsOf(apps.right, right)?.day];

  // First sync: both say the same.
  expect(apps.written(await apps.sync())).toBe(0);
  expect(await apps.conflicts()).toEqual([]);

  // Another time of the same day is no news to the other app.
  apps.left.update('deals', left, { closes: '2026-03-31T16:00:00.000Z' });
  expect(apps.written(await apps.sync())).toBe(0);

  apps.right.update('deals', right, { day: '2026-05-02' });
  expect(apps.written(await apps.sync())).toBe(1);
  expect(shown()).toEqual(['2026-05-02T16:00:00.000Z', '2026-05-02']);
  expect(apps.written(await apps.sync())).toBe(0);

  // Late in the evening there, the next day in London.
  apps.left.update('deals', left, { closes: '2026-05-08T06:59:00.000Z' });
  await apps.sync();
  expect(shown()).toEqual(['2026-05-08T06:59:00.000Z', '2026-05-07']);
});

test('one way into the moment: the same day is no difference, neither at a first match nor for drift', async () => {
  const apps = await open({ account: phoenix, sync: { direction: 'right-to-left' } });
  const left = apps.left.create('deals', { name: 'Big', closes: closed });
  apps.right.create('deals', { name: 'Big', day: '2026-03-31' });
  expect(apps.written(await apps.sync())).toBe(0);
  expect(await apps.conflicts()).toEqual([]);
  expect(fieldsOf(apps.left, left)?.closes).toBe(closed);
});

test('a clock that changes between the two days keeps the time that people see', async () => {
  const apps = await open({ account: 'Europe/Berlin' });
  const left = apps.left.create('deals', { name: 'Big', closes: '2026-03-20T08:30:00.000Z' });
  await apps.sync();
  const [right] = apps.right.readAll('deals');
  apps.right.update('deals', right?.id ?? '', { day: '2026-04-20' });
  await apps.sync();
  expect(fieldsOf(apps.left, left)?.closes).toBe('2026-04-20T07:30:00.000Z');
});

test('a day in a filter begins in the zone of the field', async () => {
  const filter: ObjectSyncInput['filter'] = { left: { closes: { above: '2026-04-01' } } };
  const apps = await open({ account: phoenix, sync: { filter } });
  apps.left.create('deals', { name: 'March', closes: closed });
  apps.left.create('deals', { name: 'April', closes: '2026-04-01T07:00:01.000Z' });
  await apps.sync();
  expect(apps.right.readAll('deals').map(({ fields }) => fields.name ?? fields.day)).toEqual(['2026-04-01']);
});
