import { type ObjectSyncInput, RecordError } from '@linkwright/core';
import type { WriteAttempt } from '@linkwright/core/testing';
import { describe, expect, test } from 'vitest';
import { describeStatus } from '../src/index.ts';
import { contacts, mapped, people, peopleSync } from './support/people.ts';
import { find, only, type TwoApps, twoApps } from './support/two-apps.ts';

const start = (sync: Partial<ObjectSyncInput> = {}): Promise<TwoApps> =>
  twoApps({
    left: { objects: [contacts] },
    right: { objects: [people] },
    syncs: { people: peopleSync({ fields: mapped(['email', 'name', 'title', 'age']), ...sync }) },
  });

const refusal = (field: string): RecordError =>
  new RecordError(`Righty refuses ${field}.`, {
    code: 'value-refused',
    category: 'invalid-value',
    field,
    remedy: 'Mend.',
  });

/** The right app takes no age over a hundred, as far as the write brings one. */
function capAge(apps: TwoApps): void {
  const isTooOld = ({ change }: WriteAttempt): boolean => 'fields' in change && change.fields.age === '999';
  apps.right.reject('people', isTooOld, refusal('age'));
}

const ada = { email: 'ada@x.example', name: 'Ada', title: 'Boss', age: '30' };

async function failures(apps: TwoApps) {
  const [sync] = (await describeStatus(apps.store, (await apps.compile()).syncs, { limit: 9 })).syncs;
  return (
    sync?.failures.map(({ id, field, message, nextAt, attempts }) => ({ id, field, message, nextAt, attempts })) ?? []
  );
}

test('an update is made without the field that is refused, which waits and goes once it can be held', async () => {
  const apps = await start();
  const left = apps.left.create('contacts', ada);
  await apps.sync();
  capAge(apps);
  apps.left.update('contacts', left, { age: '999', title: 'Chief' });
  expect((await apps.sync()).status).toBe('attention');
  expect(only(apps.right, 'people').fields).toMatchObject({ title: 'Chief', age: '30' });
  const waiting = { id: left, field: 'age', message: 'Righty refuses age. The rest of the record is written.' };
  expect(await failures(apps)).toMatchObject([{ ...waiting, attempts: 1 }]);
  // Nobody's value is taken for an edit of the other side meanwhile.
  expect(apps.left.read('contacts', left)?.fields.age).toBe('999');

  const before = apps.right.calls.get('update') ?? 0;
  apps.clock.advance(60_000);
  await apps.sync();
  expect(apps.right.calls.get('update')).toBe(before + 1);
  expect(await failures(apps)).toMatchObject([{ id: left, field: 'age', attempts: 2 }]);

  apps.left.update('contacts', left, { age: '40' });
  expect((await apps.sync()).status).toBe('done');
  expect(only(apps.right, 'people').fields.age).toBe('40');
  expect(await failures(apps)).toEqual([]);
});

test('a record is made without the field that is refused; later edits of the rest still travel', async () => {
  const apps = await start();
  capAge(apps);
  const left = apps.left.create('contacts', { ...ada, age: '999' });
  for (const n of [1, 2, 3]) apps.left.create('contacts', { ...ada, email: `${n}@x.example` });
  await apps.sync();
  expect(find(apps.right, 'people', 'email', ada.email).fields).toMatchObject({
    name: 'Ada',
    title: 'Boss',
    age: null,
  });
  expect(apps.right.count('people')).toBe(4);
  expect(await failures(apps)).toMatchObject([{ id: left, field: 'age' }]);
  apps.left.update('contacts', left, { title: 'Chief' });
  await apps.sync();
  expect(find(apps.right, 'people', 'email', ada.email).fields).toMatchObject({ title: 'Chief', age: null });
  apps.left.update('contacts', left, { age: '41' });
  await apps.sync();
  expect(find(apps.right, 'people', 'email', ada.email).fields.age).toBe('41');
  expect(await failures(apps)).toEqual([]);
});

test('the blank of a refused field overwrites nothing, whatever wins', async () => {
  const apps = await start({ conflicts: { winner: 'right', blanks: 'overwrite' } });
  capAge(apps);
  const left = apps.left.create('contacts', { ...ada, age: '999' });
  await apps.sync();
  await apps.sync({ full: true });
  expect(apps.left.read('contacts', left)?.fields.age).toBe('999');
});

test('several refused fields of one record, each told by a refusal of its own', async () => {
  const apps = await start();
  const left = apps.left.create('contacts', ada);
  await apps.sync();
  capAge(apps);
  apps.right.reject('people', ({ change }) => 'fields' in change && change.fields.title === 'Bad', refusal('title'));
  apps.left.update('contacts', left, { age: '999', title: 'Bad', name: 'Ada L.' });
  await apps.sync();
  expect(only(apps.right, 'people').fields).toMatchObject({ name: 'Ada L.', title: 'Boss', age: '30' });
  expect(await failures(apps)).toHaveLength(1);
});

test('all the records of a batch that lose a field go once more together', async () => {
  const apps = await start();
  const ids = Array.from({ length: 40 }, (_, n) => apps.left.create('contacts', { ...ada, email: `${n}@x.example` }));
  await apps.sync();
  capAge(apps);
  const before = apps.right.calls.get('update') ?? 0;
  for (const id of ids) apps.left.update('contacts', id, { age: '999', title: 'Chief' });
  // A person has looked at it: so many changes of one field are asked about.
  await apps.sync({ allow: ['overwrite'] });
  expect(apps.right.readAll('people').every(({ fields }) => fields.title === 'Chief' && fields.age === '30')).toBe(
    true,
  );
  expect((apps.right.calls.get('update') ?? 0) - before).toBe(2);
});

describe('the whole record waits', () => {
  test('where the key that a new record would be recognized by is refused', async () => {
    const apps = await start();
    apps.right.reject(
      'people',
      ({ change }) => 'fields' in change && change.fields.email !== undefined,
      refusal('email'),
    );
    apps.left.create('contacts', ada);
    await apps.sync();
    expect(apps.right.count('people')).toBe(0);
    expect(await failures(apps)).toMatchObject([{ field: 'email', message: 'Righty refuses email.' }]);
  });

  test('where the refusal names no field', async () => {
    const apps = await start();
    const left = apps.left.create('contacts', ada);
    await apps.sync();
    const error = new RecordError('No.', { code: 'refused', category: 'other', remedy: 'Mend.' });
    apps.right.reject('people', ({ change }) => 'fields' in change && change.fields.age === '999', error);
    apps.left.update('contacts', left, { age: '999', title: 'Chief' });
    await apps.sync();
    expect(only(apps.right, 'people').fields).toMatchObject({ title: 'Boss', age: '30' });
    expect(await failures(apps)).toMatchObject([{ field: null }]);
  });
});

test('a value that loses against a refused one is not told as lost', async () => {
  const apps = await start({ conflicts: { winner: 'left' } });
  const left = apps.left.create('contacts', ada);
  await apps.sync();
  capAge(apps);
  apps.left.update('contacts', left, { age: '999', title: 'L' });
  apps.right.update('people', only(apps.right, 'people').id, { age: '31', title: 'R' });
  await apps.sync();
  expect(only(apps.right, 'people').fields).toMatchObject({ title: 'L', age: '31' });
  expect(await apps.conflicts()).toMatchObject([{ mapping: ['title', 'title'], left: 'L', right: 'R' }]);
});
