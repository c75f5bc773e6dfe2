import { describe, expect, it } from 'vitest';
import { refusalOf, startKintone, text, valuesOf } from './kintone-world.ts';

describe('calls to the sandbox', () => {
  it.each([
    ['no credentials', {}, 401, 'CB_AU01'],
    ['a refused token', { 'X-Cybozu-API-Token': 'invalid' }, 400, 'GAIA_IA02'],
    ['a refused token among others', { 'X-Cybozu-API-Token': 'a,expired-b' }, 400, 'GAIA_IA02'],
    ['a token twice', { 'X-Cybozu-API-Token': 'a, a' }, 400, 'GAIA_DA03'],
    ['ten tokens', { 'X-Cybozu-API-Token': 'a,b,c,d,e,f,g,h,i,j' }, 400, 'CB_VA01'],
    [
      'a wrong password beside a token',
      { 'X-Cybozu-API-Token': 'a', 'X-Cybozu-Authorization': btoa('ann:invalid') },
      401,
      'CB_WA01',
    ],
  ])('are refused with %s', async (_, headers, status, code) => {
    const { call } = await startKintone();
    const answer = await call('GET', '/k/v1/app.json?id=1', { headers: { 'X-Cybozu-API-Token': '', ...headers } });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toMatchObject({ code, id: expect.any(String), message: expect.any(String) });
  });

  it('may do with an API token what concerns an app, and nothing above', async () => {
    const { client, clientWith, createApp } = await startKintone();
    const app = await createApp('People', text('Name'));
    const withTokens = clientWith({ auth: { apiToken: ['first', 'second'] } });
    const { id } = await withTokens.record.addRecord({ app });
    expect((await client.record.getRecord({ app, id })).record.Created_by?.value).toEqual({
      code: 'Administrator',
      name: 'Administrator',
    });
    expect((await withTokens.app.getFormFields({ app })).properties.Name).toBeDefined();
    expect(await refusalOf(withTokens.app.getApps({}))).toMatchObject({ status: 403, code: 'GAIA_NO01' });
    expect(await refusalOf(withTokens.app.addApp({ name: 'New' }))).toMatchObject({ status: 403, code: 'GAIA_NO01' });
    const other = await createApp('Firms', text('Name'));
    const ofOne = clientWith({ auth: { apiToken: [`of-${app}-token`] } });
    expect((await ofOne.record.getRecord({ app, id })).record.$id?.value).toBe(id);
    for (const refused of [ofOne.app.getFormFields({ app: other }), ofOne.record.addRecord({ app: other })]) {
      expect(await refusalOf(refused)).toMatchObject({ status: 403, code: 'GAIA_NO01' });
    }
    const ofBoth = clientWith({ auth: { apiToken: [`of-${app}-token`, `of-${other}-token`] } });
    expect((await ofBoth.app.getFormFields({ app: other })).properties.Name).toBeDefined();
    const reader = clientWith({ auth: { apiToken: 'noscope' } });
    expect((await reader.record.getAllRecordsWithCursor({ app, query: 'order by $id asc' })).length).toBe(1);
    expect(await refusalOf(reader.record.addRecord({ app }))).toMatchObject({ status: 403, code: 'GAIA_NO01' });
    const loggedIn = clientWith({ auth: { username: 'noscope', password: 'x' } });
    expect(await refusalOf(loggedIn.record.updateRecord({ app, id }))).toMatchObject({ status: 403, code: 'CB_NO02' });
  });

  it('tell whoever logs in the users of the domain, with the zone of each, and what they may do with records', async () => {
    const { call, client, clientWith, createApp } = await startKintone({
      users: [{ code: 'rita', name: 'Rita', timeZone: 'America/Phoenix' }],
      timeZone: 'Europe/Berlin',
    });
    const headers = { 'X-Cybozu-API-Token': '', 'X-Cybozu-Authorization': btoa('ann:secret') };
    const { text: found } = await call('GET', '/v1/users.json?codes[0]=rita&codes[1]=ann', { headers });
    expect(JSON.parse(found)).toMatchObject({
      users: [
        { code: 'rita', timezone: 'America/Phoenix' },
        { code: 'ann', timezone: 'Europe/Berlin' },
      ],
    });
    expect(await call('GET', '/v1/users.json')).toMatchObject({ status: 401 });
    const app = await createApp('People', text('Name'));
    const { id } = await client.record.addRecord({ app });
    const reader = clientWith({ auth: { username: 'noscope', password: 'x' } });
    const rightsOf = async (who: typeof client) => (await who.app.evaluateRecordsAcl({ app, ids: [id] })).rights;
    expect(await rightsOf(client)).toMatchObject([
      { id, record: { editable: true }, fields: { Name: { editable: true } } },
    ]);
    expect(await rightsOf(reader)).toMatchObject([{ record: { viewable: true, editable: false } }]);
    const withToken = clientWith({ auth: { apiToken: 'token' } });
    expect(await refusalOf(withToken.app.evaluateRecordsAcl({ app, ids: [id] }))).toMatchObject({ code: 'GAIA_NO01' });
  });

  it('show a login name the records that permissions for records let it see, and API tokens all', async () => {
    const { client, clientWith, createApp } = await startKintone();
    const app = await createApp('People', { ...text('Name'), ...text('Secret') });
    const records = ['no', 'yes', 'no'].map((secret) => ({ Name: { value: 'Ann' }, Secret: { value: secret } }));
    const { ids } = await client.record.addRecords({ app, records });
    const [open = '', secret = ''] = ids;
    const all = { viewable: true, editable: true, deletable: true, includeSubs: false };
    const right = (type: 'USER' | 'GROUP', code: string, what: object) => ({ entity: { type, code }, ...all, ...what });
    await client.app.updateRecordAcl({
      app,
      rights: [
        {
          filterCond: 'Secret = "yes"',
          entities: [right('USER', 'boss', {}), right('GROUP', 'everyone', { viewable: false, editable: false })],
        },
      ],
    });
    expect((await client.record.getRecords({ app })).records).toHaveLength(3);
    await client.app.deployApp({ apps: [{ app }] });
    expect((await client.app.getRecordAcl({ app })).rights).toMatchObject([{ filterCond: 'Secret = "yes"' }]);

    expect((await client.record.getRecords({ app, totalCount: true })).totalCount).toBe('2');
    expect(await client.record.getAllRecordsWithCursor({ app })).toHaveLength(2);
    const denied = { status: 403, code: 'CB_NO02' };
    expect(await refusalOf(client.record.getRecord({ app, id: secret }))).toMatchObject(denied);
    expect(await refusalOf(client.record.updateRecord({ app, id: secret }))).toMatchObject(denied);
    expect((await client.app.evaluateRecordsAcl({ app, ids: [open, secret] })).rights).toMatchObject([
      { record: { viewable: true } },
      { record: { viewable: false, editable: false } },
    ]);
    expect(await refusalOf(client.record.getRecord({ app, id: '99' }))).toMatchObject({ code: 'GAIA_RE01' });
    for (const auth of [{ username: 'boss', password: 'x' }, { apiToken: 'token' }]) {
      expect((await clientWith({ auth }).record.getRecords({ app })).records).toHaveLength(3);
    }
  });

  it('reach apps of a guest space through its own path only', async () => {
    const { client, clientWith, createApp } = await startKintone();
    const normal = await createApp('Normal', text('Name'));
    const auth = { username: 'ann', password: 'secret' };
    const guest = clientWith({ auth, guestSpaceId: 12 });
    const { app } = await guest.app.addApp({ name: 'Guests' });
    await guest.app.addFormFields({ app, properties: text('Name') });
    await guest.app.deployApp({ apps: [{ app }] });
    const added = await guest.record.addAllRecords({ app, records: [{ Name: { value: 'Gus' } }] });
    expect(added.records).toEqual([{ id: '1', revision: '1' }]);
    expect(valuesOf((await guest.record.getRecords({ app })).records, 'Name')).toEqual(['Gus']);
    expect((await guest.app.getApp({ id: app })).spaceId).toBe('12');
    expect(await refusalOf(client.record.getRecords({ app }))).toMatchObject({ status: 520, code: 'GAIA_IL23' });
    expect(await refusalOf(guest.record.getRecords({ app: normal }))).toMatchObject({ status: 403, code: 'CB_NO02' });
    const elsewhere = clientWith({ auth, guestSpaceId: 13 });
    expect(await refusalOf(elsewhere.record.getRecords({ app }))).toMatchObject({ status: 403, code: 'CB_NO02' });
  });

  it('are read as the vendor reads them', async () => {
    const { call, createApp, client } = await startKintone();
    const app = await createApp('People', text('Name'));
    await client.record.addRecord({ app, record: { Name: { value: 'Ann' } } });
    const path = '/k/v1/records.json';
    const json = { 'Content-Type': 'application/json' };
    const bare = await call('GET', `${path}?app=${app}`, { headers: json });
    expect([bare.status, JSON.parse(bare.text).code]).toEqual([400, 'CB_IL02']);
    expect((await call('GET', `${path}?app=${app}&fields[0]=Name`)).status).toBe(200);
    const override = { ...json, 'X-HTTP-Method-Override': 'GET' };
    const overridden = await call('POST', path, {
      headers: override,
      body: JSON.stringify({ app, query: 'Name = "Ann"' }),
    });
    expect(JSON.parse(overridden.text).records).toHaveLength(1);
    const broken = await call('POST', '/k/v1/record.json', { headers: json, body: '{' });
    expect([broken.status, JSON.parse(broken.text).code]).toEqual([400, 'CB_IJ01']);
    const missing = await call('POST', '/k/v1/record.json', { headers: json, body: '{}' });
    expect(JSON.parse(missing.text)).toMatchObject({
      code: 'CB_VA01',
      errors: { app: { messages: ['Required field.'] } },
    });
    const long = await call('GET', `${path}?app=${app}&query=${'x'.repeat(9_000)}`);
    expect([long.status, long.headers.get('content-type')]).toEqual([414, 'text/plain;charset=utf-8']);
    expect((await call('GET', '/k/v1/nothing.json')).status).toBe(404);
  });

  it('are a hundred at a time', async () => {
    let came = 0;
    const allCame = Promise.withResolvers<undefined>();
    // They are let in together: the first ones are inside when the last one asks, however slowly it got here.
    const chooseFault = () => {
      came += 1;
      if (came === 5) allCame.resolve(undefined);
      return allCame.promise;
    };
    const { call } = await startKintone({ concurrentRequests: 3, answerMs: 1_000 }, { speed: 2, chooseFault });
    const answers = await Promise.all(Array.from({ length: 5 }, () => call('GET', '/k/v1/app.json?id=1')));
    expect(answers.map(({ status }) => status).sort()).toEqual([404, 404, 404, 429, 429]);
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.headers.get('X-Cybozu-Error')).toBe('GAIA_TO04');
    expect(JSON.parse(refused?.text ?? '')).toMatchObject({ code: 'GAIA_TO04' });
    const alone = await call('GET', '/k/v1/app.json?id=1');
    expect([alone.headers.get('X-ConcurrencyLimit-Limit'), alone.headers.get('X-ConcurrencyLimit-Running')]).toEqual([
      '3',
      '1',
    ]);
  });

  it('meet records locked by somebody else', async () => {
    const { client, createApp } = await startKintone({ lockedShare: 1 });
    const app = await createApp('People', text('Name'));
    expect(await refusalOf(client.record.addRecord({ app }))).toMatchObject({ status: 400, code: 'GAIA_DA02' });
    expect((await client.record.getRecords({ app })).records).toEqual([]);
  });

  it('meet faults in the vendor’s shapes', async () => {
    const limited = await startKintone({}, { faults: { 'status-429': 1 } });
    expect(await refusalOf(limited.client.app.getApp({ id: 1 }))).toMatchObject({ status: 429, code: 'GAIA_TO04' });
    const down = await startKintone({}, { faults: { 'status-503': 1 } });
    await expect(down.client.app.getApp({ id: 1 })).rejects.toThrow('503: Service Unavailable');
  });
});

