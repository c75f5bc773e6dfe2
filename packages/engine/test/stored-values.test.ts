import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { openStore, type Store } from '../src/index.ts';
import { among } from '../src/store/among.ts';
import { linksOf } from '../src/store/links.ts';
import { loadObservations, type Observation, saveObservations } from '../src/store/observations.ts';
import { forgetShapes, shapesFor } from '../src/store/shapes.ts';
import { openTestStore } from './support/open-test-store.ts';

async function opened(): Promise<Store> {
  const store = await openTestStore();
  onTestFinished(() => store.close());
  return store;
}

const observation = (id: string, number = 0): Observation => ({
  number,
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
  await saveObservations(
    database,
    1,
    ids.map((id) => observation(id)),
  );
  const found = await loadObservations(database, 1, [...ids, 'unknown']);
  expect(found.size).toBe(ids.length);
  for (const [index, id] of ids.entries()) expect(found.get(id)).toEqual(observation(id, index + 1));
  expect((await loadObservations(database, 2, ids)).size).toBe(0);
});

test('a half of a character is found as it was stored', async () => {
  const { database } = await opened();
  await saveObservations(database, 1, [observation('half \ud83d')]);
  const rows = await database
    .selectFrom('records')
    .select('id')
    .where(among('id', ['half \ud83d']))
    .execute();
  expect(rows).toEqual([{ id: 'half \ufffd' }]);
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
  ['fields', '[1,', 'unreadable JSON for the fields of record r'],
  ['fields', '[]', 'an unexpected shape for the fields of record r'],
  ['fields', 'null', 'an unexpected shape for the fields of record r'],
  ['fields', '{"a":"b"}', 'an unexpected shape for the fields of record r'],
  ['fields', '["1","Ada",true,[],null]', 'an unexpected shape for the fields of record r'],
  ['fields', '[2,"Ada",true,[],null]', 'an unexpected shape for the fields of record r'],
  ['fields', '[1,"Ada",true,[]]', 'an unexpected shape for the fields of record r'],
  ['fields', '[1,"Ada",true,[],null,null]', 'an unexpected shape for the fields of record r'],
  ['fields', '[1,"Ada",1,[],null]', 'an unexpected shape for the fields of record r'],
  ['fields', '[1,"Ada",true,["x",1],null]', 'an unexpected shape for the fields of record r'],
  ['fields', '[1,"Ada",true,{"b":"c"},null]', 'an unexpected shape for the fields of record r'],
  ['associations', '{"a":"x"}', 'an unexpected shape for the associations of record r'],
  ['associations', '{"a":["x"]}', 'an unexpected shape for the associations of record r'],
  ['associations', '{"a":[{"id":1}]}', 'an unexpected shape for the associations of record r'],
  ['associations', '{"a":[{"id":"x","key":"y"}]}', 'an unexpected shape for the associations of record r'],
  ['associations', '{"a":[{"name":"x"}]}', 'an unexpected shape for the associations of record r'],
] as const)('a damaged observation is refused: %s %s', async (column, text, what) => {
  const { database } = await opened();
  await saveObservations(database, 1, [observation('r')]);
  await sql`update records set ${sql.ref(column)} = ${text}`.execute(database);
  await expect(loadObservations(database, 1, ['r'])).rejects.toMatchObject({
    code: 'state-damaged',
    message: `The state is damaged: it holds ${what}.`,
  });
});

test.each(['[2,[]]', '[2,["a","b","c"]]', '[2,[1,"b"]]', '[2,"a"]', '[3,["a"]]', '"x"'])(
  'a damaged base is refused: %s',
  async (text) => {
    const { database } = await opened();
    await saveObservations(database, 1, [observation('l'), observation('r')]);
    await shapesFor(database, [{ name: 'a' }]);
    await database
      .insertInto('links')
      .values({
        pair_id: 1,
        left_record: 1,
        right_record: 2,
        state: 'linked',
        reason: 'matched',
        base: text,
        created_at: 1,
        ending: null,
      })
      .execute();
    await expect(linksOf(database, 1, 'left', [{ side: 'left', id: 'l', number: 1 }])).rejects.toMatchObject({
      code: 'state-damaged',
    });
  },
);

