import { describe, expect, it } from 'vitest';
import { type KintoneWorld, number, refusalOf, startKintone, text } from './kintone-world.ts';

const lookup = (app: string, relatedKeyField: string, fieldMappings: { field: string; relatedField: string }[]) => ({
  relatedApp: { app },
  relatedKeyField,
  fieldMappings,
});

async function startCrm(): Promise<KintoneWorld & { companies: string; people: string }> {
  const world = await startKintone();
  const companies = await world.createApp('Companies', {
    ...text('Code', { unique: true }),
    ...text('Company'),
    ...number('Staff'),
  });
  await world.client.record.addRecords({
    app: companies,
    records: [
      { Code: { value: 'acme' }, Company: { value: 'Acme' }, Staff: { value: 5 } },
      { Code: { value: 'zeta' }, Company: { value: 'Zeta' } },
    ],
  });
  const people = await world.createApp('People', {
    ...text('Name'),
    ...text('Company_name'),
    ...number('Company_staff'),
    Company_code: {
      type: 'SINGLE_LINE_TEXT',
      code: 'Company_code',
      lookup: lookup(companies, 'Code', [
        { field: 'Company_name', relatedField: 'Company' },
        { field: 'Company_staff', relatedField: 'Staff' },
      ]),
    },
  });
  return { ...world, companies, people };
}

