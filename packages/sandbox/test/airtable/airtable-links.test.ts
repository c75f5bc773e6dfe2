import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { pageSchema, recordSchema, startCrm } from './world.ts';

async function startLinked() {
  const crm = await startCrm();
  const { world, baseId, accounts } = crm;
  await world.createField(baseId, accounts, {
    name: 'Parent',
    type: 'multipleRecordLinks',
    options: { linkedTableId: accounts },
  });
  const create = async (table: string, ...names: readonly string[]) => {
    const key = table === 'People' ? 'Full name' : 'Name';
    const records = names.map((name) => ({ fields: { [key]: name } }));
    return (await world.expect(pageSchema, 'POST', `/v0/${baseId}/${table}`, { records })).records.map(({ id }) => id);
  };
  const cell = async (table: string, id: string | undefined, field: string) =>
    (await world.expect(recordSchema, 'GET', `/v0/${baseId}/${table}/${id}`)).fields[field];
  const set = (table: string, id: string | undefined, fields: object) =>
    world.call('PATCH', `/v0/${baseId}/${table}/${id}`, { fields });
  return { ...crm, create, cell, set };
}

describe('links', () => {
  it('replaces the array in the order written and appends on the other side', async () => {
    const { create, cell, set } = await startLinked();
    const [acme, zeta] = await create('Accounts', 'Acme', 'Zeta');
    const [ada, grace, kim] = await create('People', 'Ada', 'Grace', 'Kim');
    await set('People', kim, { Account: [zeta] });
    await set('Accounts', acme, { People: [grace, ada] });
    expect(await cell('Accounts', acme, 'People')).toEqual([grace, ada]);
    await set('People', kim, { Account: [zeta, acme] });
    expect(await cell('Accounts', acme, 'People')).toEqual([grace, ada, kim]);
    await set('Accounts', acme, { People: [kim, grace] });
    expect(await cell('People', ada, 'Account')).toBeUndefined();
    expect(await cell('People', kim, 'Account')).toEqual([zeta, acme]);
    await set('Accounts', acme, { People: null });
    expect(await cell('People', kim, 'Account')).toEqual([zeta]);
    expect(await cell('People', grace, 'Account')).toBeUndefined();
  });

  it('takes a deleted record out of every cell that shows it', async () => {
    const { world, baseId, create, cell, set } = await startLinked();
    const [acme, zeta, holding] = await create('Accounts', 'Acme', 'Zeta', 'Holding');
    const [ada] = await create('People', 'Ada');
    await set('People', ada, { Account: [acme, zeta] });
    await set('Accounts', acme, { Parent: [holding] });
    await set('Accounts', holding, { Parent: [holding] });
    await world.call('DELETE', `/v0/${baseId}/Accounts?records[]=${acme}&records[]=${holding}`);
    expect(await cell('People', ada, 'Account')).toEqual([zeta]);
    await set('Accounts', zeta, { Parent: [zeta] });
    await world.call('DELETE', `/v0/${baseId}/People/${ada}`);
    expect(await cell('Accounts', zeta, 'People')).toBeUndefined();
    expect(await cell('Accounts', zeta, 'Parent')).toEqual([zeta]);
  });

  it('keeps a link of a table to itself in one column, and takes deleted records out of it', async () => {
    const { world, baseId, create, cell, set } = await startLinked();
    const [acme, holding] = await create('Accounts', 'Acme', 'Holding');
    await set('Accounts', acme, { Parent: [holding] });
    expect(await cell('Accounts', holding, 'Parent')).toBeUndefined();
    await world.call('DELETE', `/v0/${baseId}/Accounts/${holding}`);
    expect(await cell('Accounts', acme, 'Parent')).toBeUndefined();
  });

  it('refuses links to what is not there, is elsewhere, is no id, is twice, or is no list', async () => {
    const { accounts, people, create, cell, set } = await startLinked();
    const [acme] = await create('Accounts', 'Acme');
    const [ada, grace] = await create('People', 'Ada', 'Grace');
    await set('People', ada, { Account: [acme] });
    const missing = 'recAAAAAAAAAAAAAA';
    const refusals: readonly (readonly [unknown, string, string])[] = [
      [[acme, missing], 'ROW_DOES_NOT_EXIST', `Record ID ${missing} does not exist in this table`],
      [
        [grace],
        'ROW_TABLE_DOES_NOT_MATCH_LINKED_TABLE',
        `Record ID ${grace} belongs to table ${people}, but the field links to table ${accounts}`,
      ],
      [['foo'], 'INVALID_RECORD_ID', 'Value "foo" is not a valid record ID.'],
      [[acme, acme], 'INVALID_VALUE_FOR_COLUMN', 'Field "Account" cannot accept duplicate record ids'],
      [acme, 'INVALID_VALUE_FOR_COLUMN', 'Field "Account" cannot accept the provided value'],
      [[7], 'INVALID_VALUE_FOR_COLUMN', 'Field "Account" cannot accept the provided value'],
    ];
    for (const [Account, type, message] of refusals) {
      expect(await set('People', ada, { Account })).toMatchObject({ status: 422, body: { error: { type, message } } });
    }
    expect(await cell('People', ada, 'Account')).toEqual([acme]);
  });

  it('with typecast links by name and makes what is missing', async () => {
    const { world, baseId, create, cell } = await startLinked();
    const [acme] = await create('Accounts', 'Acme');
    const body = {
      typecast: true,
      records: [
        { fields: { 'Full name': 'Ada', Account: ['Acme', 'Zeta'] } },
        { fields: { 'Full name': 'Kim', Account: 'Zeta' } },
      ],
    };
    const { records } = await world.expect(pageSchema, 'POST', `/v0/${baseId}/People`, body);
    const accounts = await world.expect(pageSchema, 'GET', `/v0/${baseId}/Accounts`);
    expect(accounts.records.map(({ fields }) => fields.Name)).toEqual(['Acme', 'Zeta']);
    const zeta = accounts.records[1]?.id;
    expect(records.map(({ fields }) => fields.Account)).toEqual([[acme, zeta], [zeta]]);
    expect(await cell('Accounts', zeta, 'People')).toEqual(records.map(({ id }) => id));
  });

  it('stays quick with ten thousand linked records', async () => {
    const { world, baseId, create } = await startLinked();
    const [acme = ''] = await create('Accounts', 'Acme');
    const started = process.cpuUsage();
    const path = `/v0/${baseId}/People`;
    const schema = z.looseObject({ records: z.array(z.looseObject({ id: z.string() })) });
    for (let start = 0; start < 10_000; start += 10) {
      const records = Array.from({ length: 10 }, (_, number) => ({
        fields: { 'Full name': `p${start + number}`, Account: [acme] },
      }));
      await world.expect(schema, 'POST', path, { records });
    }
    const pages = [];
    let offset = '';
    do {
      const page = await world.expect(pageSchema, 'GET', `${path}?filterByFormula={Account}%3D'Acme'&offset=${offset}`);
      pages.push(page.records.length);
      offset = page.offset ?? '';
    } while (offset !== '');
    expect(pages).toEqual(Array(100).fill(100));
    const linked = await world.expect(recordSchema, 'GET', `/v0/${baseId}/Accounts/${acme}`);
    expect(linked.fields.People).toHaveLength(10_000);
    // Some two seconds of a processor; anything quadratic takes minutes.
    expect(process.cpuUsage(started).user).toBeLessThan(30_000_000);
  });
});
