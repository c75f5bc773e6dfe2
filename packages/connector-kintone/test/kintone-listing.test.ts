import type { ScriptedAnswer, ScriptedRequest } from '@linkwright/core/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { startPeopleWorld } from './support/people-world.ts';
import { object, refusal, type ScriptedApp, startScriptedApp, wireRecord } from './support/scripted-app.ts';
import { collect, options } from './support/test-context.ts';

const open: ScriptedApp[] = [];
afterEach(async () => {
  for (const app of open.splice(0)) await app.close();
});

async function connect(...request: Parameters<typeof startScriptedApp>): Promise<ScriptedApp> {
  const app = await startScriptedApp(...request);
  // By our clock it is later than by Kintone’s, which is the one that counts.
  app.context.advance(3 * 3_600_000);
  open.push(app);
  return app;
}

const everything = { object, since: null, fields: ['Name'], associations: [] };
const date = 'Thu, 05 Feb 2026 10:00:30 GMT';
const queryOf = (request: ScriptedRequest | undefined) => request?.query.get('query') ?? '';
const page = (...ids: readonly number[]) => ids.map((id) => wireRecord(id, { Name: `Person ${id}` }));
const fullPage = page(...Array.from({ length: 500 }, (_, place) => place + 1));

describe('reading changes', () => {
  it('seeks by id, and stops where Kintone has counted no more', async () => {
    const { connection, sent } = await connect((_, place) =>
      place === 0
        ? { headers: { date }, body: { records: fullPage, totalCount: '1000' } }
        : {
            headers: { date },
            body: { records: fullPage.map((_, index) => wireRecord(501 + index)), totalCount: null },
          },
    );
    const pages = await collect(connection.readChanges(everything, options));
    expect(pages.map(({ records }) => records.length)).toEqual([500, 500]);
    expect(sent().map(({ query }) => [query.get('query'), query.get('totalCount')])).toEqual([
      ['$id > 0 order by $id asc limit 500', 'true'],
      ['$id > 500 order by $id asc limit 500', null],
    ]);
    expect(sent()[0]?.headers['content-type']).toBeUndefined();
    expect(sent()[0]?.headers['x-cybozu-api-token']).toBe('tokenSECRET');
    expect(sent()[0]?.query.get('fields[0]')).toBe('Name');
  });

  it('goes on where it was interrupted, and keeps the moment of its beginning', async () => {
    const { connection, sent } = await connect((_, place) => ({
      headers: { date: place === 0 ? date : 'Thu, 05 Feb 2026 11:00:30 GMT' },
      body: { records: place === 0 ? fullPage : page(501), totalCount: place === 0 ? '501' : '1' },
    }));
    const [first] = await collect(connection.readChanges(everything, options));
    const checkpoint = first?.checkpoint ?? '';
    expect(JSON.parse(checkpoint)).toEqual({
      v: 1,
      mode: 'all',
      startedAt: '2026-02-05T10:00:30.000Z',
      after: '500',
      seen: {},
    });
    const [second] = await collect(connection.readChanges({ ...everything, since: checkpoint }, options));
    expect(queryOf(sent()[2])).toContain('$id > 500 ');
    expect(JSON.parse(second?.checkpoint ?? '')).toMatchObject({ mode: 'changed', since: '2026-02-05T09:58:00Z' });
  });

  it('takes the moment from the Date header, less the time of the answer and an overlap of two minutes', async () => {
    const { connection, context, sent } = await connect(() => {
      context.advance(40_000);
      return { headers: { date }, body: { records: page(1), totalCount: '1' } };
    });
    const [read] = await collect(connection.readChanges(everything, options));
    expect(JSON.parse(read?.checkpoint ?? '')).toEqual({
      v: 1,
      mode: 'changed',
      since: '2026-02-05T09:57:00Z',
      seen: {},
    });
    await collect(connection.readChanges({ ...everything, since: read?.checkpoint ?? '' }, options));
    expect(queryOf(sent()[1])).toBe('(Updated >= "2026-02-05T09:57:00Z") and $id > 0 order by $id asc limit 500');
  });

  it('shows a revision once, and the next one of the same minute again', async () => {
    let revision = 1;
    const { connection } = await connect(() => ({
      headers: { date },
      body: {
        records: [wireRecord(1, { Updated: '2026-02-05T09:58:00Z' }, revision), wireRecord(2)],
        totalCount: '2',
      },
    }));
    const read = async (since: string | null) => {
      const [only] = await collect(connection.readChanges({ ...everything, since }, options));
      return { ids: only?.records.map(({ id }) => id), checkpoint: only?.checkpoint ?? '' };
    };
    const first = await read(null);
    expect(first.ids).toEqual(['1', '2']);
    expect(JSON.parse(first.checkpoint)).toMatchObject({ since: '2026-02-05T09:58:00Z', seen: { 1: '1' } });
    // The second one is not of the overlap; a server that sends it all the same is not second-guessed.
    const second = await read(first.checkpoint);
    expect(second.ids).toEqual(['2']);
    revision = 2;
    expect((await read(second.checkpoint)).ids).toEqual(['1', '2']);
    expect((await read(first.checkpoint)).ids).toEqual(['1', '2']);
  });

  it('counts behind every page where records may begin to meet the condition', async () => {
    const since = JSON.stringify({ v: 1, mode: 'changed', since: '2026-02-05T10:00:00Z', seen: {} });
    const { connection, sent } = await connect((_, place) => ({
      headers: { date },
      body: place === 0 ? { records: fullPage, totalCount: '501' } : { records: page(501), totalCount: '1' },
    }));
    const pages = await collect(connection.readChanges({ ...everything, since }, options));
    expect(sent().map(({ query }) => query.get('totalCount'))).toEqual(['true', 'true']);
    expect(JSON.parse(pages[0]?.checkpoint ?? '')).toMatchObject({
      since: '2026-02-05T10:00:00Z',
      underWay: { startedAt: '2026-02-05T10:00:30.000Z', after: '500' },
    });
  });

  it('reads everything again where the answers do not tell their time', async () => {
    let told = false;
    const { connection, sent } = await connect(() => ({
      headers: { date: told ? date : 'never' },
      body: { records: page(1), totalCount: '1' },
    }));
    const read = async (since: string | null) =>
      (await collect(connection.readChanges({ ...everything, since }, options))).at(-1)?.checkpoint ?? '';
    const first = await read(null);
    told = true;
    const second = await read(first);
    expect(sent().map(({ query }) => query.get('query'))).toEqual(Array(2).fill('$id > 0 order by $id asc limit 500'));
    expect(JSON.parse(second)).toMatchObject({ mode: 'changed', since: '2026-02-05T09:58:00Z' });
  });

  it('refuses the checkpoint of somebody else', async () => {
    const { connection } = await connect(() => ({ body: { records: [] } }));
    await expect(collect(connection.readChanges({ ...everything, since: '{"v":9}' }, options))).rejects.toThrow(
      /checkpoint/,
    );
  });

  it('reads the form again when a field has vanished', async () => {
    const { connection, sent } = await connect((_, place) =>
      place === 0 ? refusal(400, 'GAIA_IQ11') : { body: { records: page(1), totalCount: '1' } },
    );
    expect(await collect(connection.readChanges(everything, options))).toHaveLength(1);
    expect(sent()).toHaveLength(2);
  });

  it('takes a search that Kintone gave up for no answer', async () => {
    const { connection } = await connect(() => ({
      headers: { 'x-cybozu-warning': 'Filter aborted because of too many search results' },
      body: { records: [] },
    }));
    await expect(collect(connection.readChanges(everything, options))).rejects.toMatchObject({
      code: 'incomplete-answer',
    });
  });
});

