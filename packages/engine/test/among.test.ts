import { expect, test } from 'vitest';
import { among } from '../src/store/among.ts';
import { openTestStore } from './support/open-test-store.ts';

test('a column of numbers holds none of no values, and one of several', async () => {
  const { database } = await openTestStore();
  await database.insertInto('pairs').values({ left_object: 3, right_object: 9, plan_hash: null }).execute();
  const found = (values: readonly number[]) =>
    database.selectFrom('pairs').select('right_object').where(among('left_object', values)).execute();
  expect(await found([])).toEqual([]);
  expect(await found([1, 3, 7])).toEqual([{ right_object: 9 }]);
});
