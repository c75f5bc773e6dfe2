import type { RecordChange } from '@linkwright/core';
import { afterEach, describe, expect, it } from 'vitest';
import { scriptedTest } from './scripted-hubspot.ts';
import { create, inputsOf, update } from './scripted-writes.ts';

const signal = new AbortController().signal;
const hubspot = scriptedTest(afterEach);

const taken = { status: 'error', category: 'CONFLICT', message: 'Contact already exists. Existing ID: 900' };

describe('answers of a batch', () => {
  it('that does not understand the request are no refusal of its records, and are asked for once', async () => {
    const outcomes = await hubspot.write([create('a'), create('b')], () => ({
      status: 400,
      body: { status: 'error', message: 'Invalid input JSON on line 1, column 12: Cannot deserialize the value' },
    }));
    const error = expect.objectContaining({ kind: 'contract', code: 'refused-request' });
    expect(outcomes).toEqual([
      { kind: 'not-sent', error },
      { kind: 'not-sent', error },
    ]);
    expect(hubspot.requests).toHaveLength(1);
  });

  it('are matched by trace id, in whatever order they come', async () => {
    const outcomes = await hubspot.write([create('a'), create('b'), create('c')], (request) => ({
      status: 207,
      body: {
        results: [...inputsOf(request)]
          .reverse()
          .filter(({ objectWriteTraceId }) => objectWriteTraceId !== 'b')
          .map(({ objectWriteTraceId, properties }) => ({
            id: String(objectWriteTraceId?.charCodeAt(0)),
            properties,
            objectWriteTraceId,
          })),
        errors: [
          {
            category: 'VALIDATION_ERROR',
            message: 'no',
            context: { objectWriteTraceId: ['b'] },
            errors: [{ code: 'INVALID_EMAIL', message: 'abc is invalid', context: { propertyName: ['email'] } }],
          },
        ],
      },
    }));
    expect(outcomes).toMatchObject([
      { kind: 'written', record: { id: '97', fields: { firstname: 'a' } } },
      { kind: 'rejected', error: { field: 'email', category: 'invalid-value' } },
      { kind: 'written', record: { id: '99' } },
    ]);
    expect(hubspot.requests).toHaveLength(1);
  });

  it('without trace ids are matched by what was sent, never by position', async () => {
    const outcomes = await hubspot.write([create('a'), create('b')], () => ({
      status: 201,
      body: {
        results: [
          { id: '2', properties: { firstname: 'B' } },
          { id: '1', properties: { firstname: 'a' } },
        ],
      },
    }));
    expect(outcomes).toMatchObject([
      { kind: 'written', record: { id: '1' } },
      { kind: 'written', record: { id: '2' } },
    ]);
  });

  it('leave the outcome open where two inputs are alike', async () => {
    const outcomes = await hubspot.write([create('a', { firstname: 'x' }), create('b', { firstname: 'x' })], () => ({
      status: 201,
      body: { results: [{ id: '1', properties: { firstname: 'x' } }] },
    }));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['unknown', 'unknown']);
  });

  it('give only the fields that they carry', async () => {
    const [outcome] = await hubspot.write([update('7', { firstname: null, email: 'a@b.test' })], () => ({
      status: 200,
      body: { results: [{ id: '7', properties: { firstname: '', unknown_to_us: 'x' } }] },
    }));
    expect(outcome).toEqual({ kind: 'written', record: { id: '7', fields: { firstname: null } } });
  });
});