describe('bulk requests of the sandbox, through the vendor’s client', () => {
  it('write to several apps, or to none', async () => {
    const { client, createApp } = await startKintone();
    const first = await createApp('First', text('Key', { unique: true }));
    const second = await createApp('Second', text('Name'));
    const add = (app: string, ...values: string[]) => ({
      method: 'POST',
      endpointName: 'records' as const,
      payload: { app, records: values.map((value) => ({ Key: { value }, Name: { value } })) },
    });
    const done = await client.bulkRequest({ requests: [add(first, 'a', 'b'), add(second, 'c')] });
    expect(done.results).toEqual([
      { ids: ['1', '2'], revisions: ['1', '1'] },
      { ids: ['1'], revisions: ['1'] },
    ]);
    const remove = { method: 'DELETE', endpointName: 'records' as const, payload: { app: first, ids: [1] } };
    const refused = await refusalOf(client.bulkRequest({ requests: [remove, add(second, 'd'), add(first, 'e', 'b')] }));
    expect(refused).toMatchObject({
      status: 400,
      code: 'CB_VA01',
      bulkRequestIndex: 2,
      errors: { 'records[1].Key.value': { messages: ['This value already exists in another record.'] } },
    });
    const keys = async (app: string, code: string) =>
      valuesOf((await client.record.getRecords({ app, query: 'order by $id asc' })).records, code);
    expect(await keys(first, 'Key')).toEqual(['a', 'b']);
    expect(await keys(second, 'Name')).toEqual(['c']);
    // What was taken back is indexed as before: the deleted key is taken again, the added one is free.
    expect(await refusalOf(client.bulkRequest({ requests: [add(first, 'a')] }))).toMatchObject({ code: 'CB_VA01' });
    await client.bulkRequest({ requests: [add(first, 'e')] });
    const stale = { method: 'PUT', endpointName: 'record' as const, payload: { app: first, id: 1, revision: 9 } };
    expect(await refusalOf(client.bulkRequest({ requests: [add(second, 'x'), stale] }))).toMatchObject({
      status: 409,
      code: 'GAIA_CO02',
      bulkRequestIndex: 1,
    });
  });

  it('hold up to twenty writes and no reads', async () => {
    const { client, createApp } = await startKintone();
    const app = await createApp('First', text('Key'));
    const one = { method: 'POST', endpointName: 'record' as const, payload: { app } };
    expect((await client.bulkRequest({ requests: Array.from({ length: 20 }, () => one) })).results).toHaveLength(20);
    expect(await refusalOf(client.bulkRequest({ requests: Array.from({ length: 21 }, () => one) }))).toMatchObject({
      code: 'CB_VA01',
    });
    const read = { method: 'GET', endpointName: 'records' as const, payload: { app } };
    expect(await refusalOf(client.bulkRequest({ requests: [read] }))).toMatchObject({ code: 'CB_VA01' });
  });
});
