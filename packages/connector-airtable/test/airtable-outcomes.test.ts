import { afterEach, describe, expect, it } from 'vitest';
import { friends, name, object, recordA, recordsLikeA, refusal, scriptedBases } from './support/scripted-base.ts';
import { options } from './support/test-context.ts';

const connect = scriptedBases(afterEach);

const create = (writeId: string, value: string) => ({ kind: 'create', writeId, fields: { [name]: value } }) as const;

describe('writing', () => {
  it('is unknown when no answer came, and never repeated', async () => {
    const { connection, sent } = await connect(() => ({ drop: true }));
    const outcomes = await connection.write({ object, changes: [create('1', 'A'), create('2', 'B')] }, options);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['unknown', 'unknown']);
    expect(sent()).toHaveLength(1);
  });

  it('is unknown when the answer does not say what was written', async () => {
    const { connection } = await connect(() => ({ body: { records: [recordA] } }));
    const outcomes = await connection.write({ object, changes: [create('1', 'A'), create('2', 'B')] }, options);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['unknown', 'unknown']);
  });

  it('is repeated where Airtable says that it may be', async () => {
    const { connection, context } = await connect((_, place) =>
      place === 0
        ? { status: 503, headers: { 'retry-after': '3' }, body: { error: { type: 'RETRIABLE_ERROR' } } }
        : { body: { records: [recordA] } },
    );
    const [outcome] = await connection.write({ object, changes: [create('1', 'A')] }, options);
    expect(outcome).toMatchObject({ kind: 'written', record: { id: recordA.id, fields: { [name]: 'A' } } });
    expect(context.sleeps).toEqual([3_000]);
  });

  it('is unknown behind any other 503', async () => {
    const { connection, sent } = await connect(() => ({ status: 503, body: '<html>' }));
    const [outcome] = await connection.write({ object, changes: [create('1', 'A')] }, options);
    expect(outcome?.kind).toBe('unknown');
    expect(sent()).toHaveLength(1);
  });

  it('stops at the first batch when the token may not write, and says so for all', async () => {
    const { connection, sent } = await connect(() =>
      refusal('INVALID_PERMISSIONS', 'You are not permitted to perform this operation', 403),
    );
    const changes = Array.from({ length: 25 }, (_, place) => create(String(place), 'A'));
    const outcomes = await connection.write({ object, changes }, options);
    expect(
      new Set(outcomes.map((outcome) => (outcome.kind === 'not-sent' ? outcome.error.kind : outcome.kind))),
    ).toEqual(new Set(['authentication']));
    expect(sent()).toHaveLength(1);
    expect(JSON.stringify(outcomes)).not.toContain('patSECRET');
  });

  it('throws when it was interrupted before anything was sent', async () => {
    const { connection, sent } = await connect(() => ({ body: { records: [recordA] } }));
    await expect(
      connection.write({ object, changes: [create('1', 'A')] }, { signal: AbortSignal.abort() }),
    ).rejects.toThrow();
    expect(sent()).toHaveLength(0);
  });

  it('says which batch may have arrived and which was not sent when it is interrupted', async () => {
    const controller = new AbortController();
    const { connection } = await connect((_, place) => {
      if (place === 1) controller.abort();
      return place === 0 ? { body: { records: recordsLikeA(10) } } : { drop: true };
    });
    const changes = Array.from({ length: 30 }, (_, place) => create(String(place), 'A'));
    const outcomes = await connection.write({ object, changes }, { signal: controller.signal });
    const kinds = outcomes.map(({ kind }) => kind);
    expect([kinds[0], kinds[10], kinds[20]]).toEqual(['written', 'unknown', 'not-sent']);
  });

  it('keeps a bad record to at most 2 · log2(10) more calls, wherever it stands', async () => {
    for (let bad = 0; bad < 10; bad += 1) {
      const { connection, sent } = await connect(({ body }) => {
        const text = JSON.stringify(body);
        if (text.includes('BAD'))
          return refusal('INVALID_VALUE_FOR_COLUMN', 'Field "Name" cannot accept the provided value');
        const count = text.split('"fields":').length - 1;
        return { body: { records: recordsLikeA(count) } };
      });
      const changes = Array.from({ length: 10 }, (_, place) => create(String(place), place === bad ? 'BAD' : 'good'));
      const outcomes = await connection.write({ object, changes }, options);
      expect(outcomes.map(({ kind }) => kind)).toEqual(
        changes.map((_, place) => (place === bad ? 'rejected' : 'written')),
      );
      expect(outcomes[bad]).toMatchObject({ error: { category: 'invalid-value', field: name } });
      expect(sent().length - 1).toBeLessThanOrEqual(2 * Math.log2(10));
    }
  });

  it('rejects nothing where only the company of two records was refused', async () => {
    const { connection } = await connect(({ body }) => {
      const text = JSON.stringify(body);
      if (text.includes('X1') && text.includes('X2')) return refusal('INVALID_RECORDS', 'Something is wrong');
      const count = text.split('"fields":').length - 1;
      return { body: { records: recordsLikeA(count) } };
    });
    const changes = ['a', 'X1', 'b', 'c', 'X2'].map((value, place) => create(String(place), value));
    const outcomes = await connection.write({ object, changes }, options);
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['written']));
  });

  it('writes around a field that may not be edited', async () => {
    const { connection, sent } = await connect(({ body }) =>
      JSON.stringify(body).includes(name)
        ? refusal('INVALID_PERMISSIONS', `You are not permitted to write cell values in field Name (${name})`, 403)
        : { body: { records: [recordA] } },
    );
    const outcomes = await connection.write(
      { object, changes: [create('1', 'A'), { kind: 'create', writeId: '2', fields: {} }] },
      options,
    );
    expect(outcomes).toMatchObject([
      { kind: 'rejected', error: { category: 'permission', field: name } },
      { kind: 'written' },
    ]);
    expect(sent()).toHaveLength(2);
  });

  it('never sends a target that is no record id', async () => {
    const { connection, sent } = await connect(() => ({ body: { records: [recordA] } }));
    const foreign = { key: 'acme.example' };
    const [outcome] = await connection.write(
      {
        object,
        changes: [
          { ...create('1', 'A'), associations: { [friends]: { add: [foreign], remove: [], result: [foreign] } } },
        ],
      },
      options,
    );
    expect(outcome).toMatchObject({
      kind: 'written',
      refused: [{ field: friends, target: foreign, error: { category: 'association-target' } }],
    });
    expect(sent()[0]?.body).toEqual({ records: [{ fields: { [name]: 'A' } }], returnFieldsByFieldId: true });
  });
});
