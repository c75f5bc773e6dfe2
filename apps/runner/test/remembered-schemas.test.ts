import { type AppConnection, AuthenticationError, isErrorOfKind } from '@linkwright/core';
import { createInMemoryApp, createInMemoryConnector, createTestContext } from '@linkwright/core/testing';
import { openStore } from '@linkwright/engine';
import { expect, onTestFinished, test } from 'vitest';
import { listening, readRemembered, remembering, writeRemembered } from '../src/session/remembered-schemas.ts';

/** An app with two objects, of which the key may look at one. */
function narrowApp(): AppConnection {
  const app = createInMemoryApp({
    name: 'a',
    objects: [
      { id: 'contacts', fields: [{ id: 'email', type: 'email' }] },
      { id: 'deals', fields: [{ id: 'title', type: 'text' }] },
    ],
  });
  const connection = createInMemoryConnector(app).connect({}, createTestContext());
  return {
    ...connection,
    describeObjects(request, options) {
      if (!request.objects.includes('deals')) return connection.describeObjects(request, options);
      return Promise.reject(new AuthenticationError('no scope', { code: 'missing-scope', remedy: 'Add it.' }));
    },
  };
}

test('an object that the key may not look at is remembered as such, and one that nobody described as unknown', async () => {
  const options = { signal: new AbortController().signal };
  const { app, told } = listening(narrowApp());
  await app.describeObjects({ objects: ['contacts'] }, options);
  await expect(app.describeObjects({ objects: ['contacts', 'deals'] }, options)).rejects.toThrow('no scope');
  expect([...told.refused]).toEqual([]);
  await expect(app.describeObjects({ objects: ['deals'] }, options)).rejects.toThrow('no scope');

  const store = await openStore(':memory:');
  onTestFinished(() => store.close());
  await writeRemembered(store, new Map([['crm', { info: await app.check({}, options), told }]]), []);
  const known = (await readRemembered(store))?.get('crm');
  if (!known) throw new Error('nothing was remembered');
  const remembered = remembering(narrowApp(), known);
  const describe = (object: string) =>
    remembered.describeObjects({ objects: [object] }, options).then(
      (schemas) => schemas.map(({ id }) => id),
      (error: unknown) => (isErrorOfKind(error, 'authentication') ? 'refused' : String(error)),
    );
  expect(await describe('contacts')).toEqual(['contacts']);
  expect(await describe('deals')).toBe('refused');
  expect(await describe('tickets')).toContain('The schema of "tickets" is not known yet.');
});
