import { describe, expect, test } from 'vitest';
import { findCandidates, type LookupKey } from '../../src/index.ts';

interface Item {
  readonly id: string;
  readonly name: string;
}

interface Setting {
  readonly items: readonly Item[];
  readonly names: readonly (string | null)[];
  readonly maxKeys?: number;
  readonly maxSize?: number;
  /** How the app finds: by default in any case. */
  readonly finds?: (item: Item, name: string) => boolean;
}

async function found({ items, names, maxKeys = 10, maxSize = 100, finds }: Setting) {
  const calls: (readonly string[])[] = [];
  const keys: readonly LookupKey[] = names.map((name) => ({ name }));
  const candidates = await findCandidates<string, Item>(keys, {
    ...{ maxKeys, maxSize },
    prepare: ({ name }) => (typeof name === 'string' ? name : null),
    sizeOf: (name) => name.length,
    async *read(asked) {
      calls.push(asked);
      const isMeant = (item: Item) =>
        asked.some((name) => finds?.(item, name) ?? item.name.toLowerCase() === name.toLowerCase());
      // A page for each record, and the first of them once more.
      const pages = items.filter(isMeant).map((item) => [item]);
      yield* [...pages, ...pages.slice(0, 1)];
    },
    fits: (item, name) => item.name.toLowerCase() === name.toLowerCase(),
    recordOf: ({ id, name }) => ({ id, fields: { name } }),
  });
  return { calls, ids: candidates.map((records) => records.map(({ id }) => id)) };
}

const items = [
  { id: '1', name: 'Acme' },
  { id: '2', name: 'ACME' },
  { id: '3', name: 'Umbrella' },
];

describe('candidates', () => {
  test('come by key, in the order of the keys, each record once', async () => {
    const { ids, calls } = await found({ items, names: ['umbrella', 'none', 'Acme'] });
    expect(ids).toEqual([['3'], [], ['1', '2']]);
    expect(calls).toHaveLength(1);
  });

  test('of one key that is asked for twice come twice', async () => {
    expect((await found({ items, names: ['Umbrella', 'Umbrella'] })).ids).toEqual([['3'], ['3']]);
  });

  test('of a key that nothing can have cost no call', async () => {
    expect(await found({ items, names: [null] })).toEqual({ calls: [], ids: [[]] });
    expect((await found({ items, names: [null, 'Umbrella', null] })).ids).toEqual([[], ['3'], []]);
    expect(await found({ items, names: [] })).toEqual({ calls: [], ids: [] });
  });

  test('that fit no key of their call may be meant by any of it, and by none of another', async () => {
    const finds = (item: Item, name: string) => name === 'Akme' && item.id === '1';
    const { ids } = await found({ items, names: ['Akme', 'Umbrella', 'Acme'], maxKeys: 2, finds });
    expect(ids).toEqual([['1'], ['1'], []]);
  });

  test.each([
    [2, 100, [['aa', 'bb'], ['cc', 'dd'], ['ee']]],
    [10, 4, [['aa', 'bb'], ['cc', 'dd'], ['ee']]],
    [10, 3, [['aa'], ['bb'], ['cc'], ['dd'], ['ee']]],
    [10, 1, [['aa'], ['bb'], ['cc'], ['dd'], ['ee']]],
    [10, 10, [['aa', 'bb', 'cc', 'dd', 'ee']]],
  ])('%i keys of %i signs go into one call', async (maxKeys, maxSize, calls) => {
    const names = ['aa', 'bb', 'cc', 'dd', 'ee'];
    expect((await found({ items, names, maxKeys, maxSize })).calls).toEqual(calls);
  });
});
