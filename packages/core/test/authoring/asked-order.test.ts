import { expect, test } from 'vitest';
import { associationsOf, chunksOf, inAskedOrder, type SourceRecord, whereReadable } from '../../src/index.ts';

const recordOf = (id: string, associations?: SourceRecord['associations']): SourceRecord => {
  return { id, fields: {}, ...(associations !== undefined && { associations }) };
};

test('answers come in the order of asking, whatever order the app answers in, and also twice', () => {
  const found = new Map(['3', '1'].map((id) => [id, recordOf(id)]));
  expect(inAskedOrder(['1', '2', '3', '1'], found)).toEqual([
    { id: '1', record: recordOf('1') },
    { id: '2', record: null },
    { id: '3', record: recordOf('3') },
    { id: '1', record: recordOf('1') },
  ]);
});

test('a record that was found under a former id keeps its own', () => {
  expect(inAskedOrder(['1'], new Map([['1', recordOf('9')]]))).toEqual([{ id: '1', record: recordOf('9') }]);
});

test('associations of a record that is gone are null, and those that were not read are absent', () => {
  const company = [{ id: '7' }];
  const found = new Map([
    ['1', recordOf('1', { company })],
    ['3', recordOf('3')],
  ]);
  expect(associationsOf(inAskedOrder(['1', '2', '3'], found))).toEqual([
    { id: '1', associations: { company } },
    { id: '2', associations: null },
    { id: '3', associations: {} },
  ]);
});

test('what cannot be read is left out; a blank stays', () => {
  const values = new Map<string, string | null>([
    ['name', 'Ada'],
    ['phone', null],
  ]);
  const fields = whereReadable(['name', 'phone', 'fax', '__proto__'], (id) => values.get(id));
  expect(fields).toEqual({ name: 'Ada', phone: null });
  expect(
    Object.hasOwn(
      whereReadable(['__proto__'], () => 'x'),
      '__proto__',
    ),
  ).toBe(true);
});

test('chunks hold every item once, in order', () => {
  expect(chunksOf([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  expect(chunksOf([1, 2], 2)).toEqual([[1, 2]]);
  expect(chunksOf([], 2)).toEqual([]);
});
