import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { pageSchema, recordSchema, startCrm, type World } from './world.ts';

const upsertSchema = z.looseObject({
  records: z.array(recordSchema),
  createdRecords: z.array(z.string()),
  updatedRecords: z.array(z.string()),
});

async function create(world: World, path: string, ...fields: readonly object[]): Promise<readonly string[]> {
  const { records } = await world.expect(pageSchema, 'POST', path, {
    records: fields.map((cells) => ({ fields: cells })),
  });
  return records.map(({ id }) => id);
}

async function namesIn(world: World, path: string): Promise<readonly unknown[]> {
  const { records } = await world.expect(pageSchema, 'GET', path);
  return records.map(({ fields }) => fields.Name);
}

const createText = 'You must provide an array of up to 10 record objects, each with a "fields" object for cell values.';
const updateText =
  'You must provide an array of up to 10 record objects, each with an "id" ID field and a "fields" object for cell values.';
const deleteText = 'You must provide an array of up to 10 record IDs.';

describe('records', () => {
  it('takes names and ids of tables and fields, mixed, and shows either', async () => {
    const { world, baseId, accounts } = await startCrm();
    const tables = await world.call('GET', `/v0/meta/bases/${baseId}/tables`);
    const { id: website = '' } =
      z
        .looseObject({ tables: z.array(z.looseObject({ fields: z.array(z.looseObject({ id: z.string() })) })) })
        .parse(tables.body).tables[0]?.fields[1] ?? {};
    const record = await world.expect(recordSchema, 'POST', `/v0/${baseId}/${accounts}`, {
      fields: { Name: 'Acme', [website]: 'acme.example' },
      returnFieldsByFieldId: true,
    });
    expect(record.fields).toMatchObject({ [website]: 'acme.example' });
    const byName = await world.expect(recordSchema, 'GET', `/v0/${baseId}/Accounts/${record.id}`);
    expect(byName.fields).toEqual({ Name: 'Acme', Website: 'acme.example' });
    const listed = await world.expect(
      pageSchema,
      'GET',
      `/v0/${baseId}/Accounts?returnFieldsByFieldId=true&fields[]=Website`,
    );
    expect(listed.records[0]?.fields).toEqual({ [website]: 'acme.example' });
  });

  it('applies a batch whole or not at all', async () => {
    const { world, baseId } = await startCrm();
    const path = `/v0/${baseId}/Accounts`;
    const [acme, zeta] = await create(world, path, { Name: 'Acme' }, { Name: 'Zeta' });
    const change = (id = '', fields: object) => ({ id, fields });
    const bad = [
      [change(acme, { Name: 'A' }), change('recAAAAAAAAAAAAAA', { Name: 'B' })],
      [change(acme, { Name: 'A' }), change(zeta, { Employees: 'x' })],
      [change(acme, { Name: 'A' }), change(zeta, { Nope: 'x' })],
    ];
    for (const records of bad) expect((await world.call('PATCH', path, { records })).status).toBe(422);
    expect((await world.call('DELETE', `${path}?records[]=${acme}&records[]=recAAAAAAAAAAAAAA`)).status).toBe(422);
    expect(await namesIn(world, path)).toEqual(['Acme', 'Zeta']);
  });

  it('empties cells with null, an empty text, or by replacing the record', async () => {
    const { world, baseId } = await startCrm();
    const path = `/v0/${baseId}/Accounts`;
    const [id] = await create(world, path, { Name: 'Acme', Website: 'a.example', Employees: 3, Sector: 'Retail' });
    const patched = await world.expect(recordSchema, 'PATCH', `${path}/${id}`, {
      fields: { Website: '', Employees: null },
    });
    expect(patched.fields).toEqual({ Name: 'Acme', Sector: 'Retail' });
    const replaced = await world.expect(pageSchema, 'PUT', path, { records: [{ id, fields: { Employees: 4 } }] });
    expect(replaced.records[0]?.fields).toEqual({ Employees: 4 });
  });

  it.each([
    ['POST', { records: [] }, 'INVALID_RECORDS', createText],
    ['POST', { records: Array(11).fill({ fields: {} }) }, 'INVALID_RECORDS', createText],
    ['POST', { records: [{}] }, 'INVALID_RECORDS', createText],
    ['POST', {}, 'INVALID_REQUEST_MISSING_FIELDS', 'Could not find field "fields" in the request body'],
    ['PATCH', { records: [{ fields: {} }] }, 'INVALID_RECORDS', updateText],
    ['PUT', { records: [{ id: 'foo', fields: {} }] }, 'INVALID_RECORDS', updateText],
    [
      'PATCH',
      { records: [{ id: 'recAAAAAAAAAAAAAA', fields: {} }] },
      'ROW_DOES_NOT_EXIST',
      'Record ID recAAAAAAAAAAAAAA does not exist in this table',
    ],
  ])('refuses %s %j', async (method, body, type, message) => {
    const { world, baseId } = await startCrm();
    const answer = await world.call(method, `/v0/${baseId}/Accounts`, body);
    expect(answer).toMatchObject({ status: 422, body: { error: { type, message } } });
  });

  it('refuses to delete nothing, too many, or what is no record id', async () => {
    const { world, baseId } = await startCrm();
    const eleven = Array.from({ length: 11 }, (_, number) => `records[]=recAAAAAAAAAAAA${number + 10}`).join('&');
    for (const query of ['', `?${eleven}`, '?records[]=foo']) {
      expect(await world.call('DELETE', `/v0/${baseId}/Accounts${query}`)).toMatchObject({
        status: 422,
        body: { error: { type: 'INVALID_RECORDS', message: deleteText } },
      });
    }
  });

  it('finds a single record in any table of its base, but changes it only through its own', async () => {
    const { world, baseId } = await startCrm();
    const [acme] = await create(world, `/v0/${baseId}/Accounts`, { Name: 'Acme' });
    const elsewhere = `/v0/${baseId}/People/${acme}`;
    expect((await world.expect(recordSchema, 'GET', elsewhere)).fields).toEqual({ Name: 'Acme' });
    expect((await world.call('PATCH', elsewhere, { fields: {} })).status).toBe(403);
    expect((await world.call('DELETE', elsewhere)).status).toBe(403);
    expect((await world.call('DELETE', `/v0/${baseId}/Accounts/${acme}`)).body).toEqual({ id: acme, deleted: true });
    expect((await world.call('GET', elsewhere)).status).toBe(403);
  });

  it('answers 404 for a missing record where it is asked to', async () => {
    const { world, baseId } = await startCrm({ limits: false, missingRecordStatus: 404 });
    const answer = await world.call('GET', `/v0/${baseId}/Accounts/recAAAAAAAAAAAAAA`);
    expect(answer).toMatchObject({ status: 404, body: { error: 'NOT_FOUND' } });
  });
});