describe('lookups of the sandbox, through the vendor’s client', () => {
  it('copy from the record that the key names, when the key is written', async () => {
    const { client, companies, people } = await startCrm();
    const read = async () => {
      const { Company_code, Company_name, Company_staff } = (await client.record.getRecord({ app: people, id: 1 }))
        .record;
      return [Company_code?.value, Company_name?.value, Company_staff?.value];
    };
    const write = (record: Record<string, { value: unknown }>) =>
      client.record.updateRecord({ app: people, id: 1, record });
    await client.record.addRecord({
      app: people,
      record: { Company_code: { value: 'acme' }, Company_name: { value: 'ignored' } },
    });
    expect(await read()).toEqual(['acme', 'Acme', '5']);
    await write({ Company_name: { value: 'ignored' }, Name: { value: 'Ann' } });
    expect(await read()).toEqual(['acme', 'Acme', '5']);
    await client.record.updateRecord({ app: companies, id: 1, record: { Company: { value: 'Acme Inc.' } } });
    await write({ Name: { value: 'Ann B' } });
    expect(await read()).toEqual(['acme', 'Acme', '5']);
    await write({ Company_code: { value: 'acme' } });
    expect(await read()).toEqual(['acme', 'Acme Inc.', '5']);
    await write({ Company_code: { value: 'zeta' } });
    expect(await read()).toEqual(['zeta', 'Zeta', '']);
    await write({ Company_code: { value: '' } });
    expect(await read()).toEqual(['', '', '']);
  });

  it('refuse the whole batch for one key that names nothing', async () => {
    const { client, companies, people } = await startCrm();
    const records = ['acme', 'Acme', 'zeta'].map((value) => ({ Company_code: { value } }));
    const refused = await refusalOf(client.record.addRecords({ app: people, records }));
    expect(refused).toMatchObject({
      status: 400,
      code: 'GAIA_LO04',
      errors: undefined,
      message: expect.stringContaining(
        'A value Acme in the field Company_code does not exist in the datasource app for lookup',
      ),
    });
    expect((await client.record.getRecords({ app: people })).records).toEqual([]);
    const { id } = await client.record.addRecord({ app: people, record: { Company_code: { value: 'zeta' } } });
    await client.record.deleteRecords({ app: companies, ids: [2] });
    await client.record.updateRecord({ app: people, id, record: { Name: { value: 'Ann' } } });
    const { Company_name } = (await client.record.getRecord({ app: people, id })).record;
    expect(Company_name?.value).toBe('Zeta');
    const rewritten = client.record.updateRecord({ app: people, id, record: { Company_code: { value: 'zeta' } } });
    expect(await refusalOf(rewritten)).toMatchObject({ code: 'GAIA_LO04' });
  });

  it('need a key that no two records share', async () => {
    const { client, companies, people } = await startCrm();
    const byName = {
      Other: { type: 'SINGLE_LINE_TEXT' as const, code: 'Other', lookup: lookup(companies, 'Company', []) },
    };
    await client.app.addFormFields({ app: people, properties: byName });
    expect(await refusalOf(client.app.deployApp({ apps: [{ app: people }] }))).toMatchObject({
      status: 400,
      code: 'GAIA_LO03',
    });
    await client.app.updateFormFields({
      app: companies,
      properties: { Code: { type: 'SINGLE_LINE_TEXT', unique: false } },
    });
    await client.app.deployApp({ apps: [{ app: companies }] });
    const written = client.record.addRecord({ app: people, record: { Company_code: { value: 'acme' } } });
    expect(await refusalOf(written)).toMatchObject({ status: 400, code: 'GAIA_LO03' });
  });

  it('take the record number as a key, and work within tables', async () => {
    const { client, companies, people, addFields } = await startCrm();
    await addFields(people, {
      Employer_no: {
        type: 'NUMBER',
        code: 'Employer_no',
        lookup: lookup(companies, 'Record_number', [{ field: 'Name', relatedField: 'Company' }]),
      },
      Jobs: {
        type: 'SUBTABLE',
        code: 'Jobs',
        fields: {
          ...text('Job_company'),
          Job_code: {
            type: 'SINGLE_LINE_TEXT',
            code: 'Job_code',
            lookup: lookup(companies, 'Code', [{ field: 'Job_company', relatedField: 'Company' }]),
          },
        },
      },
    });
    const { id } = await client.record.addRecord({
      app: people,
      record: { Employer_no: { value: 2 }, Jobs: { value: [{ value: { Job_code: { value: 'acme' } } }] } },
    });
    expect((await client.record.getRecord({ app: people, id })).record).toMatchObject({
      Employer_no: { type: 'NUMBER', value: '2' },
      Name: { value: 'Zeta' },
      Jobs: { value: [{ value: { Job_company: { value: 'Acme' } } }] },
    });
  });

  it('are described in the form without rules of their own, and checked when they are set up', async () => {
    const { client, companies, people } = await startCrm();
    const { properties } = await client.app.getFormFields({ app: people });
    expect(properties.Company_code).toEqual({
      type: 'SINGLE_LINE_TEXT',
      code: 'Company_code',
      label: 'Company_code',
      noLabel: false,
      required: false,
      lookup: {
        relatedApp: { app: companies, code: '' },
        relatedKeyField: 'Code',
        fieldMappings: [
          { field: 'Company_name', relatedField: 'Company' },
          { field: 'Company_staff', relatedField: 'Staff' },
        ],
        lookupPickerFields: [],
        filterCond: '',
        sort: '',
      },
    });
    const add = async (setUp: ReturnType<typeof lookup>) => {
      const properties = { Bad: { type: 'SINGLE_LINE_TEXT' as const, code: 'Bad', lookup: setUp } };
      return Object.keys((await refusalOf(client.app.addFormFields({ app: people, properties }))).errors);
    };
    const place = 'properties[Bad].lookup';
    expect(await add(lookup(companies, '$id', []))).toEqual([`${place}.relatedKeyField`]);
    const twice = { field: 'Name', relatedField: 'Company' };
    expect(await add(lookup(companies, 'Code', [twice, twice]))).toEqual([`${place}.fieldMappings[1].field`]);
    const wrongType = { field: 'Company_staff', relatedField: 'Company' };
    expect(await add(lookup(companies, 'Code', [wrongType]))).toEqual([`${place}.fieldMappings[0].field`]);
  });
});

describe('lists of related records of the sandbox', () => {
  it('stand in the form and never in a record, and keep the fields that they compare', async () => {
    const { client, companies, people, addFields } = await startCrm();
    await addFields(companies, {
      Staff_list: {
        type: 'REFERENCE_TABLE',
        code: 'Staff_list',
        referenceTable: {
          relatedApp: { app: people },
          condition: { field: 'Code', relatedField: 'Company_code' },
          displayFields: ['Name'],
        },
      },
    });
    expect((await client.app.getFormFields({ app: companies })).properties.Staff_list).toMatchObject({
      type: 'REFERENCE_TABLE',
      referenceTable: {
        relatedApp: { app: people, code: '' },
        condition: { field: 'Code', relatedField: 'Company_code' },
        size: '5',
      },
    });
    expect(Object.keys((await client.record.getRecord({ app: companies, id: 1 })).record)).not.toContain('Staff_list');
    for (const [app, code] of [
      [companies, 'Code'],
      [people, 'Company_code'],
    ] as const) {
      expect(await refusalOf(client.app.deleteFormFields({ app, fields: [code] }))).toMatchObject({
        code: 'GAIA_RE07',
      });
    }
  });
});
