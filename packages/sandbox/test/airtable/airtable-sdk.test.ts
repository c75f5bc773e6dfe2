import { describe, expect, it } from 'vitest';
import { startCrm } from './world.ts';

describe("the vendor's client", () => {
  it('creates, reads, updates, replaces and destroys records', async () => {
    const { world, baseId } = await startCrm();
    const accounts = world.sdk(baseId).table('Accounts');
    const [acme, umbrella] = await accounts.create([
      { fields: { Name: 'Acme', Employees: 12, Sector: 'Software' } },
      { fields: { Name: 'Umbrella', Website: '' } },
    ]);
    expect(acme?.id).toMatch(/^rec[A-Za-z0-9]{14}$/);
    expect(acme?._rawJson).toMatchObject({ createdTime: '2025-03-01T12:00:00.000Z' });
    expect(umbrella?.fields).toEqual({ Name: 'Umbrella' });

    const id = acme?.id ?? '';
    const updated = await accounts.update(id, { Employees: 13 });
    expect(updated.fields).toEqual({ Name: 'Acme', Employees: 13, Sector: 'Software' });
    const [replaced] = await accounts.replace([{ id, fields: { Name: 'ACME' } }]);
    expect(replaced?.fields).toEqual({ Name: 'ACME' });
    expect((await accounts.find(id)).fields).toEqual({ Name: 'ACME' });

    const gone = await accounts.destroy([id, umbrella?.id ?? '']);
    expect(gone.map((record) => record.id)).toEqual([id, umbrella?.id]);
    expect(await accounts.select().all()).toEqual([]);
  });

  it('creates one record without a batch and destroys it', async () => {
    const { world, baseId } = await startCrm();
    const accounts = world.sdk(baseId).table('Accounts');
    const record = await accounts.create({ Name: 'Acme' });
    expect(record.get('Name')).toBe('Acme');
    await record.destroy();
    expect(await accounts.select().firstPage()).toEqual([]);
  });

  it('pages through more than 250 records, each once and in order', async () => {
    const { world, baseId } = await startCrm();
    const accounts = world.sdk(baseId).table('Accounts');
    const names = Array.from({ length: 257 }, (_, number) => `Company ${String(number).padStart(3, '0')}`);
    for (let start = 0; start < names.length; start += 10) {
      await accounts.create(names.slice(start, start + 10).map((Name) => ({ fields: { Name } })));
    }
    const sizes: number[] = [];
    const seen: unknown[] = [];
    await accounts.select({ sort: [{ field: 'Name', direction: 'desc' }] }).eachPage((records, next) => {
      sizes.push(records.length);
      seen.push(...records.map((record) => record.get('Name')));
      next();
    });
    expect(sizes).toEqual([100, 100, 57]);
    expect(seen).toEqual(names.toReversed());

    const limited: number[] = [];
    await accounts.select({ pageSize: 10, maxRecords: 25 }).eachPage((records, next) => {
      limited.push(records.length);
      next();
    });
    expect(limited).toEqual([10, 10, 5]);
  });

  it('lists by POST when the formula is too long for a URL', async () => {
    const { world, baseId } = await startCrm();
    const accounts = world.sdk(baseId).table('Accounts');
    const [acme] = await accounts.create([{ fields: { Name: 'Acme' } }, { fields: { Name: 'Umbrella' } }]);
    const filler = Array.from({ length: 600 }, (_, number) => `RECORD_ID()='rec${String(number).padStart(14, '0')}'`);
    const filterByFormula = `OR(${[...filler, `RECORD_ID()='${acme?.id}'`].join(',')})`;
    const found = await accounts.select({ filterByFormula, fields: ['Name'], returnFieldsByFieldId: false }).all();
    expect(found.map((record) => record.fields)).toEqual([{ Name: 'Acme' }]);
  });

  it('keeps links in step from both sides', async () => {
    const { world, baseId } = await startCrm();
    const base = world.sdk(baseId);
    const [acme, umbrella] = await base('Accounts').create([
      { fields: { Name: 'Acme' } },
      { fields: { Name: 'Umbrella' } },
    ]);
    const [ada, grace] = await base('People').create([
      { fields: { 'Full name': 'Ada', Account: [acme?.id ?? ''] } },
      { fields: { 'Full name': 'Grace' } },
    ]);
    const linkedPeople = async (id = '') => (await base('Accounts').find(id)).get('People');
    expect(await linkedPeople(acme?.id)).toEqual([ada?.id]);

    await base('Accounts').update(umbrella?.id ?? '', { People: [grace?.id ?? '', ada?.id ?? ''] });
    expect((await base('People').find(ada?.id ?? '')).get('Account')).toEqual([acme?.id, umbrella?.id]);
    await base('People').update(ada?.id ?? '', { Account: [umbrella?.id ?? ''] });
    expect(await linkedPeople(acme?.id)).toBeUndefined();
    expect(await linkedPeople(umbrella?.id)).toEqual([grace?.id, ada?.id]);

    await base('People').destroy(grace?.id ?? '');
    expect(await linkedPeople(umbrella?.id)).toEqual([ada?.id]);
  });

  it('upserts through update, matching on the merge field', async () => {
    const { world, baseId } = await startCrm();
    const accounts = world.sdk(baseId).table('Accounts');
    const acme = await accounts.create({ Name: 'Acme', Employees: 1 });
    const options = { typecast: false, performUpsert: { fieldsToMergeOn: ['Name'] } };
    // The client's types want an id; the service takes records without one.
    const records: { id: string; fields: { Name: string } }[] = JSON.parse(
      '[{ "fields": { "Name": "Acme", "Employees": 2 } }, { "fields": { "Name": "Zeta" } }]',
    );
    const written = await accounts.update(records, options);
    expect(written.map((record) => record.fields)).toEqual([{ Name: 'Acme', Employees: 2 }, { Name: 'Zeta' }]);
    expect(written[0]?.id).toBe(acme.id);
  });

  it.each([
    ['an unknown field', { Foo: 1 }, 'UNKNOWN_FIELD_NAME', 'Unknown field name: "Foo"', 422],
    [
      'a value of the wrong type',
      { Employees: 'many' },
      'INVALID_VALUE_FOR_COLUMN',
      'Field "Employees" cannot accept the provided value',
      422,
    ],
    [
      'an unknown choice',
      { Sector: 'Space' },
      'INVALID_MULTIPLE_CHOICE_OPTIONS',
      'Insufficient permissions to create new select option "\\"Space\\""',
      422,
    ],
  ])('shows the error of %s', async (_, fields, error, message, statusCode) => {
    const { world, baseId } = await startCrm();
    const accounts = world.sdk(baseId).table('Accounts');
    await expect(accounts.create([{ fields: { Name: 'good' } }, { fields }])).rejects.toMatchObject({
      error,
      message,
      statusCode,
    });
    expect(await accounts.select().all()).toEqual([]);
  });

  it.each([
    ['invalid-token', 'AUTHENTICATION_REQUIRED', 401],
    ['expired-token', 'AUTHENTICATION_REQUIRED', 401],
    ['noscope-token', 'NOT_AUTHORIZED', 403],
  ])('is refused a write with %s', async (token, error, statusCode) => {
    const { world, baseId } = await startCrm();
    const accounts = world.sdk(baseId, token).table('Accounts');
    await expect(accounts.create({ Name: 'Acme' })).rejects.toMatchObject({ error, statusCode });
  });

  it('may read without the scope to write, and finds no record that is not there', async () => {
    const { world, baseId } = await startCrm();
    const accounts = world.sdk(baseId, 'noscope').table('Accounts');
    expect(await accounts.select().all()).toEqual([]);
    await expect(accounts.find('recAAAAAAAAAAAAAA')).rejects.toMatchObject({
      error: 'NOT_AUTHORIZED',
      statusCode: 403,
    });
    await expect(accounts.find('nonsense')).rejects.toMatchObject({ error: 'NOT_FOUND', statusCode: 404 });
  });
});
