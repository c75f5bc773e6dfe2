import { describe, expect, test } from 'vitest';
import { cursorPages, offsetPages } from '../../src/index.ts';

const options = { appName: 'Notes', what: 'notes' };

/** An app whose pages are looked up by their cursor; how it was asked is kept. */
function appOf(pages: Readonly<Record<string, { readonly ids: readonly string[]; readonly next: string | null }>>) {
  const asked: (string | null)[] = [];
  const read = async (cursor: string | null) => {
    asked.push(cursor);
    const page = pages[cursor ?? 'first'];
    if (page === undefined) throw new Error(`no page ${cursor}`);
    return page;
  };
  return { asked, read };
}

async function collect<Item>(pages: AsyncIterable<Item>): Promise<readonly Item[]> {
  const all: Item[] = [];
  for await (const page of pages) all.push(page);
  return all;
}

describe('pages that name the next one', () => {
  test('are read to the one that names none', async () => {
    const app = appOf({ first: { ids: ['1'], next: 'b' }, b: { ids: [], next: 'c' }, c: { ids: ['2'], next: null } });
    const pages = await collect(cursorPages(options, app.read));
    expect(pages.flatMap(({ ids }) => ids)).toEqual(['1', '2']);
    expect(app.asked).toEqual([null, 'b', 'c']);
  });

  test('begin at a cursor of an earlier read', async () => {
    const app = appOf({ b: { ids: ['2'], next: null } });
    expect(await collect(cursorPages({ ...options, from: 'b' }, app.read))).toHaveLength(1);
    expect(app.asked).toEqual(['b']);
  });

  test('an empty cursor is none', async () => {
    const app = appOf({ first: { ids: ['1'], next: '' } });
    expect(await collect(cursorPages(options, app.read))).toEqual([{ ids: ['1'], next: null }]);
  });

  test.each([
    ['itself', { first: { ids: ['1'], next: 'b' }, b: { ids: ['2'], next: 'b' } }, 2],
    ['an earlier one', { first: { ids: [], next: 'b' }, b: { ids: [], next: 'c' }, c: { ids: [], next: 'b' } }, 3],
  ])('that go round in a circle end in an error: a page names %s', async (_what, pages, calls) => {
    const app = appOf(pages);
    await expect(collect(cursorPages(options, app.read))).rejects.toMatchObject({
      code: 'endless-pages',
      message: 'Notes gives the same page of notes again and again.',
    });
    expect(app.asked).toHaveLength(calls);
  });

  test('are read when they are asked for, and not beyond where the reader stops', async () => {
    const app = appOf({ first: { ids: ['1'], next: 'b' } });
    for await (const page of cursorPages(options, app.read)) {
      expect(page.ids).toEqual(['1']);
      break;
    }
    expect(app.asked).toEqual([null]);
  });

  test('what a page fails with is what the reader gets, behind the pages before', async () => {
    const controller = new AbortController();
    const seen: string[] = [];
    const pages = cursorPages(options, async (cursor) => {
      controller.signal.throwIfAborted();
      return { ids: [cursor ?? 'first'], next: 'b' };
    });
    const reading = (async () => {
      for await (const { ids } of pages) {
        seen.push(...ids);
        controller.abort(new Error('stopped'));
      }
    })();
    await expect(reading).rejects.toThrow('stopped');
    expect(seen).toEqual(['first']);
  });
});

describe('pages that are counted', () => {
  const counted = { ...options, size: 2, idOf: (id: string) => id };

  test.each([
    [
      ['a', 'b', 'c'],
      [0, 2],
    ],
    [
      ['a', 'b'],
      [0, 2],
    ],
    [['a'], [0]],
    [[], [0]],
  ])('end with a page that is not full: %j', async (all, offsets) => {
    const asked: number[] = [];
    const pages = offsetPages(counted, async ({ offset, page }) => {
      asked.push(offset);
      expect(page).toBe(offset / 2 + 1);
      return all.slice(offset, offset + 2);
    });
    expect((await collect(pages)).flat()).toEqual(all);
    expect(asked).toEqual(offsets);
  });

  test('of an app that does not mind the offset end in an error', async () => {
    let calls = 0;
    const pages = offsetPages(counted, async () => {
      calls += 1;
      return ['a', 'b'];
    });
    await expect(collect(pages)).rejects.toMatchObject({ code: 'endless-pages' });
    expect(calls).toBe(2);
  });
});
