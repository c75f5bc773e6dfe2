import type { RecordChange } from '@linkwright/core';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ScriptedAnswer, type ScriptedRequest, scriptedTest } from './scripted-hubspot.ts';
import { create, inputsOf } from './scripted-writes.ts';

const signal = new AbortController().signal;
const hubspot = scriptedTest(afterEach);

describe('a create with an association that HubSpot refuses', () => {
  const field = 'companies';
  const change: RecordChange = {
    kind: 'create',
    writeId: 'a',
    fields: { firstname: 'a' },
    associations: {
      [field]: { add: [{ id: '10' }, { id: '11' }], remove: [], result: [{ id: '10' }, { id: '11' }] },
      'companies#HUBSPOT_DEFINED:1': { add: [{ id: '10' }], remove: [], result: [{ id: '10' }] },
    },
  };

  it('is written without it', async () => {
    const outcomes = await hubspot.write([change], (request) => {
      const [input] = inputsOf(request);
      if (input?.associations?.some(({ to }) => to.id === '11')) {
        const context = { INVALID_OBJECT_IDS: ['COMPANY=11 is not valid'] };
        return { status: 400, body: { message: 'One or more associations are invalid', context } };
      }
      return { status: 201, body: { results: [{ id: '5', properties: { firstname: 'a' }, objectWriteTraceId: 'a' }] } };
    });
    expect(outcomes).toMatchObject([
      {
        kind: 'written',
        record: { id: '5' },
        refused: [{ field: 'companies', target: { id: '11' }, error: { category: 'association-target' } }],
      },
    ]);
    expect(
      inputsOf(
        hubspot.requests[0] ?? { method: '', path: '', query: new URLSearchParams(), headers: {}, body: null },
      )[0]?.associations,
    ).toEqual([
      { to: { id: '10' }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 1 }] },
      { to: { id: '11' }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 279 }] },
    ]);
  });

  /** A server that refuses every create with associations, and answers association calls by `associate`. */
  const refusing =
    (error: object, associate: (request: ScriptedRequest) => ScriptedAnswer) =>
    (request: ScriptedRequest): ScriptedAnswer => {
      if (request.path.includes('/associations/')) return associate(request);
      if ((inputsOf(request)[0]?.associations?.length ?? 0) > 0) return { status: 400, body: error };
      return { status: 201, body: { results: [{ id: '5', properties: {}, objectWriteTraceId: 'a' }] } };
    };

  it('is written first, and each association tried by itself, where HubSpot does not say which', async () => {
    const limit = { message: 'The association limit has been reached', category: 'VALIDATION_ERROR' };
    const outcomes = await hubspot.write(
      [change],
      refusing(limit, (request) => {
        if (request.path.endsWith('/read')) return { status: 200, body: { results: [] } };
        const pairs = z
          .object({
            inputs: z.array(z.object({ from: z.object({ id: z.string() }), to: z.object({ id: z.string() }) })),
          })
          .parse(request.body).inputs;
        if (pairs.some(({ to }) => to.id === '11')) return { status: 400, body: limit };
        return { status: 201, body: { results: pairs.map(({ from, to }) => ({ from, to })) } };
      }),
    );
    expect(outcomes).toMatchObject([
      {
        kind: 'written',
        record: { id: '5' },
        refused: [
          {
            field,
            target: { id: '11' },
            error: { category: 'association-limit', code: 'association-limit-reached', remedy: expect.any(String) },
          },
        ],
      },
    ]);
  });

  it('is written, and says so of each association, where these get no answer', async () => {
    const outcomes = await hubspot.write(
      [change],
      refusing({ message: 'One or more associations are invalid' }, () => ({ status: 400, body: { message: 'no' } })),
    );
    expect(outcomes).toMatchObject([{ kind: 'written', record: { id: '5' }, refused: [{}, {}, {}] }]);
  });
});

describe('the identity field', () => {
  it('is upserted on, by HubSpot itself', async () => {
    const change: RecordChange = {
      kind: 'create',
      writeId: 'a',
      fields: { ext_id: 'K-1', firstname: 'a' },
      upsertOn: 'ext_id',
    };
    const outcomes = await hubspot.write([change], () => ({
      status: 200,
      body: { results: [{ id: '5', new: false, properties: { ext_id: 'K-1', firstname: 'a' } }] },
    }));
    expect(outcomes).toMatchObject([{ kind: 'written', record: { id: '5' } }]);
    expect(hubspot.requests[0]).toMatchObject({
      path: '/crm/objects/2026-09/contacts/batch/upsert',
      body: { inputs: [{ id: 'K-1', idProperty: 'ext_id', objectWriteTraceId: 'a' }] },
    });
  });
});

describe('owners', () => {
  it('refuse the one record whose user HubSpot does not know', async () => {
    const owner = {
      name: 'owner',
      label: 'Owner',
      type: 'enumeration',
      fieldType: 'select',
      referencedObjectType: 'OWNER',
    };
    await hubspot.connect(
      (request) =>
        request.path === '/crm/owners/2026-09'
          ? { status: 200, body: { results: [{ id: '41', email: 'Rita@Example.test' }] } }
          : {
              status: 201,
              body: {
                results: inputsOf(request).map(({ properties, objectWriteTraceId }) => ({
                  id: '5',
                  properties,
                  objectWriteTraceId,
                })),
              },
            },
      [owner],
    );
    const outcomes = await hubspot.connection.write(
      {
        object: 'contacts',
        changes: [create('a', { owner: 'rita@example.test' }), create('b', { owner: 'nobody@example.test' })],
      },
      { signal },
    );
    expect(outcomes).toMatchObject([
      { kind: 'written', record: { fields: { owner: 'rita@example.test' } } },
      { kind: 'rejected', error: { code: 'unknown-owner', field: 'owner' } },
    ]);
    expect(hubspot.requests.filter(({ path }) => path === '/crm/owners/2026-09')).toHaveLength(1);
  });
});
