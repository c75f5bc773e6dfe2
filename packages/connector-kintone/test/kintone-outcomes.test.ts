import type { RecordChange } from '@linkwright/core';
import type { ScriptedRequest } from '@linkwright/core/testing';
import { afterEach, describe, expect, it } from 'vitest';
import {
  object,
  recordsOf,
  refusal,
  type ScriptedApp,
  startScriptedApp,
  taken,
  wireRecord,
} from './support/scripted-app.ts';
import { options } from './support/test-context.ts';

const open: ScriptedApp[] = [];
afterEach(async () => {
  for (const app of open.splice(0)) await app.close();
});

async function connect(...request: Parameters<typeof startScriptedApp>): Promise<ScriptedApp> {
  const app = await startScriptedApp(...request);
  open.push(app);
  return app;
}

const create = (writeId: number, name: string): RecordChange => ({
  kind: 'create',
  writeId: String(writeId),
  fields: { Name: name },
});
const update = (id: number, expectedRevision?: string): RecordChange => ({
  kind: 'update',
  writeId: `u${id}`,
  id: String(id),
  fields: { Name: 'A' },
  ...(expectedRevision === undefined ? {} : { expectedRevision }),
});
const many = (count: number) => Array.from({ length: count }, (_, place) => create(place, `Person ${place}`));
const isRead = ({ headers }: ScriptedRequest) => headers['x-http-method-override'] === 'GET';
const kindsOf = (outcomes: readonly { readonly kind: string }[]) => outcomes.map(({ kind }) => kind);
const textOf = ({ body }: ScriptedRequest) => JSON.stringify(body);

describe('writing', () => {
  it('is unknown when no answer came, and never repeated', async () => {
    const { connection, sent } = await connect(() => ({ drop: true }));
    expect(kindsOf(await connection.write({ object, changes: many(2) }, options))).toEqual(['unknown', 'unknown']);
    expect(sent()).toHaveLength(1);
  });

  it.each([
    ['an answer that does not say what was written', { body: { ids: ['1'], revisions: ['1'] } }],
    ['maintenance', { status: 503, body: 'Service Unavailable' }],
    ['an unexplained 520', { status: 520, body: '<html>' }],
  ])('is unknown behind %s', async (_, answer) => {
    const { connection, sent } = await connect(() => answer);
    expect(kindsOf(await connection.write({ object, changes: many(2) }, options))).toEqual(['unknown', 'unknown']);
    expect(sent()).toHaveLength(1);
  });

  it('is repeated where somebody else holds the record, and given up after a while', async () => {
    let locked = 2;
    const { connection, context, sent } = await connect((request) =>
      locked-- > 0 ? refusal(400, 'GAIA_DA02') : taken(request),
    );
    expect(await connection.write({ object, changes: many(1) }, options)).toMatchObject([
      { kind: 'written', record: { id: '1', revision: '1', fields: {} } },
    ]);
    expect([sent().length, context.sleeps.length]).toEqual([3, 2]);
    locked = 100;
    expect(await connection.write({ object, changes: many(2) }, options)).toMatchObject([
      { kind: 'not-sent', error: { kind: 'retryable', code: 'record-locked' } },
      { kind: 'not-sent' },
    ]);
  });

  it('stops at the first batch when the credentials may not write, and says so for all', async () => {
    const { connection, sent } = await connect(() => refusal(403, 'GAIA_NO01'));
    const outcomes = await connection.write({ object, changes: many(250) }, options);
    expect(
      new Set(outcomes.map((outcome) => (outcome.kind === 'not-sent' ? outcome.error.kind : outcome.kind))),
    ).toEqual(new Set(['authentication']));
    expect(sent()).toHaveLength(1);
    expect(JSON.stringify(outcomes)).not.toContain('tokenSECRET');
  });

  it('throws when it was interrupted before anything was sent', async () => {
    const { connection, sent } = await connect(taken);
    await expect(connection.write({ object, changes: many(1) }, { signal: AbortSignal.abort() })).rejects.toThrow();
    expect(sent()).toHaveLength(0);
  });

  it('says which batch may have arrived and which was not sent when it is interrupted', async () => {
    const controller = new AbortController();
    const { connection } = await connect((request, place) => {
      if (place === 1) controller.abort();
      return place === 0 ? taken(request) : { drop: true };
    });
    const kinds = kindsOf(await connection.write({ object, changes: many(300) }, { signal: controller.signal }));
    expect([kinds[0], kinds[100], kinds[200]]).toEqual(['written', 'unknown', 'not-sent']);
  });

  it('sends the others once more where Kintone names the bad records', async () => {
    const { connection, sent } = await connect((request) => {
      const bad = recordsOf(request.body).flatMap((record, place) =>
        JSON.stringify(record).includes('BAD') ? [place] : [],
      );
      if (bad.length === 0) return taken(request);
      return refusal(
        400,
        'CB_VA01',
        Object.fromEntries(bad.map((place) => [`records[${place}].Name.value`, ['Too long.']])),
      );
    });
    const changes = Array.from({ length: 100 }, (_, place) => create(place, [7, 60].includes(place) ? 'BAD' : 'good'));
    const outcomes = await connection.write({ object, changes }, options);
    expect(kindsOf(outcomes)).toEqual(changes.map((_, place) => ([7, 60].includes(place) ? 'rejected' : 'written')));
    expect(outcomes[60]).toMatchObject({ error: { category: 'invalid-value', field: 'Name' } });
    expect(String(outcomes[60]?.kind === 'rejected' ? outcomes[60].error.message : '')).toContain('Too long.');
    expect(sent()).toHaveLength(2);
  });

  it.each([0, 1, 37, 99])('keeps an unnamed bad record at %i to at most 2 · log2(100) more calls', async (bad) => {
    const { connection, sent } = await connect((request) =>
      textOf(request).includes('nobody') ? refusal(400, 'GAIA_IL26') : taken(request),
    );
    const changes = Array.from({ length: 100 }, (_, place) => ({
      kind: 'create' as const,
      writeId: String(place),
      fields: { Name: 'A', Owner: place === bad ? 'nobody' : 'ada' },
    }));
    const outcomes = await connection.write({ object, changes }, options);
    expect(kindsOf(outcomes)).toEqual(changes.map((_, place) => (place === bad ? 'rejected' : 'written')));
    expect(outcomes[bad]).toMatchObject({ error: { code: 'unknown-user', field: 'Owner' } });
    expect(sent().length - 1).toBeLessThanOrEqual(2 * Math.log2(100));
  });

  it('stops where the request itself is wrong', async () => {
    const { connection, sent } = await connect(() => refusal(400, 'CB_VA01', { app: ['Required field.'] }));
    expect(kindsOf(await connection.write({ object, changes: many(10) }, options))).toEqual(Array(10).fill('not-sent'));
    expect(sent()).toHaveLength(1);
  });
});

