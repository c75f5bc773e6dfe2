import { expect, test } from 'vitest';
import { type Observation, saveObservations } from '../src/store/observations.ts';
import { objectNumber } from '../src/store/reads.ts';
import { SeenRecords } from '../src/store/seen-records.ts';
import type { Store } from '../src/store/store.ts';
import { openTestStore } from './support/open-test-store.ts';

const observed = (id: string, gone = false): Observation => ({
  number: 0,
  id,
  fields: { name: id },
  alternateKeys: {},
  associations: {},
  associationsMissing: false,
  unreadable: [],
  revision: null,
  createdAt: null,
  modifiedAt: null,
  gone,
  mergedInto: null,
  observedAt: 0,
});

/** Numbers of the records, by id. */
const stored = (store: Store, object: string, records: readonly Observation[]) =>
  store.transaction(async (database) => {
    const number = await objectNumber(database, 'account', object);
    const saved = await saveObservations(database, number, records);
    return { object: number, numbers: new Map(saved.map((one) => [one.id, one.number])) };
  });

const ids = (count: number, name: string): string[] =>
  Array.from({ length: count }, (_, at) => `${name}-${String(at).padStart(3, '0')}`);

test('records that a listing has not shown are told in the order of their ids, and none of another object', async () => {
  const store = await openTestStore();
  const people = ids(300, 'person');
  const { object, numbers } = await stored(store, 'people', [
    ...people.map((id) => observed(id)),
    observed('person-gone', true),
  ]);
  await stored(
    store,
    'companies',
    ids(10, 'company').map((id) => observed(id)),
  );
  const seen = new SeenRecords(object);
  expect(await seen.unseen(store.database, '', 2)).toEqual(people.slice(0, 2));
  const shown = people.filter((_, at) => at % 7 !== 3);
  await seen.addNumbered(
    store.database,
    shown.slice(0, 100).map((id) => numbers.get(id) ?? 0),
  );
  await seen.add(store.database, [...shown.slice(100), 'never stored', 'company-001']);
  // Seen for the first time while the listing was under way.
  const later = await stored(store, 'people', [observed('person-later'), observed('person-unlisted')]);
  await seen.addNumbered(store.database, [later.numbers.get('person-later') ?? 0]);
  const missing = people.filter((_, at) => at % 7 === 3);
  expect(await seen.unseen(store.database, '', 1000)).toEqual([...missing, 'person-unlisted']);
  expect(await seen.unseen(store.database, missing[4] ?? '', 3)).toEqual(missing.slice(5, 8));
});