describe('upsert', () => {
  const upsert = (records: readonly object[], fieldsToMergeOn = ['Name']) => ({
    performUpsert: { fieldsToMergeOn },
    records,
  });

  it('updates the one that matches and creates the others', async () => {
    const { world, baseId } = await startCrm();
    const path = `/v0/${baseId}/Accounts`;
    const [acme, zeta] = await create(world, path, { Name: 'Acme', Website: 'a.example' }, { Name: 'Zeta' });
    const answer = await world.expect(upsertSchema, 'PATCH', path, {
      ...upsert([
        { fields: { Name: 'Acme', Employees: 2 } },
        { fields: { Name: 'acme' } },
        { id: zeta, fields: { Employees: 5 } },
        { fields: { Name: null, Employees: 6 } },
      ]),
    });
    expect(answer.updatedRecords).toEqual([acme, zeta]);
    expect(answer.createdRecords).toEqual([answer.records[1]?.id, answer.records[3]?.id]);
    expect(answer.records.map(({ fields }) => fields)).toEqual([
      { Name: 'Acme', Website: 'a.example', Employees: 2 },
      { Name: 'acme' },
      { Name: 'Zeta', Employees: 5 },
      { Employees: 6 },
    ]);
  });

  it('matches on several fields at once', async () => {
    const { world, baseId } = await startCrm();
    const path = `/v0/${baseId}/Accounts`;
    const [, second] = await create(world, path, { Name: 'Acme', Employees: 1 }, { Name: 'Acme', Employees: 2 });
    const answer = await world.expect(
      upsertSchema,
      'PATCH',
      path,
      upsert([{ fields: { Name: 'Acme', Employees: 2, Sector: 'Retail' } }], ['Name', 'Employees']),
    );
    expect(answer.updatedRecords).toEqual([second]);
  });

  it('fails whole where two records match, an id is unknown, or a merge field is missing or no field', async () => {
    const { world, baseId } = await startCrm();
    const path = `/v0/${baseId}/Accounts`;
    await create(world, path, { Name: 'Twin' }, { Name: 'Twin' });
    const fresh = { fields: { Name: 'New' } };
    const bad = [
      upsert([fresh, { fields: { Name: 'Twin' } }]),
      upsert([fresh, { id: 'recAAAAAAAAAAAAAA', fields: {} }]),
      upsert([fresh, { fields: { Employees: 1 } }]),
      upsert([fresh], ['Nope']),
      upsert([fresh], ['People']),
      upsert([fresh], []),
    ];
    for (const body of bad) expect((await world.call('PATCH', path, body)).status).toBe(422);
    expect(await namesIn(world, path)).toEqual(['Twin', 'Twin']);
  });
});