describe('optimistic locking', () => {
  it('sends the revision that was read, and none where there is none', async () => {
    const { connection, sent } = await connect(taken);
    await connection.write({ object, changes: [update(5, '3'), update(6)] }, options);
    expect(sent()[0]?.body).toEqual({
      app: object,
      records: [
        { id: '5', revision: '3', record: { Name: { value: 'A' } } },
        { id: '6', record: { Name: { value: 'A' } } },
      ],
    });
    await connection.write(
      { object, changes: [{ kind: 'archive', writeId: '1', id: '5', expectedRevision: '4' }] },
      options,
    );
    expect(sent()[1]?.query.get('revisions[0]')).toBe('4');
  });

  it('finds with one read which of a batch were changed or are gone', async () => {
    const { connection, sent } = await connect((request) => {
      if (request.method === 'GET' || isRead(request)) {
        return {
          body: { records: [wireRecord(1, {}, 3), wireRecord(2, {}, 9), wireRecord(4, {}, 8)], totalCount: '3' },
        };
      }
      return recordsOf(request.body).length > 2 ? refusal(409, 'GAIA_CO02') : taken(request);
    });
    const changes = [update(1, '3'), update(2, '3'), update(3, '3'), update(4)];
    const outcomes = await connection.write({ object, changes }, options);
    expect(kindsOf(outcomes)).toEqual(['written', 'stale', 'gone', 'written']);
    expect(sent()).toHaveLength(3);
  });

  it('believes the refusal of a single record that a read does not explain', async () => {
    const { connection } = await connect((request) =>
      request.method === 'GET'
        ? { body: { records: [wireRecord(1, {}, 3)], totalCount: '1' } }
        : refusal(409, 'GAIA_CO02'),
    );
    expect(await connection.write({ object, changes: [update(1, '3')] }, options)).toEqual([{ kind: 'stale' }]);
  });
});

describe('permissions of single records', () => {
  const rights = (id: string, editable: boolean, nameEditable = true) => ({
    id,
    record: { viewable: true, editable, deletable: false },
    fields: { Name: { viewable: true, editable: nameEditable } },
  });

  it('writes around the records that the login may not edit', async () => {
    const { connection, sent } = await connect(
      (request) => {
        if (request.path.endsWith('/evaluate.json')) {
          return { body: { rights: [rights('1', true), rights('2', false), rights('3', true, false)] } };
        }
        return recordsOf(request.body).length > 1 ? refusal(403, 'CB_NO02') : taken(request);
      },
      { username: 'ada', password: 'secret' },
    );
    const outcomes = await connection.write({ object, changes: [update(1), update(2), update(3)] }, options);
    expect(kindsOf(outcomes)).toEqual(['written', 'rejected', 'rejected']);
    expect(outcomes[1]).toMatchObject({ error: { category: 'permission' } });
    expect(outcomes[2]).toMatchObject({ error: { category: 'permission', field: 'Name' } });
    expect(sent()).toHaveLength(3);
  });
});

describe('lookups', () => {
  const linked = (place: number, key: string): RecordChange => ({
    kind: 'create',
    writeId: String(place),
    fields: { Name: `Person ${place}` },
    associations: { Account: { add: [{ key }], remove: [], result: [{ key }] } },
  });

  it('writes a record without a lookup that Kintone refuses although its key is there', async () => {
    const { connection } = await connect((request) => {
      if (isRead(request)) return { body: { records: [wireRecord(1, { Email: 'acme.example' })], totalCount: '1' } };
      return textOf(request).includes('acme.example') ? refusal(400, 'GAIA_LO04') : taken(request);
    });
    expect(await connection.write({ object, changes: [linked(1, 'acme.example')] }, options)).toMatchObject([
      {
        kind: 'written',
        refused: [{ field: 'Account', target: { key: 'acme.example' }, error: { code: 'lookup-refused' } }],
      },
    ]);
  });

  it('stops where the related app cannot be asked, and says which token is missing', async () => {
    const { connection } = await connect((request) =>
      isRead(request) ? refusal(403, 'GAIA_NO01') : refusal(400, 'GAIA_LO04'),
    );
    expect(await connection.write({ object, changes: [linked(1, 'acme.example')] }, options)).toMatchObject([
      { kind: 'not-sent', error: { kind: 'authentication', remedy: expect.stringContaining('looked up') } },
    ]);
  });
});
