import type { ScriptedAnswer } from '@linkwright/core/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { baseId, friends, name, object, recordA, refusal, scriptedBases } from './support/scripted-base.ts';
import { collect, options } from './support/test-context.ts';

const connect = scriptedBases(afterEach);

const everything = { object, since: null, fields: [name], associations: [] };

describe('listing', () => {
  it('takes the moment of the next read from the Date header, less the time of the answer and an overlap', async () => {
    const { connection, context, sent } = await connect(() => {
      context.advance(2_000);
      return { headers: { date: 'Thu, 05 Feb 2026 09:59:30 GMT' }, body: { records: [recordA] } };
    });
    const [page] = await collect(connection.readChanges(everything, options));
    expect(page?.records.map(({ id }) => id)).toEqual([recordA.id]);
    expect(JSON.parse(page?.checkpoint ?? '')).toMatchObject({ v: 1, since: '2026-02-05T09:59:23.000Z' });

    await collect(connection.readChanges({ ...everything, since: page?.checkpoint ?? '' }, options));
    expect(sent()[1]?.query.get('filterByFormula')).toContain(
      "IS_AFTER(LAST_MODIFIED_TIME(),'2026-02-05T09:59:23.000Z')",
    );
  });

  it('keeps the checkpoint of a read under way at its beginning', async () => {
    const { connection, sent } = await connect((_, place) => ({
      headers: { date: 'Thu, 05 Feb 2026 09:59:30 GMT' },
      body: { records: [recordA], ...(place === 0 ? { offset: 'itr/1' } : {}) },
    }));
    const pages = await collect(connection.readChanges(everything, options));
    for (const { checkpoint } of pages) {
      expect(await collect(connection.readChanges({ ...everything, since: checkpoint }, options))).toHaveLength(1);
    }
    const [, , again, next] = sent().map(({ query }) => [query.get('offset'), query.get('filterByFormula')]);
    expect(again).toEqual([null, null]);
    expect(next?.[1]).toContain('2026-02-05T09:59:25.000Z');
    await expect(collect(connection.readChanges({ ...everything, since: '{"v":9}' }, options))).rejects.toThrow(
      /checkpoint/,
    );
  });

  it('ends a listing that goes around in a circle, whatever asked for it', async () => {
    const { connection } = await connect(() => ({ body: { records: [recordA], offset: 'itr/1' } }));
    const request = { object, ids: [recordA.id], fields: [name], associations: [friends] };
    const endless = { kind: 'contract', code: 'endless-pages', message: expect.stringContaining(object) };
    await expect(collect(connection.readChanges(everything, options))).rejects.toMatchObject(endless);
    await expect(collect(connection.listIds({ object }, options))).rejects.toMatchObject(endless);
    await expect(connection.readRecords(request, options)).rejects.toMatchObject(endless);
    await expect(connection.readAssociations(request, options)).rejects.toMatchObject(endless);
    const keys = [{ [name]: 'A' }];
    await expect(connection.findByKey({ object, keys, fields: [name] }, options)).rejects.toMatchObject(endless);
  });

  it('gives up an answer that is larger than any page', async () => {
    const { connection } = await connect(() => ({ body: 'x'.repeat(51 * 1024 * 1024) }));
    await expect(collect(connection.readChanges(everything, options))).rejects.toMatchObject({
      kind: 'contract',
      code: 'answer-too-large',
    });
    const change = { kind: 'create', writeId: 'a', fields: { [name]: 'A' } } as const;
    const [outcome] = await connection.write({ object, changes: [change] }, options);
    expect(outcome).toMatchObject({ kind: 'unknown', error: { code: 'answer-too-large' } });
  });

  it('begins again when Airtable has dropped the listing, and gives up when it always does', async () => {
    let expire = 1;
    const { connection, sent } = await connect((request) => {
      if (request.query.has('offset') && expire-- > 0) return refusal('LIST_RECORDS_ITERATOR_NOT_AVAILABLE');
      return { body: { records: [recordA], ...(request.query.has('offset') ? {} : { offset: 'itr/1' }) } };
    });
    const pages = await collect(connection.readChanges(everything, options));
    expect(sent().map(({ query }) => query.get('offset'))).toEqual([null, 'itr/1', null, 'itr/1']);
    expect(pages).toHaveLength(3);
    expect(await collect(connection.listIds({ object }, options))).toEqual([[recordA.id], []]);

    expire = 1000;
    await expect(collect(connection.readChanges(everything, options))).rejects.toMatchObject({
      kind: 'retryable',
      code: 'listing-expired',
    });
  });

  it('asks by POST what would not fit into an address', async () => {
    const fields = Array.from({ length: 600 }, (_, place) => `fld${String(place).padStart(14, '0')}`);
    const { connection, sent } = await connect(() => ({ body: { records: [recordA] } }), fields);
    await collect(connection.readChanges({ ...everything, fields }, options));
    const [request] = sent();
    expect(request?.method).toBe('POST');
    expect(request?.path).toBe(`/v0/${baseId}/${object}/listRecords`);
    expect(request?.body).toMatchObject({ fields, returnFieldsByFieldId: true, pageSize: 100 });
  });

  it('reads the tables again when a field has vanished', async () => {
    const { connection, sent } = await connect((_, place) =>
      place === 0 ? refusal('UNKNOWN_FIELD_NAME', `Unknown field name: "${name}"`) : { body: { records: [recordA] } },
    );
    expect(await collect(connection.readChanges(everything, options))).toHaveLength(1);
    expect(sent()).toHaveLength(2);
  });

  it('never asks in vain', async () => {
    const { connection, sent } = await connect(() => ({ body: { records: [] } }));
    expect(await connection.readRecords({ object, ids: ['nonsense'], fields: [], associations: [] }, options)).toEqual([
      { id: 'nonsense', record: null },
    ]);
    expect(
      await connection.findByKey({ object, keys: [{ [name]: null }, { [name]: ' ' }], fields: [] }, options),
    ).toEqual([[], []]);
    expect(sent()).toHaveLength(0);
  });
});