describe('listing', () => {
  async function startList(count: number, listIdleMs?: number) {
    const crm = await startCrm({ limits: false, ...(listIdleMs === undefined ? {} : { listIdleMs }) });
    const path = `/v0/${crm.baseId}/Accounts`;
    const ids: string[] = [];
    for (let start = 0; start < count; start += 10) {
      const names = Array.from({ length: Math.min(10, count - start) }, (_, number) => ({
        Name: `c${start + number}`,
      }));
      ids.push(...(await create(crm.world, path, ...names)));
    }
    return { ...crm, path, ids };
  }

  it('freezes which records there are, and shows them as they are', async () => {
    const { world, path, ids } = await startList(6);
    const first = await world.expect(pageSchema, 'GET', `${path}?pageSize=2`);
    expect(first.offset).toMatch(/^itr[A-Za-z0-9]{14}\/rec[A-Za-z0-9]{14}$/);
    await world.call('DELETE', `${path}/${ids[2]}`);
    await world.call('PATCH', `${path}/${ids[3]}`, { fields: { Name: 'changed' } });
    await create(world, path, { Name: 'late' });
    const second = await world.expect(pageSchema, 'GET', `${path}?pageSize=2&offset=${first.offset}`);
    expect(second.records.map(({ fields }) => fields.Name)).toEqual(['changed']);
    const third = await world.expect(pageSchema, 'GET', `${path}?pageSize=2&offset=${second.offset}`);
    expect(third.records.map(({ fields }) => fields.Name)).toEqual(['c4', 'c5']);
    expect(third.offset).toBeUndefined();
    const again = await world.expect(pageSchema, 'GET', `${path}?pageSize=2&offset=${first.offset}`);
    expect(again).toEqual(second);
  });

  it('forgets a listing that nobody has gone on with', async () => {
    const { world, path } = await startList(3, 60_000);
    const first = await world.expect(pageSchema, 'GET', `${path}?pageSize=1`);
    world.clock.now += 60_000;
    const second = await world.expect(pageSchema, 'GET', `${path}?pageSize=1&offset=${first.offset}`);
    world.clock.now += 60_000;
    const third = await world.expect(pageSchema, 'GET', `${path}?pageSize=1&offset=${second.offset}`);
    expect(third.records).toHaveLength(1);
    world.clock.now += 60_001;
    expect(await world.call('GET', `${path}?pageSize=1&offset=${second.offset}`)).toMatchObject({
      status: 422,
      body: { error: { type: 'LIST_RECORDS_ITERATOR_NOT_AVAILABLE' } },
    });
  });

  it.each([
    ['offset=garbage', 'INVALID_OFFSET_VALUE', 'The value of offset garbage is invalid'],
    ['pageSize=0', 'INVALID_REQUEST_UNKNOWN', undefined],
    ['pageSize=101', 'INVALID_REQUEST_UNKNOWN', undefined],
    ['pageSize=ten', 'INVALID_REQUEST_UNKNOWN', undefined],
    ['colour=red', 'INVALID_REQUEST_UNKNOWN', undefined],
    ['cellFormat=string', 'INVALID_REQUEST_UNKNOWN', undefined],
    ['fields[]=Nope', 'UNKNOWN_FIELD_NAME', 'Unknown field name: "Nope"'],
    ['sort[0][field]=Nope', 'UNKNOWN_FIELD_NAME', 'Unknown field name: "Nope"'],
    ['view=Nope', 'VIEW_NAME_NOT_FOUND', 'View Nope not found'],
    ['view=viwAAAAAAAAAAAAAA', 'VIEW_ID_NOT_FOUND', 'View viwAAAAAAAAAAAAAA not found'],
  ])('refuses ?%s', async (query, type, message) => {
    const { world, path } = await startList(1);
    const error = message === undefined ? { type } : { type, message };
    expect(await world.call('GET', `${path}?${query}`)).toMatchObject({ status: 422, body: { error } });
  });

  it('sorts by several fields, empty cells first and choices in their order', async () => {
    const { world, baseId } = await startCrm();
    const path = `/v0/${baseId}/Accounts`;
    await create(
      world,
      path,
      { Name: 'b', Sector: 'Retail', Employees: 10 },
      { Name: 'a', Sector: 'Retail', Employees: 9 },
      { Name: 'C', Sector: 'Software' },
      { Name: 'd' },
    );
    const sorted = (query: string) => namesIn(world, `${path}?${query}`);
    expect(await sorted('sort[0][field]=Name')).toEqual(['a', 'b', 'C', 'd']);
    expect(await sorted('sort[0][field]=Sector&sort[1][field]=Employees&sort[1][direction]=desc')).toEqual([
      'd',
      'C',
      'b',
      'a',
    ]);
    expect(await sorted('sort[0][field]=Employees&sort[0][direction]=desc')).toEqual(['b', 'a', 'C', 'd']);
  });

  it('shows texts and comment counts on demand, also by POST', async () => {
    const { world, baseId } = await startCrm();
    const [acme] = await create(world, `/v0/${baseId}/Accounts`, { Name: 'Acme', Employees: 3 });
    await create(world, `/v0/${baseId}/People`, { 'Full name': 'Ada', Account: [acme] });
    const listing = `/v0/${baseId}/People/listRecords?timeZone=utc&userLocale=en`;
    const page = await world.expect(pageSchema, 'POST', listing, {
      cellFormat: 'string',
      fields: ['Account'],
      recordMetadata: ['commentCount'],
      view: 'Grid view',
    });
    expect(page.records[0]).toMatchObject({ fields: { Account: 'Acme' }, commentCount: 0 });
  });

  it('refuses a URL of more than 16,000 characters', async () => {
    const { world, path } = await startList(1);
    const answer = await world.call('GET', `${path}?filterByFormula=${'1'.repeat(16_000)}`);
    expect(answer).toMatchObject({ status: 414, body: undefined });
  });
});
