import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { companyTable, startCrm, startWorld, tableSchema } from './world.ts';

const tablesSchema = z.looseObject({ tables: z.array(tableSchema) });

describe('metadata', () => {
  it('starts empty and shows the bases that were made', async () => {
    const world = await startWorld();
    expect(await world.call('GET', '/v0/meta/bases')).toMatchObject({ status: 200, body: { bases: [] } });
    const base = await world.createBase([companyTable]);
    expect(base.id).toMatch(/^app[A-Za-z0-9]{14}$/);
    expect((await world.call('GET', '/v0/meta/bases', undefined, 'another')).body).toEqual({
      bases: [{ id: base.id, name: 'CRM', permissionLevel: 'create' }],
    });
  });

  it('tells every token a user of its own', async () => {
    const world = await startWorld();
    const first = await world.call('GET', '/v0/meta/whoami');
    expect(first.body).toMatchObject({ id: expect.stringMatching(/^usr[A-Za-z0-9]{14}$/) });
    expect((await world.call('GET', '/v0/meta/whoami')).body).toEqual(first.body);
    expect((await world.call('GET', '/v0/meta/whoami', undefined, 'another')).body).not.toEqual(first.body);
  });

  it('completes the options of fields and gives each table a view', async () => {
    const world = await startWorld();
    const base = await world.createBase([
      {
        name: 'Events',
        description: 'What happens',
        fields: [
          { name: 'Name', type: 'singleLineText', description: 'Title' },
          { name: 'Day', type: 'date', options: { dateFormat: { name: 'european' } } },
          { name: 'Kind', type: 'multipleSelects', options: { choices: [{ name: 'Talk', color: 'redBright' }] } },
        ],
      },
    ]);
    const { tables } = await world.expect(
      tablesSchema,
      'GET',
      `/v0/meta/bases/${base.id}/tables?include[]=visibleFieldIds`,
    );
    const [events] = tables;
    expect(events).toMatchObject({
      name: 'Events',
      description: 'What happens',
      primaryFieldId: events?.fields[0]?.id,
      fields: [
        { name: 'Name', type: 'singleLineText', description: 'Title' },
        { options: { dateFormat: { name: 'european', format: 'D/M/YYYY' } } },
        { options: { choices: [{ id: expect.stringMatching(/^sel/), name: 'Talk', color: 'redBright' }] } },
      ],
      views: [{ name: 'Grid view', type: 'grid', visibleFieldIds: events?.fields.map(({ id }) => id) }],
    });
    expect(events?.fields[0]).not.toHaveProperty('options');
  });

  it('makes the inverse of a link field, named after its table and made unique', async () => {
    const { world, baseId, accounts, people } = await startCrm();
    await world.createField(baseId, people, {
      name: 'Former accounts',
      type: 'multipleRecordLinks',
      options: { linkedTableId: accounts },
    });
    const { tables } = await world.expect(tablesSchema, 'GET', `/v0/meta/bases/${baseId}/tables`);
    const fields = tables.flatMap((table) => table.fields).filter(({ type }) => type === 'multipleRecordLinks');
    expect(fields.map(({ name }) => name)).toEqual(['People', 'People 2', 'Account', 'Former accounts']);
    const [inverse, , account] = fields;
    expect(account?.options).toEqual({
      linkedTableId: accounts,
      isReversed: false,
      prefersSingleRecordLink: false,
      inverseLinkFieldId: inverse?.id,
    });
    expect(inverse?.options).toMatchObject({ linkedTableId: people, inverseLinkFieldId: account?.id });
  });

  it('makes a link of a table to itself one column without an inverse', async () => {
    const { world, baseId, accounts } = await startCrm();
    const parent = await world.createField(baseId, accounts, {
      name: 'Parent',
      type: 'multipleRecordLinks',
      options: { linkedTableId: accounts },
    });
    expect(parent.options).not.toHaveProperty('inverseLinkFieldId');
    const { tables } = await world.expect(tablesSchema, 'GET', `/v0/meta/bases/${baseId}/tables`);
    expect(tables[0]?.fields.map(({ name }) => name)).toEqual([
      'Name',
      'Website',
      'Employees',
      'Sector',
      'People',
      'Parent',
    ]);
  });

  it('renames and describes tables and fields', async () => {
    const { world, baseId, accounts } = await startCrm();
    const table = `/v0/meta/bases/${baseId}/tables/${accounts}`;
    const renamed = await world.expect(tableSchema, 'PATCH', table, { name: 'Companies', description: 'All of them' });
    expect(renamed).toMatchObject({ name: 'Companies', description: 'All of them' });
    const field = renamed.fields[1];
    const answer = await world.call('PATCH', `${table}/fields/${field?.id}`, { name: 'Domain' });
    expect(answer.body).toEqual({ id: field?.id, name: 'Domain', type: 'url' });
    expect((await world.call('POST', `/v0/${baseId}/Companies`, { fields: { Domain: 'a.example' } })).status).toBe(200);
  });

  it.each([
    ['a name that is taken', { name: 'NAME', type: 'email' }, 'DUPLICATE_OR_EMPTY_FIELD_NAME'],
    ['an empty name', { name: ' ', type: 'email' }, 'DUPLICATE_OR_EMPTY_FIELD_NAME'],
    [
      'a computed type',
      { name: 'Sum', type: 'formula', options: { formula: '1' } },
      'UNSUPPORTED_FIELD_TYPE_FOR_CREATE',
    ],
    ['a type of the user interface', { name: 'Go', type: 'button' }, 'UNSUPPORTED_FIELD_TYPE_FOR_CREATE'],
    ['an unknown type', { name: 'X', type: 'hologram' }, 'INVALID_REQUEST_UNKNOWN'],
    ['missing options', { name: 'Size', type: 'number' }, 'INVALID_FIELD_TYPE_OPTIONS_FOR_CREATE'],
    [
      'a link to no table',
      { name: 'L', type: 'multipleRecordLinks', options: { linkedTableId: 'tblAAAAAAAAAAAAAA' } },
      'INVALID_FIELD_TYPE_OPTIONS_FOR_CREATE',
    ],
  ])('refuses a field with %s', async (_, field, type) => {
    const { world, baseId, accounts } = await startCrm();
    const answer = await world.call('POST', `/v0/meta/bases/${baseId}/tables/${accounts}/fields`, field);
    expect(answer).toMatchObject({ status: 422, body: { error: { type } } });
  });

  it('refuses the preference for a single record, and options of a field that is there', async () => {
    const { world, baseId, accounts, people } = await startCrm();
    const options = { linkedTableId: accounts, prefersSingleRecordLink: true };
    const fields = `/v0/meta/bases/${baseId}/tables/${people}/fields`;
    const single = { name: 'Employer', type: 'multipleRecordLinks', options };
    expect((await world.call('POST', fields, single)).status).toBe(422);
    const { tables } = await world.expect(tablesSchema, 'GET', `/v0/meta/bases/${baseId}/tables`);
    const field = tables[1]?.fields[0]?.id;
    expect((await world.call('PATCH', `${fields}/${field}`, { options: {} })).status).toBe(422);
  });

  it.each([
    ['no field', { name: 'T', fields: [] }],
    ['a primary field that cannot be one', { name: 'T', fields: [{ name: 'Files', type: 'multipleAttachments' }] }],
    ['a name that is taken', { name: 'accounts', fields: [{ name: 'Name', type: 'singleLineText' }] }],
    [
      'two fields of one name',
      {
        name: 'T',
        fields: [
          { name: 'Name', type: 'singleLineText' },
          { name: 'name', type: 'email' },
        ],
      },
    ],
  ])('refuses a table with %s', async (_, table) => {
    const { world, baseId } = await startCrm();
    expect((await world.call('POST', `/v0/meta/bases/${baseId}/tables`, table)).status).toBe(422);
    const { tables } = await world.expect(tablesSchema, 'GET', `/v0/meta/bases/${baseId}/tables`);
    expect(tables).toHaveLength(2);
  });
});

