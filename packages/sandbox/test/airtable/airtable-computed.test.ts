import { describe, expect, it } from 'vitest';
import { pageSchema, recordSchema, startCrm } from './world.ts';

async function startComputed() {
  const crm = await startCrm({ limits: false, allowComputedFields: true });
  const { world, baseId, accounts, people } = crm;
  const tables = await world.call('GET', `/v0/meta/bases/${baseId}/tables`);
  const fieldId = (name: string) => {
    const id = new RegExp(`"id":"(fld\\w+)","name":"${name}"`).exec(JSON.stringify(tables.body))?.[1];
    if (id === undefined) throw new Error(`No field ${name}.`);
    return id;
  };
  const onAccounts = (name: string, type: string, options?: object) =>
    world.createField(baseId, accounts, options === undefined ? { name, type } : { name, type, options });
  const onPeople = (name: string, type: string, options?: object) =>
    world.createField(baseId, people, options === undefined ? { name, type } : { name, type, options });
  const create = async (table: string, fields: object) =>
    (await world.expect(recordSchema, 'POST', `/v0/${baseId}/${table}`, { fields })).id;
  const cells = async (table: string, id: string) =>
    (await world.expect(recordSchema, 'GET', `/v0/${baseId}/${table}/${id}`)).fields;
  return { ...crm, fieldId, onAccounts, onPeople, create, cells };
}

