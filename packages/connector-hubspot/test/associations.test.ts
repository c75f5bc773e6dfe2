import type { AssociationChange } from '@linkwright/core';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ScriptedAnswer, type ScriptedRequest, scriptedTest } from './scripted-hubspot.ts';

const signal = new AbortController().signal;
const primary = 'companies#HUBSPOT_DEFINED:1';
const hubspot = scriptedTest(afterEach);

const type = (typeId: number, category = 'HUBSPOT_DEFINED') => ({ category, typeId, label: null });
const target = (toObjectId: number, ...types: object[]) => ({ toObjectId, associationTypes: types });
const inputsSchema = z.object({ inputs: z.array(z.looseObject({})) });
const inputsOf = (request: ScriptedRequest) => inputsSchema.parse(request.body).inputs;
const stepOf = (request: ScriptedRequest) => request.path.replace(/^.*\/batch\//, '');

describe('reading', () => {
  it('asks once per pair of objects, follows the pages of each record, and tells marks from sets', async () => {
    const answers: ScriptedAnswer[] = [
      {
        status: 207,
        body: {
          results: [
            { from: { id: '2' }, to: [target(10, type(279), type(1, 'USER_DEFINED'))] },
            { from: { id: 1 }, to: [target(10, type(279))], paging: { next: { after: 'MC0%3D' } } },
          ],
          errors: [
            {
              category: 'OBJECT_NOT_FOUND',
              subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
              context: { fromObjectId: ['3'] },
            },
          ],
        },
      },
      {
        status: 200,
        body: { results: [{ from: { id: '1' }, to: [target(11, type(279), type(1)), target(10, type(279))] }] },
      },
    ];
    await hubspot.connect(() => answers.shift() ?? { status: 200, body: { results: [] } });
    const request = { object: 'contacts', associations: ['companies', primary], ids: ['1', '2', '3', '4'] };
    expect(await hubspot.connection.readAssociations(request, { signal })).toEqual([
      { id: '1', associations: { companies: [{ id: '10' }, { id: '11' }], [primary]: [{ id: '11' }] } },
      // A label of the user's that bears the primary's number is not the primary.
      { id: '2', associations: { companies: [{ id: '10' }], [primary]: [] } },
      { id: '3', associations: { companies: [], [primary]: [] } },
      // HubSpot said nothing: not read, which is not "none".
      { id: '4', associations: {} },
    ]);
    expect(hubspot.requests.map(inputsOf)).toEqual([
      [{ id: '1' }, { id: '2' }, { id: '3' }, { id: '4' }],
      [{ id: '1', after: 'MC0%3D' }],
    ]);
  });

  it('takes a thousand records in one call', async () => {
    await hubspot.connect((request) => ({
      status: 200,
      body: { results: inputsOf(request).map((from) => ({ from, to: [] })) },
    }));
    const ids = Array.from({ length: 1001 }, (_, index) => String(index + 1));
    await hubspot.connection.readAssociations({ object: 'contacts', associations: ['deals'], ids }, { signal });
    expect(hubspot.requests.map((request) => inputsOf(request).length)).toEqual([1000, 1]);
  });
});

describe('writing', () => {
  const change = (field: string, add: readonly string[], remove: readonly string[], id = '1'): AssociationChange => ({
    writeId: `${field}/${id}`,
    id,
    field,
    add: add.map((to) => ({ id: to })),
    remove: remove.map((to) => ({ id: to })),
  });

  async function write(changes: readonly AssociationChange[], answer: (request: ScriptedRequest) => ScriptedAnswer) {
    await hubspot.connect(answer);
    return hubspot.connection.writeAssociations?.({ object: 'contacts', changes }, { signal });
  }

  const done = (request: ScriptedRequest): ScriptedAnswer =>
    stepOf(request).endsWith('archive') ? { status: 204 } : { status: 201, body: { results: inputsOf(request) } };

  it('sends the labels of a pair along when a mark is added', async () => {
    const outcomes = await write([change(primary, ['20'], ['10'])], (request) =>
      stepOf(request) === 'read'
        ? {
            status: 200,
            body: {
              results: [
                {
                  from: { id: '1' },
                  to: [target(10, type(279), type(1)), target(20, type(279), type(28, 'USER_DEFINED'))],
                },
              ],
            },
          }
        : done(request),
    );
    expect(outcomes).toEqual([{ kind: 'written' }]);
    expect(hubspot.requests.map(stepOf)).toEqual(['read', 'create']);
    expect(hubspot.requests[1]?.body).toEqual({
      inputs: [
        {
          from: { id: '1' },
          to: { id: '20' },
          types: [
            { associationCategory: 'USER_DEFINED', associationTypeId: 28 },
            { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 1 },
          ],
        },
      ],
    });
  });

  it('ends, unmarks and joins, each in its own call', async () => {
    const changes = [
      change('companies', ['12', '13'], ['10', '11']),
      change(primary, [], ['14']),
      change('companies', [], ['10'], '2'),
    ];
    const outcomes = await write(changes, done);
    expect(outcomes).toEqual([{ kind: 'written' }, { kind: 'written' }, { kind: 'written' }]);
    expect(hubspot.requests.map((request) => [stepOf(request), inputsOf(request)])).toEqual([
      [
        'archive',
        [
          { from: { id: '1' }, to: [{ id: '10' }, { id: '11' }] },
          { from: { id: '2' }, to: [{ id: '10' }] },
        ],
      ],
      [
        'labels/archive',
        [
          {
            from: { id: '1' },
            to: { id: '14' },
            types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 1 }],
          },
        ],
      ],
      [
        'associate/default',
        [
          { from: { id: '1' }, to: { id: '12' } },
          { from: { id: '1' }, to: { id: '13' } },
        ],
      ],
    ]);
  });

  it('finds the one bad pair of a batch, and the record that is gone', async () => {
    const changes = ['1', '2', '3', '4'].map((id) => change('companies', [id === '3' ? '99' : '10'], [], id));
    const outcomes = await write(changes, (request) => {
      const text = JSON.stringify(request.body);
      const bad = text.includes('"99"')
        ? ['COMPANY=99 is not valid']
        : text.includes('"4"')
          ? ['CONTACT=4 is not valid']
          : [];
      if (bad.length === 0) return done(request);
      const context = { INVALID_OBJECT_IDS: bad };
      return { status: 400, body: { message: 'One or more associations are invalid', context } };
    });
    expect(outcomes).toMatchObject([
      { kind: 'written' },
      { kind: 'written' },
      { kind: 'written', refused: [{ field: 'companies', target: { id: '99' } }] },
      { kind: 'gone' },
    ]);
  });

  it('is unknown where HubSpot confirms an addition without naming it', async () => {
    const outcomes = await write([change('companies', ['10'], []), change('companies', ['10'], [], '2')], () => ({
      status: 201,
      body: { results: [{ from: { id: '1' }, to: { id: '10' } }] },
    }));
    expect(outcomes).toMatchObject([{ kind: 'written' }, { kind: 'unknown', error: { code: 'outcome-not-told' } }]);
  });

  it('reads the pair of an error from its context', async () => {
    const changes = [change('companies', ['10'], []), change('companies', ['11'], [], '2')];
    const outcomes = await write(changes, () => ({
      status: 207,
      body: {
        results: [{ from: { id: '1' }, to: { id: '10' } }],
        errors: [{ message: 'no room', context: { fromObjectId: ['2'], toObjectId: ['11'] } }],
      },
    }));
    expect(outcomes).toMatchObject([{ kind: 'written' }, { kind: 'written', refused: [{ target: { id: '11' } }] }]);
    expect(hubspot.requests).toHaveLength(1);
  });

  it('reports what was not carried out, and keeps what was', async () => {
    const outcomes = await write(
      [change('companies', ['10'], ['11']), change('companies', [], ['12'], '2')],
      (request) =>
        stepOf(request) === 'archive' ? { status: 204 } : { status: 401, body: { category: 'INVALID_AUTHENTICATION' } },
    );
    expect(outcomes).toMatchObject([{ kind: 'not-sent', error: { kind: 'authentication' } }, { kind: 'written' }]);
  });
});