describe('a batch that is refused as a whole', () => {
  it('costs at most 2·log2(n) more calls for one bad record', async () => {
    const changes = Array.from({ length: 100 }, (_, index) => create(`w${index}`));
    const outcomes = await hubspot.write(changes, (request) => {
      const inputs = inputsOf(request);
      if (inputs.some(({ objectWriteTraceId }) => objectWriteTraceId === 'w37')) return { status: 409, body: taken };
      const results = inputs.map(({ objectWriteTraceId, properties }) => ({
        id: `1${objectWriteTraceId?.slice(1)}`,
        properties,
        objectWriteTraceId,
      }));
      return { status: 201, body: { results } };
    });
    expect(outcomes[37]).toEqual({ kind: 'exists', id: '900' });
    expect(outcomes.filter(({ kind }) => kind === 'written')).toHaveLength(99);
    expect((hubspot.requests.length ?? 0) - 1).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(100)));
  });

  it('tells refusals apart that name no record', async () => {
    const outcomes = await hubspot.write([create('a'), create('b'), create('c')], (request) => {
      const inputs = inputsOf(request);
      const good = inputs.filter(({ objectWriteTraceId }) => objectWriteTraceId === 'a');
      const errors = inputs
        .filter(({ objectWriteTraceId }) => objectWriteTraceId !== 'a')
        .map(({ objectWriteTraceId }) => (objectWriteTraceId === 'b' ? taken : { message: 'something else' }));
      const results = good.map(({ properties, objectWriteTraceId }) => ({ id: '1', properties, objectWriteTraceId }));
      return { status: 207, body: { results, errors } };
    });
    expect(outcomes.map(({ kind }) => kind)).toEqual(['written', 'exists', 'rejected']);
  });
});

describe('a lost answer', () => {
  it('leaves every outcome of the batch open, and the batch is not sent again', async () => {
    const outcomes = await hubspot.write([create('a'), create('b')], () => 'hang-up');
    expect(outcomes).toMatchObject([
      { kind: 'unknown', error: { code: 'connection-lost', outcomeUnknown: true } },
      { kind: 'unknown' },
    ]);
    expect(hubspot.requests).toHaveLength(1);
  });

  it('is no reason not to archive again', async () => {
    let calls = 0;
    const changes: RecordChange[] = [{ kind: 'archive', writeId: 'x', id: '5' }];
    const outcomes = await hubspot.write(changes, () => {
      calls += 1;
      return calls === 1 ? 'hang-up' : { status: 204 };
    });
    expect(outcomes).toEqual([{ kind: 'written', record: { id: '5', fields: {} } }]);
  });

  it('is told apart from a refusal of the token', async () => {
    const outcomes = await hubspot.write([create('a')], () => ({
      status: 401,
      body: { category: 'INVALID_AUTHENTICATION' },
    }));
    expect(outcomes).toMatchObject([{ kind: 'not-sent', error: { kind: 'authentication' } }]);
  });

  it('throws where nothing has left', async () => {
    const controller = new AbortController();
    await hubspot.connect(() => ({ status: 201, body: {} }));
    await hubspot.connection.describeObjects({ objects: ['contacts'] }, { signal });
    controller.abort(new Error('stop'));
    const request = { object: 'contacts', changes: [create('a')] };
    await expect(hubspot.connection.write(request, { signal: controller.signal })).rejects.toThrow('stop');
    expect(hubspot.requests).toHaveLength(0);
  });
});

describe('an update that does not come back', () => {
  it('is looked for: gone, merged or unconfirmed', async () => {
    const outcomes = await hubspot.write([update('1'), update('2'), update('3'), update('4')], (request) => {
      if (request.path.endsWith('/batch/update')) {
        return { status: 200, body: { results: [{ id: '1', properties: { firstname: 'x' } }] } };
      }
      if (request.path.endsWith('/2')) return { status: 404, body: { message: 'resource not found' } };
      const id = request.path.endsWith('/3') ? '33' : '4';
      return { status: 200, body: { id, properties: { hs_object_id: id } } };
    });
    expect(outcomes).toMatchObject([
      { kind: 'written' },
      { kind: 'gone' },
      { kind: 'gone', movedTo: '33' },
      { kind: 'unknown' },
    ]);
  });

  it('is never named twice in one batch', async () => {
    await hubspot.write(
      [update('1', { firstname: 'a' }), { ...update('1', { email: 'b@c.test' }), writeId: 'second' }],
      (request) => ({
        status: 200,
        body: { results: inputsOf(request).map(({ id, properties }) => ({ id, properties })) },
      }),
    );
    expect(hubspot.requests.map((request) => inputsOf(request).length)).toEqual([1, 1]);
  });
});
