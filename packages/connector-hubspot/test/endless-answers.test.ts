import type { AppConnection } from '@linkwright/core';
import { collect } from '@linkwright/core/testing';
import { afterEach, expect, test } from 'vitest';
import { contactProperties, type ScriptedAnswer, scriptedTest } from './scripted-hubspot.ts';
import { create } from './scripted-writes.ts';

const options = { signal: new AbortController().signal };
const object = 'contacts';
const fields = ['firstname'];
const record = {
  id: '1',
  properties: { hs_object_id: '1', firstname: 'Ada', lastmodifieddate: '2026-01-01T00:00:00.000Z' },
};
const again: ScriptedAnswer = { status: 200, body: { results: [record], paging: { next: { after: '7' } } } };
const associated = {
  status: 200,
  body: { results: [{ from: { id: '1' }, to: [], paging: { next: { after: '7' } } }] },
};

const hubspot = scriptedTest(afterEach);

const since = JSON.stringify({ v: 1, mode: 'search', since: 1 });
const owner = {
  name: 'hubspot_owner_id',
  label: 'Owner',
  type: 'enumeration',
  fieldType: 'select',
  referencedObjectType: 'OWNER',
};

const reads: readonly (readonly [string, ScriptedAnswer, (connection: AppConnection) => Promise<unknown>])[] = [
  ['all', again, (app) => collect(app.readChanges({ object, since: null, fields, associations: [] }, options))],
  ['what has changed', again, (app) => collect(app.readChanges({ object, since, fields, associations: [] }, options))],
  ['ids', again, (app) => collect(app.listIds({ object }, options))],
  ['by a key', again, (app) => app.findByKey({ object, keys: [{ firstname: 'Ada' }], fields }, options)],
  [
    'associations',
    associated,
    (app) => app.readAssociations({ object, ids: ['1'], associations: ['companies'] }, options),
  ],
  [
    'owners',
    again,
    (app) => app.findByKey({ object, keys: [{ hubspot_owner_id: 'ada@acme.example' }], fields }, options),
  ],
];

test.each(reads)('a read of %s ends where the same page is named again and again', async (_, answer, read) => {
  await hubspot.connect(() => answer, [...contactProperties, { ...owner, options: [] }]);
  await expect(read(hubspot.connection)).rejects.toMatchObject({ kind: 'contract', code: 'endless-pages' });
  expect(hubspot.requests.length).toBeLessThan(10);
});

test('an answer that is larger than any page is given up, and a write behind it is unknown', async () => {
  await hubspot.connect(() => ({ status: 200, body: 'x'.repeat(51 * 1024 * 1024) }));
  await expect(collect(hubspot.connection.listIds({ object }, options))).rejects.toMatchObject({
    kind: 'contract',
    code: 'answer-too-large',
  });
  const [outcome] = await hubspot.connection.write({ object, changes: [create('a')] }, options);
  expect(outcome).toMatchObject({ kind: 'unknown', error: { code: 'answer-too-large' } });
});
