import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import type { Store } from '../src/index.ts';
import { among } from '../src/store/among.ts';
import { linksByRecord } from '../src/store/links.ts';
import { loadObservations, type Observation, saveObservations } from '../src/store/observations.ts';
import { openTestStore } from './support/open-test-store.ts';

async function opened(): Promise<Store> {
  const store = await openTestStore();
  onTestFinished(() => store.close());
  return store;
}

const observation = (id: string): Observation => ({
  id,
  fields: { text: 'Ada', flag: true, many: ['a', 'b'], blank: null },
  associations: { companies: [{ id: 'c1' }, { key: 'acme.example' }], none: [] },
  associationsMissing: false,
  revision: '7',
  createdAt: null,
  modifiedAt: '2026-11-24T10:00:00.000Z',
  gone: false,
  mergedInto: null,
  alternateKeys: {},
  unreadable: ['score'],
  observedAt: 5,
});

const oddIds = [
  'plain',
  '',
  'with "quotes"',
  "o'hara",
  '[1]',
  '{}',
  'null',
  '12',
  '日本',
  '👩‍🚀',
  'line\nbreak',
  'a\\u0000b',
];

test('records are found by whatever ids they have, in any number', async () => {
  const { database } = await opened();
  const ids = [...oddIds, ...Array.from({ length: 3000 }, (_, index) => `record-${index}`)];
  await saveObservations(database, 1, ids.map(observation));
  const found = await loadObservations(database, 1, [...ids, 'unknown']);
  expect(found.size).toBe(ids.length);
  for (const id of ids) expect(found.get(id)).toEqual(observation(id));
  expect((await loadObservations(database, 2, ids)).size).toBe(0);
});

test('a half of a character is found as it was stored', async () => {
  const { database } = await opened();
  await saveObservations(database, 1, [observation('half \ud83d')]);
  const rows = await database
    .selectFrom('observations')
    .select('record_id')
    .where(among('record_id', ['half \ud83d']))
    .execute();
  expect(rows).toEqual([{ record_id: 'half \ufffd' }]);
});

test('rows of every number keep their values apart', async () => {
  const { database } = await opened();
  for (const [object, count] of [3, 100, 1, 100, 500, 501, 3].entries()) {
    const made = Array.from({ length: count }, (_, index) => observation(`${object}-${index}`));
    await saveObservations(database, object, made);
    const found = await loadObservations(
      database,
      object,
      made.map(({ id }) => id),
    );
    expect([...found.values()].map(({ id }) => id).sort()).toEqual(made.map(({ id }) => id).sort());
  }
});

test.each([
  ['fields', '{"a":', 'unreadable JSON for the fields of record r'],
  ['fields', '[]', 'an unexpected shape for the fields of record r'],
  ['fields', 'null', 'an unexpected shape for the fields of record r'],
  ['fields', '{"a":1}', 'an unexpected shape for the fields of record r'],
  ['fields', '{"a":["x",1]}', 'an unexpected shape for the fields of record r'],
  ['fields', '{"a":{"b":"c"}}', 'an unexpected shape for the fields of record r'],
  ['associations', '{"a":"x"}', 'an unexpected shape for the associations of record r'],
  ['associations', '{"a":["x"]}', 'an unexpected shape for the associations of record r'],
  ['associations', '{"a":[{"id":1}]}', 'an unexpected shape for the associations of record r'],
  ['associations', '{"a":[{"id":"x","key":"y"}]}', 'an unexpected shape for the associations of record r'],
  ['associations', '{"a":[{"name":"x"}]}', 'an unexpected shape for the associations of record r'],
] as const)('a damaged observation is refused: %s %s', async (column, text, what) => {
  const { database } = await opened();
  await saveObservations(database, 1, [observation('r')]);
  await sql`update observations set ${sql.ref(column)} = ${text}`.execute(database);
  await expect(loadObservations(database, 1, ['r'])).rejects.toMatchObject({
    code: 'state-damaged',
    message: `The state is damaged: it holds ${what}.`,
  });
});

test.each(['{"name":["a"]}', '{"name":["a","b","c"]}', '{"name":[1,"b"]}', '{"name":"a"}', '"x"'])(
  'a damaged base is refused: %s',
  async (text) => {
    const { database } = await opened();
    await database
      .insertInto('links')
      .values({
        pair_id: 1,
        left_id: 'l',
        right_id: 'r',
        state: 'linked',
        reason: 'matched',
        base: text,
        created_at: 1,
      })
      .execute();
    await expect(linksByRecord(database, 1, 'left', ['l'])).rejects.toMatchObject({ code: 'state-damaged' });
  },
);