describe('limits', () => {
  it('pauses for 30 s after a 429, and for as long as Retry-After says', async () => {
    const answers: ScriptedAnswer[] = [
      refusal('RATE_LIMIT_REACHED', 'Rate limit exceeded.', 429),
      { status: 429, headers: { 'retry-after': '7' }, body: { errors: [{ error: 'RATE_LIMIT_REACHED' }] } },
      { body: { records: [] } },
    ];
    const { connection, context } = await connect((_, place) => answers[place] ?? { body: { records: [] } });
    await collect(connection.readChanges(everything, options));
    expect(context.sleeps).toEqual([30_000, 7_000]);
  });

  it('does not try again when the calls of the month are used up', async () => {
    const { connection, sent } = await connect(() =>
      refusal('PUBLIC_API_BILLING_LIMIT_EXCEEDED', 'limit exceeded', 429),
    );
    await expect(collect(connection.readChanges(everything, options))).rejects.toMatchObject({
      kind: 'configuration',
      code: 'plan-limit-reached',
    });
    expect(sent()).toHaveLength(1);
  });
});

describe('check', () => {
  it('names the scopes that an OAuth token lacks, and the role that the owner of a personal one lacks', async () => {
    const rightsOf = async (scopes: readonly string[] | undefined, permissionLevel: string, id: string = baseId) => {
      const { connection } = await connect(({ path }) =>
        path === '/v0/meta/whoami'
          ? { body: { id: 'usrA', ...(scopes && { scopes }) } }
          : { body: { bases: [{ id, name: 'CRM', permissionLevel }] } },
      );
      return connection.readRights?.({ objects: [object] }, options);
    };
    const write = ['data.records:write'];
    const role = ['the role of an editor in the base (it has "comment")'];
    const both = ['data.records:read', ...write];
    expect(await rightsOf(['data.records:read'], 'edit')).toEqual([{ object, read: [], create: write, update: write }]);
    expect(await rightsOf(both, 'create')).toEqual([{ object, read: [], create: [], update: [] }]);
    expect(await rightsOf(undefined, 'comment')).toEqual([{ object, create: role, update: role }]);
    // The scopes of a personal token are told to nobody.
    expect(await rightsOf(undefined, 'edit')).toEqual([{ object }]);
    expect(await rightsOf(undefined, 'none', 'appAnother')).toEqual([{ object }]);
  });

  it('keeps the token out of errors', async () => {
    const { connection } = await connect(() => refusal('UNAUTHORIZED', 'Invalid authentication token patSECRET', 401));
    const error = await connection.check({}, options).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ kind: 'authentication', code: 'credentials-refused' });
    expect(String(error)).not.toContain('patSECRET');
  });
});
