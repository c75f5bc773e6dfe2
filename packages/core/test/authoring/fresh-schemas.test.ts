import { expect, test } from 'vitest';
import { freshSchemas } from '../../src/index.ts';

const options = { signal: new AbortController().signal };
const outdated = new Error('no such field');

/** What is remembered is a number: how often the app was asked. */
function setUp() {
  let asked = 0;
  let known: number | null = null;
  const schemas = freshSchemas({
    async get() {
      if (known === null) asked += 1;
      known ??= asked;
      return known;
    },
    forget() {
      known = null;
    },
    isOutdated: (error) => error === outdated,
  });
  return { schemas, asked: () => asked };
}

/** Fails while the schema is older than `needed`. */
const needs = (needed: number) => async (schema: number) => {
  if (schema < needed) throw outdated;
  return `by ${schema}`;
};

test('what is remembered is used again', async () => {
  const { schemas, asked } = setUp();
  expect(await schemas.call('a', options, needs(1))).toBe('by 1');
  expect(await schemas.call('a', options, needs(1))).toBe('by 1');
  expect(asked()).toBe(1);
});

test('work is done once more where the schema was old, and not a third time', async () => {
  const { schemas, asked } = setUp();
  expect(await schemas.call('a', options, needs(2))).toBe('by 2');
  await expect(schemas.call('a', options, needs(9))).rejects.toBe(outdated);
  expect(asked()).toBe(3);
});

test('another failure is nobody’s old schema', async () => {
  const { schemas, asked } = setUp();
  const down = new Error('down');
  const failing = schemas.call('a', options, async () => {
    throw down;
  });
  await expect(failing).rejects.toBe(down);
  expect(asked()).toBe(1);
});

async function* pagesOf(schema: number, needed: number, pagesBefore: number) {
  for (let page = 0; page < pagesBefore; page += 1) yield `${schema}/${page}`;
  if (schema < needed) throw outdated;
  yield `${schema}/last`;
}

test('pages begin again as long as none has been given', async () => {
  const { schemas } = setUp();
  const seen: string[] = [];
  for await (const page of schemas.pages('a', options, (schema) => pagesOf(schema, 2, 0))) seen.push(page);
  expect(seen).toEqual(['2/last']);
});

test('pages that have been given are not given again', async () => {
  const { schemas } = setUp();
  const seen: string[] = [];
  const reading = (async () => {
    for await (const page of schemas.pages('a', options, (schema) => pagesOf(schema, 2, 1))) seen.push(page);
  })();
  await expect(reading).rejects.toBe(outdated);
  expect(seen).toEqual(['1/0']);
});
