import { parseObjectSchema } from '@linkwright/core';
import { createTestContext } from '@linkwright/core/testing';
import { describe, expect, it } from 'vitest';
import connector from '../src/index.ts';
import { leftToDo } from './left-to-do.ts';

const settings = { accessToken: 'a-token', baseUrl: 'http://localhost:9' };
const options = { signal: new AbortController().signal };

it('describes objects that the engine can work with', async () => {
  const connection = connector.connect(connector.settings.parse(settings), createTestContext());
  const { objects } = await connection.listObjects({}, options);
  expect(objects.length).toBeGreaterThan(0);
  const schemas = await connection.describeObjects({ objects: objects.map(({ id }) => id) }, options);
  for (const schema of schemas) expect(() => parseObjectSchema(schema)).not.toThrow();
});

it('refuses settings without a token', () => {
  expect(connector.settings.safeParse({ baseUrl: settings.baseUrl }).success).toBe(false);
});

/** Take a line off test/left-to-do.ts when it is done. */
describe('left to do', () => {
  for (const what of leftToDo) it.todo(what);
});