describe('long and private reads', () => {
  it('go by POST with another method in the header', async () => {
    const { connection, sent } = await connect(() => ({ body: { records: [], totalCount: '0' } }));
    const ids = Array.from({ length: 500 }, (_, place) => String(place + 1_000_000));
    await connection.readRecords({ object, ids, fields: ['Name'], associations: [] }, options);
    await connection.findByKey({ object, keys: [{ Email: 'ada@acme.example' }], fields: [] }, options);
    for (const request of sent()) {
      expect([request.method, request.headers['x-http-method-override'], [...request.query]]).toEqual([
        'POST',
        'GET',
        [],
      ]);
    }
    expect(sent()[0]?.body).toMatchObject({ app: object, fields: ['Name', 'Updated', '$id', '$revision'] });
    expect(sent()[1]?.body).toMatchObject({ query: expect.stringContaining('Email in ("ada@acme.example")') });
  });

  it('never ask in vain', async () => {
    const { connection, sent } = await connect(() => ({ body: { records: [] } }));
    expect(await connection.readRecords({ object, ids: ['x', '0'], fields: [], associations: [] }, options)).toEqual([
      { id: 'x', record: null },
      { id: '0', record: null },
    ]);
    expect(
      await connection.findByKey({ object, keys: [{ Email: null }, { Email: ' ' }], fields: [] }, options),
    ).toEqual([[], []]);
    expect(sent()).toHaveLength(0);
  });
});