test.each([['a', 'b'], ['__proto__', 'constructor'], ['2', '1'], []])(
  'values keep their names: %s %s',
  async (...names) => {
    const { database } = await opened();
    const fields = Object.fromEntries(names.map((name) => [name, `value of ${name}`]));
    await saveObservations(database, 1, [{ ...observation('r'), fields }]);
    const found = (await loadObservations(database, 1, ['r'])).get('r');
    expect(Object.entries(found?.fields ?? { none: 'found' })).toEqual(Object.entries(fields));
  },
);

test('names that were taken back with their transaction are stored again', async () => {
  const store = await opened();
  const save = (id: string) => store.transaction((database) => saveObservations(database, 1, [observation(id)]));
  const failing = store.transaction(async (database) => {
    await saveObservations(database, 1, [observation('lost')]);
    throw new Error('taken back');
  });
  await expect(failing).rejects.toThrow('taken back');
  await store.preview(async (preview) => {
    await preview.transaction((database) => saveObservations(database, 1, [observation('previewed')]));
  });
  await save('kept');
  expect(await loadObservations(store.database, 1, ['lost', 'previewed', 'kept'])).toEqual(
    new Map([['kept', observation('kept', 1)]]),
  );
});

test('names that another process has stored since are read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'linkwright-shapes-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const writer = await openStore(join(folder, 'state.db'));
  onTestFinished(() => writer.close());
  const reader = await openStore(join(folder, 'state.db'), { reading: true });
  onTestFinished(() => reader.close());
  const save = (id: string, fields: Observation['fields']) =>
    writer.transaction((database) => saveObservations(database, 1, [{ ...observation(id), fields }]));
  await save('first', { a: 'x' });
  expect((await loadObservations(reader.database, 1, ['first'])).get('first')?.fields).toEqual({ a: 'x' });
  await save('second', { b: 'y' });
  expect((await loadObservations(reader.database, 1, ['second'])).get('second')?.fields).toEqual({ b: 'y' });
});

test('names that another process has stored since are stored no second time', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'linkwright-shapes-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [one, other] = [await openStore(join(folder, 'state.db')), await openStore(join(folder, 'state.db'))];
  onTestFinished(() => Promise.all([one.close(), other.close()]).then(() => undefined));
  const save = (store: Store, id: string, fields: Observation['fields']) =>
    store.transaction((database) => saveObservations(database, 1, [{ ...observation(id), fields }]));
  await save(one, 'first', { a: 'x' });
  expect((await loadObservations(other.database, 1, ['first'])).get('first')?.fields).toEqual({ a: 'x' });
  await save(one, 'second', { b: 'y' });
  await save(other, 'third', { b: 'z' });
  for (const { database } of [one, other]) {
    const found = await loadObservations(database, 1, ['second', 'third']);
    expect([...found.values()].map(({ fields }) => fields)).toEqual([{ b: 'y' }, { b: 'z' }]);
  }
});

test('names that two calls store at once are stored once', async () => {
  const store = await opened();
  const values = { a: 'x' };
  const numbers = await store.transaction(async (database) => {
    const both = await Promise.all([shapesFor(database, [values]), shapesFor(database, [values])]);
    return both.map((shapes) => shapes.numberOf(values));
  });
  expect(numbers).toEqual([1, 1]);
});

test('names that are read while others store them are stored once', async () => {
  const store = await opened();
  const save = (id: string, fields: Observation['fields']) =>
    store.transaction((database) => saveObservations(database, 1, [{ ...observation(id), fields }]));
  await save('first', { a: 'x' });
  for (let round = 0; round < 20; round += 1) {
    const failing = store.transaction(async () => {
      throw new Error('taken back');
    });
    const reads = [0, 1, 2].map(() => loadObservations(store.database, 1, ['first']));
    const saves = [0, 1].map((index) => save(`${round} ${index}`, { [`field ${round}`]: 'y' }));
    await expect(failing).rejects.toThrow('taken back');
    await Promise.all([...reads, ...saves]);
    forgetShapes(store.database);
  }
  const last = (await loadObservations(store.database, 1, ['19 1'])).get('19 1');
  expect(last?.fields).toEqual({ 'field 19': 'y' });
});
