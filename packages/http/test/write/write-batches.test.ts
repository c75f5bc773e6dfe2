import type { RecordChange } from '@linkwright/core';
import { describe, expect, test } from 'vitest';
import { type RunWrite, withoutEmptyUpsert, writeBatches } from '../../src/index.ts';

function createOf(index: number, upsertOn?: string, code: string | null = `c${index}`): RunWrite {
  const change: RecordChange = {
    kind: 'create',
    writeId: `w${index}`,
    fields: { code },
    ...(upsertOn === undefined ? {} : { upsertOn }),
  };
  return { index, change };
}

function changeOf(index: number, kind: 'update' | 'archive'): RunWrite {
  const known = { writeId: `w${index}`, id: `r${index}` };
  return { index, change: kind === 'update' ? { kind, ...known, fields: {} } : { kind, ...known } };
}

const placesOf = (batches: readonly (readonly RunWrite[])[]) => batches.map((batch) => batch.map(({ index }) => index));

describe('batches of writes', () => {
  test('hold one kind, and creates by one identity, in order', () => {
    const writes = [
      createOf(0),
      changeOf(1, 'update'),
      createOf(2, 'code'),
      changeOf(3, 'archive'),
      createOf(4),
      createOf(5, 'number'),
      createOf(6, 'code'),
      changeOf(7, 'update'),
    ];
    expect(placesOf(writeBatches(writes, 10))).toEqual([[0, 4], [1, 7], [2, 6], [3], [5]]);
  });

  test('are no larger than the app takes, and the last holds the rest', () => {
    const writes = [0, 1, 2, 3, 4, 5, 6].map((index) => createOf(index));
    expect(placesOf(writeBatches(writes, 3))).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
    expect(placesOf(writeBatches(writes.slice(0, 6), 3))).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
    expect(writeBatches([], 3)).toEqual([]);
  });
});

describe('a create by an identity', () => {
  const isKey = (field: string) => field === 'code';

  test('stays one where the identity has a value', () => {
    const write = createOf(0, 'code');
    expect(withoutEmptyUpsert(write, isKey)).toBe(write);
  });

  test('is a plain create where the identity is empty, absent or no key', () => {
    const plain = { kind: 'create', writeId: 'w0', fields: { code: null } };
    expect(withoutEmptyUpsert(createOf(0, 'code', null), isKey).change).toEqual(plain);
    expect(withoutEmptyUpsert(createOf(0, 'other'), isKey).change).not.toHaveProperty('upsertOn');
    expect(withoutEmptyUpsert(createOf(0, 'number', 'c0'), () => false).change).not.toHaveProperty('upsertOn');
  });

  test('asks nothing about a field that decides nothing', () => {
    const refuse = (): boolean => {
      throw new Error('asked');
    };
    expect(withoutEmptyUpsert(createOf(0, 'code', null), refuse).change).not.toHaveProperty('upsertOn');
    const update = changeOf(1, 'update');
    expect(withoutEmptyUpsert(update, refuse)).toBe(update);
  });
});