describe('answers without end', () => {
  it('end a read when the same page comes again, whatever asked for it', async () => {
    const { connection } = await connect(() => ({ body: { records: fullPage, totalCount: '9999' } }));
    const ids = fullPage.map((record) => String(record.$id?.value));
    const outOfOrder = {
      kind: 'contract',
      code: 'unexpected-answer',
      message: expect.stringContaining('out of order'),
    };
    await expect(collect(connection.readChanges(everything, options))).rejects.toMatchObject(outOfOrder);
    await expect(collect(connection.listIds({ object }, options))).rejects.toMatchObject(outOfOrder);
    const request = { object, ids, fields: ['Name'], associations: [] };
    await expect(connection.readRecords(request, options)).rejects.toMatchObject(outOfOrder);
    const keys = [{ Name: 'Person 1' }];
    await expect(connection.findByKey({ object, keys, fields: ['Name'] }, options)).rejects.toMatchObject(outOfOrder);
  });

  it('end the list of apps', async () => {
    const apps = Array.from({ length: 100 }, (_, place) => ({ appId: String(place + 1), code: '', name: 'App' }));
    const { connection } = await connect(() => ({ body: { apps } }), { username: 'ada', password: 'secret' });
    await expect(connection.listObjects({}, options)).rejects.toMatchObject({
      kind: 'contract',
      code: 'endless-pages',
      message: 'Kintone gives the same page of apps again and again.',
    });
  });

  it('are given up where one is larger than any page', async () => {
    const { connection } = await connect(() => ({ body: 'x'.repeat(51 * 1024 * 1024) }));
    await expect(collect(connection.readChanges(everything, options))).rejects.toMatchObject({
      kind: 'contract',
      code: 'answer-too-large',
    });
    const change = { kind: 'create', writeId: 'a', fields: { Name: 'A' } } as const;
    const [outcome] = await connection.write({ object, changes: [change] }, options);
    expect(outcome).toMatchObject({ kind: 'unknown', error: { code: 'answer-too-large' } });
  });
});

describe('limits', () => {
  it('waits when too many requests run at once, and goes on', async () => {
    const { connection, sent } = await connect((_, place) =>
      place === 0 ? refusal(429, 'GAIA_TO04') : { body: { records: page(1), totalCount: '1' } },
    );
    expect(await collect(connection.readChanges(everything, options))).toHaveLength(1);
    expect(sent()).toHaveLength(2);
  });

  it('tries again behind an unexplained 520, and not behind an explained one', async () => {
    const { connection, sent } = await connect((_, place) =>
      place < 2 ? { status: 520, body: '<html>' } : refusal(520, 'GAIA_IL23'),
    );
    await expect(collect(connection.readChanges(everything, options))).rejects.toMatchObject({
      kind: 'configuration',
      code: 'guest-space-missing',
    });
    expect(sent()).toHaveLength(3);
  });
});