describe('computed fields', () => {
  it('number, date and sign records', async () => {
    const { world, baseId, onAccounts, create, cells } = await startComputed();
    await onAccounts('No', 'autoNumber');
    await onAccounts('Made', 'createdTime');
    await onAccounts('Edited', 'lastModifiedTime');
    await onAccounts('Maker', 'createdBy');
    await onAccounts('Editor', 'lastModifiedBy');
    await create('Accounts', { Name: 'Acme' });
    const id = await create('Accounts', { Name: 'Zeta' });
    const made = await cells('Accounts', id);
    expect(made).toMatchObject({ No: 2, Made: '2025-03-01T12:00:00.000Z', Edited: '2025-03-01T12:00:00.000Z' });
    world.clock.now += 5000;
    await world.call('PATCH', `/v0/${baseId}/Accounts/${id}`, { fields: { Name: 'Z' } }, 'another');
    const edited = await cells('Accounts', id);
    expect(edited).toMatchObject({ Made: made.Made, Edited: '2025-03-01T12:00:05.000Z', Maker: made.Maker });
    expect(edited.Editor).not.toEqual(made.Editor);
  });

  it('gives a time of modification of certain fields only', async () => {
    const { world, baseId, fieldId, onAccounts, create, cells } = await startComputed();
    await onAccounts('Renamed', 'lastModifiedTime', { referencedFieldIds: [fieldId('Name')] });
    const id = await create('Accounts', { Name: 'Acme' });
    const edit = async (fields: object) => {
      world.clock.now += 1000;
      await world.call('PATCH', `/v0/${baseId}/Accounts/${id}`, { fields });
      return (await cells('Accounts', id)).Renamed;
    };
    expect((await cells('Accounts', id)).Renamed).toBeUndefined();
    expect(await edit({ Employees: 3 })).toBeUndefined();
    expect(await edit({ Name: 'A' })).toBe('2025-03-01T12:00:02.000Z');
    expect(await edit({ Employees: 4 })).toBe('2025-03-01T12:00:02.000Z');
  });

  it('computes formulas, with their failures as Airtable shows them', async () => {
    const { fieldId, onAccounts, create, cells } = await startComputed();
    const name = fieldId('Name');
    const size = fieldId('Employees');
    const label = await onAccounts('Label', 'formula', { formula: `{Name} & ' (' & Employees & ')'` });
    expect(label.options).toMatchObject({
      formula: `{${name}} & ' (' & {${size}} & ')'`,
      isValid: true,
      referencedFieldIds: [name, size],
      result: { type: 'singleLineText' },
    });
    await onAccounts('Half', 'formula', { formula: 'Employees / 2' });
    await onAccounts('Share', 'formula', { formula: '1 / Employees' });
    await onAccounts('Nothing', 'formula', { formula: 'Employees / Employees' });
    await onAccounts('Failure', 'formula', { formula: 'VALUE(Name)' });
    await onAccounts('Big', 'formula', { formula: 'Half > 4' });
    await onAccounts('Self', 'formula', { formula: 'RECORD_ID()' });
    const big = await create('Accounts', { Name: 'Acme', Employees: 10 });
    expect(await cells('Accounts', big)).toMatchObject({
      Label: 'Acme (10)',
      Half: 5,
      Share: 0.1,
      Big: true,
      Self: big,
    });
    const empty = await cells('Accounts', await create('Accounts', { Name: 'Zeta' }));
    expect(empty).toMatchObject({
      Label: 'Zeta ()',
      Half: 0,
      Share: { specialValue: 'Infinity' },
      Nothing: { specialValue: 'NaN' },
      Failure: { error: '#ERROR!' },
    });
    expect(empty).not.toHaveProperty('Big');
  });

  it('looks up, rolls up and counts linked records, none of which is an edit', async () => {
    const { world, baseId, fieldId, onAccounts, onPeople, create, cells } = await startComputed();
    const account = fieldId('Account');
    const people = fieldId('People');
    await onPeople('Sites', 'multipleLookupValues', {
      recordLinkFieldId: account,
      fieldIdInLinkedTable: fieldId('Website'),
    });
    await onPeople('Colleagues', 'rollup', {
      recordLinkFieldId: account,
      fieldIdInLinkedTable: fieldId('Employees'),
      formula: 'SUM(values)',
    });
    await onAccounts('Head count', 'count', { recordLinkFieldId: people });
    await onAccounts('Who', 'rollup', { recordLinkFieldId: people, fieldIdInLinkedTable: fieldId('Full name') });
    const acme = await create('Accounts', { Name: 'Acme', Website: 'acme.example', Employees: 3 });
    const zeta = await create('Accounts', { Name: 'Zeta', Employees: 4 });
    const ada = await create('People', { 'Full name': 'Ada', Account: [acme, zeta] });
    expect(await cells('People', ada)).toMatchObject({ Sites: ['acme.example'], Colleagues: 7 });
    expect(await cells('Accounts', zeta)).toMatchObject({ 'Head count': 1, Who: 'Ada' });

    world.clock.now += 60_000;
    await world.call('PATCH', `/v0/${baseId}/Accounts/${zeta}`, { fields: { Employees: 40 } });
    expect(await cells('People', ada)).toMatchObject({ Colleagues: 43 });
    const recent = `filterByFormula=IS_AFTER(LAST_MODIFIED_TIME(),'2025-03-01T12:00:30Z')`;
    expect((await world.expect(pageSchema, 'GET', `/v0/${baseId}/People?${recent}`)).records).toEqual([]);
  });

  it('takes no value, and is left alone when a record is replaced', async () => {
    const { world, baseId, onAccounts, create, cells } = await startComputed();
    await onAccounts('No', 'autoNumber');
    const id = await create('Accounts', { Name: 'Acme' });
    const path = `/v0/${baseId}/Accounts/${id}`;
    expect(await world.call('PATCH', path, { fields: { No: 7 } })).toMatchObject({
      status: 422,
      body: {
        error: {
          type: 'INVALID_VALUE_FOR_COLUMN',
          message: 'Field "No" cannot accept a value because the field is computed',
        },
      },
    });
    await world.call('PUT', path, { fields: {} });
    expect(await cells('Accounts', id)).toEqual({ No: 1 });
  });

  it('refuses formulas and lookups that refer to nothing', async () => {
    const { world, baseId, accounts, fieldId } = await startComputed();
    const path = `/v0/meta/bases/${baseId}/tables/${accounts}/fields`;
    const bad = [
      { name: 'X', type: 'formula', options: { formula: '{Nope}' } },
      { name: 'X', type: 'formula', options: { formula: '1 +' } },
      { name: 'X', type: 'formula' },
      { name: 'X', type: 'count', options: { recordLinkFieldId: fieldId('Name') } },
      {
        name: 'X',
        type: 'multipleLookupValues',
        options: { recordLinkFieldId: fieldId('People'), fieldIdInLinkedTable: fieldId('Website') },
      },
    ];
    for (const field of bad) {
      expect(await world.call('POST', path, field)).toMatchObject({
        status: 422,
        body: { error: { type: 'INVALID_FIELD_TYPE_OPTIONS_FOR_CREATE' } },
      });
    }
  });
});
