import type { LookupKey } from '@linkwright/core';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { scriptedTest } from './scripted-hubspot.ts';

const signal = new AbortController().signal;
const hubspot = scriptedTest(afterEach);

async function find(records: readonly object[], keys: readonly LookupKey[]) {
  await hubspot.connect(() => ({ status: 200, body: { results: records } }));
  const found = await hubspot.connection.findByKey({ object: 'contacts', keys, fields: ['email'] }, { signal });
  return found.map((candidates) => candidates.map(({ id }) => id));
}

describe('findByKey', () => {
  it('reads unique values consistently, additional e-mails included', async () => {
    const records = [
      {
        id: '1',
        properties: { email: 'new@example.test', hs_additional_emails: 'old@example.test;older@example.test' },
      },
      { id: '2', properties: { email: 'other@example.test' } },
    ];
    const keys = [
      { email: 'Old@Example.test' },
      { email: 'nobody@example.test' },
      { email: null },
      { email: 'other@example.test' },
    ];
    expect(await find(records, keys)).toEqual([['1'], [], [], ['2']]);
    expect(hubspot.requests).toHaveLength(1);
    expect(hubspot.requests[0]).toMatchObject({
      path: '/crm/objects/2026-09/contacts/batch/read',
      body: {
        idProperty: 'email',
        inputs: [{ id: 'Old@Example.test' }, { id: 'nobody@example.test' }, { id: 'other@example.test' }],
      },
    });
  });

  it('searches for other values in lower case, many in one call', async () => {
    const records = [
      { id: '1', properties: { name: 'ACME  Inc.' } },
      { id: '2', properties: { name: 'acme inc.' } },
      { id: '3', properties: { name: 'Umbrella' } },
    ];
    expect(await find(records, [{ name: 'Acme Inc.' }, { name: 'umbrella' }])).toEqual([['1', '2'], ['3']]);
    expect(hubspot.requests).toHaveLength(1);
    expect(hubspot.requests[0]?.body).toMatchObject({
      filterGroups: [{ filters: [{ propertyName: 'name', operator: 'IN', values: ['acme inc.', 'umbrella'] }] }],
    });
  });

  it('keeps every body below 3,000 characters', async () => {
    const keys = Array.from({ length: 100 }, (_, index) => ({
      name: `Gesellschaft für Prüfung ${'ü'.repeat(40)} ${index}`,
    }));
    await find([], keys);
    const bodies = hubspot.requests.map(({ body }) => Buffer.byteLength(JSON.stringify(body))) ?? [];
    expect(bodies.length).toBeGreaterThan(1);
    expect(Math.max(...bodies)).toBeLessThanOrEqual(3000);
  });

  it('searches for composite keys in groups of five', async () => {
    const keys = Array.from({ length: 7 }, (_, index) => ({ firstname: `f${index}`, name: `n${index}` }));
    const records = [{ id: '5', properties: { firstname: 'F3', name: 'n3' } }];
    expect(await find(records, keys)).toEqual([[], [], [], ['5'], [], [], []]);
    const schema = z.object({ filterGroups: z.array(z.looseObject({})) });
    expect(hubspot.requests.map(({ body }) => schema.parse(body).filterGroups.length)).toEqual([5, 2]);
  });
});

describe('readRecords', () => {
  it('follows a merge for ids that a batch read leaves out', async () => {
    await hubspot.connect((request) => {
      if (request.path.endsWith('/batch/read')) {
        const results = [{ id: '3', properties: { email: 'c@example.test' } }];
        return {
          status: 207,
          body: { results, errors: [{ category: 'OBJECT_NOT_FOUND', context: { ids: ['1', '2'] } }] },
        };
      }
      return request.path.endsWith('/1')
        ? { status: 200, body: { id: '9', properties: { email: 'merged@example.test', hs_merged_object_ids: '1;4' } } }
        : { status: 404, body: { message: 'resource not found' } };
    });
    const request = { object: 'contacts', ids: ['1', '2', '3'], fields: ['email'], associations: [] };
    expect(await hubspot.connection.readRecords(request, { signal })).toEqual([
      { id: '1', record: { id: '9', fields: { email: 'merged@example.test' }, mergedFrom: ['1', '4'] } },
      { id: '2', record: null },
      { id: '3', record: { id: '3', fields: { email: 'c@example.test' } } },
    ]);
    expect(hubspot.context.calls).toEqual(['properties', 'batch-read', 'read', 'read']);
  });
});