describe('check', () => {
  it('knows by a list of apps that the tokens are accepted', async () => {
    const { connection, sent } = await connect(() => refusal(403, 'GAIA_NO01'));
    const account = await connection.check({}, options);
    expect(account.accountId).toMatch(/^localhost:\d+$/);
    expect(await connection.listObjects({}, options)).toEqual({ objects: [], complete: false });
    expect(sent().map(({ path }) => path)).toEqual(['/k/v1/apps.json', '/k/v1/apps.json']);
  });

  it('asks a guest space by its own address', async () => {
    const { connection, sent } = await connect(() => ({ body: { apps: [] } }), { apiToken: 'a', guestSpaceId: 5 });
    expect((await connection.check({}, options)).accountId).toMatch(/\/guest\/5$/);
    expect(sent()[0]?.path).toBe('/k/guest/5/v1/apps.json');
    expect(connection.recordUrl?.({ object, id: '7', account: null })).toMatch(/\/k\/guest\/5\/12\/show#record=7$/);
  });

  it('knows the zone of a person who logs in, where Kintone tells it', async () => {
    const people = await startPeopleWorld({
      timeZone: 'America/Phoenix',
      users: [{ code: 'rita@example.com', name: 'Rita', timeZone: 'Europe/Berlin' }],
    });
    const zoneOf = async (settings: object) => (await people.connect(settings).check({}, options)).timeZone;
    expect(await zoneOf({ username: 'probe', password: 'secret' })).toBe('America/Phoenix');
    expect(await zoneOf({ username: 'rita@example.com', password: 'secret' })).toBe('Europe/Berlin');
    expect(await zoneOf({ username: 'probe', password: 'secret', guestSpaceId: 5 })).toBe('America/Phoenix');
    expect(await zoneOf({ apiToken: 'a' })).toBeUndefined();
    await people.close();

    for (const users of [refusal(403, 'CB_NO02'), refusal(520, 'CB_NO02'), { status: 404, body: 'no such page' }]) {
      const { connection } = await connect(({ path }) => (path === '/v1/users.json' ? users : { body: { apps: [] } }), {
        username: 'ada',
        password: 'passSECRET',
      });
      expect((await connection.check({}, options)).timeZone).toBeUndefined();
    }
  });

  it('reads the rights of a login name off the newest records of each app', async () => {
    const login = { username: 'ada', password: 'passSECRET' };
    const rightsOf = async (records: ScriptedAnswer, editable: readonly boolean[], settings: object = login) => {
      const { connection, sent } = await connect(({ path }) => {
        if (path !== '/k/v1/records/acl/evaluate.json') return records;
        const rights = editable.map((may, place) => ({
          id: String(place + 1),
          record: { viewable: true, editable: may, deletable: may },
          fields: {},
        }));
        return { body: { rights } };
      }, settings);
      return { rights: await connection.readRights?.({ objects: [object] }, options), sent: sent() };
    };
    const two = { body: { records: page(2, 1) } };
    const mixed = await rightsOf(two, [false, true]);
    expect(mixed.rights).toEqual([{ object, read: [], update: [] }]);
    expect(mixed.sent.map(({ query }) => query.get('query') ?? query.get('ids[0]'))).toEqual([
      'order by $id desc limit 100',
      '2',
    ]);
    expect((await rightsOf(two, [false, false])).rights).toEqual([
      { object, read: [], update: ['the right to edit records'] },
    ]);
    expect((await rightsOf({ body: { records: [] } }, [])).rights).toEqual([{ object, read: [] }]);
    expect((await rightsOf(refusal(403, 'CB_NO02'), [])).rights).toEqual([
      { object, read: ['the right to view records'] },
    ]);
    // Nothing is told to API tokens, so nothing is asked.
    expect(await rightsOf(two, [], { apiToken: 'a' })).toEqual({ rights: [{ object }], sent: [] });
  });

  it('keeps credentials out of errors', async () => {
    const login = Buffer.from('ada:passSECRET').toString('base64');
    for (const [settings, secrets] of [
      [{ apiToken: 'tokenSECRET' }, ['tokenSECRET']],
      [{ username: 'ada', password: 'passSECRET' }, ['passSECRET', login]],
    ] as const) {
      const { connection } = await connect(
        () => ({ status: 401, body: { code: 'CB_WA01', message: secrets.join(' ') } }),
        settings,
      );
      const error = await connection.check({}, options).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ kind: 'authentication', code: 'credentials-refused' });
      for (const secret of secrets) expect(JSON.stringify([String(error), error])).not.toContain(secret);
    }
  });

  it('says how to name an app', async () => {
    const { connection, sent } = await connect(() => refusal(404, 'GAIA_AP01'));
    await expect(connection.describeObjects({ objects: ['PEOPLE'] }, options)).rejects.toMatchObject({
      kind: 'configuration',
      code: 'unknown-object',
      remedy: expect.stringContaining('number'),
    });
    expect(sent()).toHaveLength(0);
  });
});