describe('paths and tokens', () => {
  it.each([
    ['GET', '/v0'],
    ['GET', '/v1/meta/bases'],
    ['DELETE', '/v0/meta/bases'],
    ['GET', '/v0/nobase/Accounts'],
    ['POST', '/v0/appAAAAAAAAAAAAAA/Accounts/recAAAAAAAAAAAAAA'],
    ['GET', '/v0/appAAAAAAAAAAAAAA/Accounts/rec'],
    ['GET', '/v0/appAAAAAAAAAAAAAA/%E0%A4%A'],
  ])('answers %s %s with 404 before it looks at the token', async (method, path) => {
    const world = await startWorld();
    const body = method === 'POST' ? {} : undefined;
    expect(await world.call(method, path, body, 'invalid')).toMatchObject({
      status: 404,
      body: { error: 'NOT_FOUND' },
    });
  });

  it.each([
    ['invalid1', 401, { type: 'UNAUTHORIZED', message: 'Invalid authentication token' }],
    ['expired1', 401, { type: 'UNAUTHORIZED', message: 'Invalid authentication token' }],
    ['', 401, { type: 'AUTHENTICATION_REQUIRED', message: 'Authentication required' }],
    ['noscope1', 403, { type: 'INVALID_PERMISSIONS', message: 'You are not permitted to perform this operation' }],
  ])('refuses the token %j', async (token, status, error) => {
    const { world, baseId } = await startCrm();
    const answer = await world.call('POST', `/v0/${baseId}/Accounts`, { fields: {} }, token);
    expect(answer).toMatchObject({ status, body: { error } });
  });

  it('does not tell an unknown base from an unknown table', async () => {
    const { world, baseId } = await startCrm();
    for (const path of ['/v0/appAAAAAAAAAAAAAA/Accounts', `/v0/${baseId}/Nowhere`]) {
      expect(await world.call('GET', path)).toMatchObject({
        status: 403,
        body: { error: { type: 'INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND' } },
      });
    }
  });

  it('refuses a body that is no JSON', async () => {
    const { world, baseId } = await startCrm();
    expect(await world.call('POST', `/v0/${baseId}/Accounts`, '{')).toMatchObject({
      status: 400,
      body: { error: { type: 'INVALID_REQUEST_BODY' } },
    });
  });
});
