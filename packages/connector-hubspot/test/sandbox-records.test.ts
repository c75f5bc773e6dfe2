import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { merge, openPortal, type Portal, readAll, signal } from './sandbox-portal.ts';

let portal: Portal;

beforeEach(async () => {
  portal = await openPortal();
});

afterEach(() => portal.close());

const contact = (index: number) => ({ email: `c${index}@example.test`, firstname: `First ${index}` });
const contacts = (count: number) => Array.from({ length: count }, (_, index) => contact(index));
const fields = ['email', 'firstname', 'lastname'];

describe('the account', () => {
  it('is the portal of the token', async () => {
    const account = await portal.connection.check({}, { signal });
    expect(account.accountId).toMatch(/^\d+$/);
    const details = await portal.send('GET', '/account-info/v3/details');
    expect(details).toMatchObject({ portalId: Number(account.accountId), timeZone: account.timeZone });
  });

  it.each([
    ['invalid', 'credentials-refused'],
    ['expired', 'credentials-expired'],
  ])('refuses a token that is %s', async (token, code) => {
    const other = await openPortal(token);
    try {
      await expect(other.connection.check({}, { signal })).rejects.toMatchObject({ kind: 'authentication', code });
    } finally {
      await other.close();
    }
  });

  it('names the scopes that a write lacks', async () => {
    const other = await openPortal('noscope');
    try {
      const change = { kind: 'create', writeId: 'a', fields: { email: 'a@example.test' } } as const;
      const [outcome] = await other.connection.write({ object: 'contacts', changes: [change] }, { signal });
      expect(outcome).toMatchObject({
        kind: 'not-sent',
        error: { code: 'scope-missing', missingScopes: expect.arrayContaining([expect.stringContaining('contacts')]) },
      });
    } finally {
      await other.close();
    }
  });

  it('describes its objects, own properties and pipelines', async () => {
    await portal.send('POST', '/crm/v3/properties/contacts', {
      name: 'plan',
      label: 'Plan',
      groupName: 'contactinformation',
      type: 'enumeration',
      fieldType: 'select',
      options: [{ label: 'Gold', value: 'gold', displayOrder: 0, hidden: false }],
    });
    const schemas = await portal.connection.describeObjects(
      { objects: ['contacts', 'companies', 'deals'] },
      { signal },
    );
    const field = (index: number, name: string) => schemas[index]?.fields.find((candidate) => candidate.name === name);
    expect(field(0, 'plan')).toMatchObject({
      type: 'option',
      options: [{ value: 'gold', label: 'Gold' }],
      lookup: 'delayed',
    });
    expect(field(0, 'email')).toMatchObject({ type: 'email', unique: true, lookup: 'consistent' });
    expect(field(0, 'createdate')).toMatchObject({ readOnly: true });
    expect(field(0, 'hubspot_owner_id')).toMatchObject({ type: 'user' });
    expect(field(1, 'domain')).toMatchObject({ type: 'url', standard: 'Organization.url' });
    expect(field(2, 'dealstage')?.options).toContainEqual(expect.objectContaining({ value: 'closedwon' }));
  });
});

describe('reading', () => {
  it('lists everything page by page, then only what has changed', async () => {
    const ids = await portal.create('contacts', contacts(250));
    const first = await readAll(portal, { object: 'contacts', since: null, fields });
    expect(first.pages).toBe(3);
    expect(first.records.map(({ id }) => id).sort()).toEqual([...ids].sort());
    const [sample] = first.records;
    expect(sample?.fields).toEqual({ email: 'c0@example.test', firstname: 'First 0', lastname: null });
    expect(sample?.modifiedAt).toMatch(/Z$/);

    await portal.sdk.crm.contacts.basicApi.update(ids[7] ?? '', { properties: { lastname: 'Changed' } });
    const { records } = await readAll(portal, { object: 'contacts', since: first.checkpoint, fields });
    expect(records.find(({ id }) => id === ids[7])?.fields.lastname).toBe('Changed');
  });

  it('reads records by id, gone ones and merged ones too', async () => {
    const [a = '', b = '', c = '', d = ''] = await portal.create('contacts', contacts(4));
    await portal.sdk.crm.contacts.basicApi.archive(c);
    const merged = await merge(portal, 'contacts', a, b);
    const read = await portal.connection.readRecords(
      { object: 'contacts', ids: [d, b, c], fields: ['email'], associations: ['companies'] },
      { signal },
    );
    expect(read.map(({ id }) => id)).toEqual([d, b, c]);
    expect(read[0]?.record).toMatchObject({
      id: d,
      fields: { email: 'c3@example.test' },
      associations: { companies: [] },
    });
    expect(read[1]?.record).toMatchObject({ id: merged, mergedFrom: expect.arrayContaining([b]) });
    expect(read[2]?.record).toBeNull();
    const { records } = await readAll(portal, { object: 'contacts', since: null, fields: ['email'] });
    expect(records.find(({ id }) => id === merged)?.mergedFrom).toEqual(
      expect.arrayContaining([a, b].filter((id) => id !== merged)),
    );
  });

  it('lists the ids that are there', async () => {
    const ids = await portal.create('contacts', contacts(120));
    await portal.sdk.crm.contacts.basicApi.archive(ids[0] ?? '');
    const listed: string[] = [];
    for await (const page of portal.connection.listIds({ object: 'contacts' }, { signal })) listed.push(...page);
    expect(listed.sort()).toEqual(ids.slice(1).sort());
  });

  it('finds by a unique value at once, and by others through the search', async () => {
    await portal.create('contacts', contacts(3));
    const [first = '', second = ''] = await portal.create('companies', [
      { name: 'ACME' },
      { name: 'Acme' },
      { name: 'Other' },
    ]);
    const byEmail = await portal.connection.findByKey(
      { object: 'contacts', keys: [{ email: 'C1@example.test' }, { email: 'nobody@example.test' }], fields: ['email'] },
      { signal },
    );
    expect(byEmail.map((found) => found.map((record) => record.fields.email))).toEqual([['c1@example.test'], []]);
    const request = { object: 'companies', keys: [{ name: 'acme' }, { name: 'nobody' }], fields: ['name'] };
    const byName = await portal.connection.findByKey(request, { signal });
    expect(byName.map((found) => found.map(({ id }) => id).sort())).toEqual([[first, second].sort(), []]);
  });
});

describe('writing', () => {
  it('creates, updates, clears and archives; HubSpot’s own client sees the same', async () => {
    const created = await portal.connection.write(
      {
        object: 'contacts',
        changes: contacts(3).map((values, index) => ({ kind: 'create', writeId: `w${index}`, fields: values })),
      },
      { signal },
    );
    const ids = created.map((outcome) => (outcome.kind === 'written' ? outcome.record.id : ''));
    expect(created).toMatchObject(contacts(3).map((values) => ({ kind: 'written', record: { fields: values } })));
    const updated = await portal.connection.write(
      {
        object: 'contacts',
        changes: [
          { kind: 'update', writeId: 'u0', id: ids[0] ?? '', fields: { firstname: null } },
          { kind: 'update', writeId: 'u1', id: ids[1] ?? '', fields: { firstname: 'Émile 東京' } },
        ],
      },
      { signal },
    );
    expect(updated).toMatchObject([
      { kind: 'written', record: { fields: { firstname: null } } },
      { kind: 'written', record: { fields: { firstname: 'Émile 東京' } } },
    ]);
    const archived = await portal.connection.write(
      { object: 'contacts', changes: [{ kind: 'archive', writeId: 'x', id: ids[2] ?? '' }] },
      { signal },
    );
    expect(archived).toMatchObject([{ kind: 'written', record: { id: ids[2] } }]);
    const seen = await portal.sdk.crm.contacts.getAll(100, undefined, ['firstname']);
    const names = Object.fromEntries(seen.map(({ id, properties }) => [id, properties.firstname || null]));
    expect(names).toEqual({ [ids[0] ?? '']: null, [ids[1] ?? '']: 'Émile 東京' });
  });

  it('writes the neighbours of records that HubSpot refuses', async () => {
    const [taken = ''] = await portal.create('contacts', [{ email: 'taken@example.test' }]);
    portal.context.takeCalls();
    const outcomes = await portal.connection.write(
      {
        object: 'contacts',
        changes: [
          { kind: 'create', writeId: 'a', fields: { email: 'a@example.test' } },
          { kind: 'create', writeId: 'b', fields: { email: 'Taken@example.test' } },
          { kind: 'create', writeId: 'c', fields: { email: 'not an address' } },
          { kind: 'create', writeId: 'd', fields: { email: 'd@example.test' } },
        ],
      },
      { signal },
    );
    expect(outcomes).toMatchObject([
      { kind: 'written', record: { fields: { email: 'a@example.test' } } },
      { kind: 'exists', id: taken },
      { kind: 'rejected', error: { category: 'invalid-value', field: 'email' } },
      { kind: 'written', record: { fields: { email: 'd@example.test' } } },
    ]);
    const emails = (await portal.sdk.crm.contacts.getAll()).map(({ properties }) => properties.email);
    expect(emails.sort()).toEqual(['a@example.test', 'd@example.test', 'taken@example.test']);
  });

  it('says of an update that its record is gone, or where it went', async () => {
    const [a = '', b = '', c = '', d = ''] = await portal.create('contacts', contacts(4));
    await portal.sdk.crm.contacts.basicApi.archive(c);
    const merged = await merge(portal, 'contacts', a, b);
    const outcomes = await portal.connection.write(
      {
        object: 'contacts',
        changes: [d, c, b].map((id) => ({ kind: 'update', writeId: `u${id}`, id, fields: { lastname: 'New' } })),
      },
      { signal },
    );
    expect(outcomes).toMatchObject([{ kind: 'written' }, { kind: 'gone' }, { kind: 'gone', movedTo: merged }]);
    expect(outcomes[1]).not.toHaveProperty('movedTo');
  });

  it('upserts on a property with unique values', async () => {
    await portal.send('POST', '/crm/v3/properties/contacts', {
      name: 'linkwright_id',
      label: 'Linkwright ID',
      groupName: 'contactinformation',
      type: 'string',
      fieldType: 'text',
      hasUniqueValue: true,
    });
    const [company = ''] = await portal.create('companies', [{ name: 'Acme' }]);
    const change = {
      kind: 'create',
      writeId: 'a',
      fields: { linkwright_id: 'L-1', firstname: 'Ann' },
      associations: { companies: { add: [{ id: company }], remove: [], result: [{ id: company }] } },
      upsertOn: 'linkwright_id',
    } as const;
    const ids: string[] = [];
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const [outcome] = await portal.connection.write({ object: 'contacts', changes: [change] }, { signal });
      if (outcome?.kind === 'written') ids.push(outcome.record.id);
    }
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    expect(Object.keys(await portal.associations('contacts', ids[0] ?? '', 'companies'))).toEqual([company]);
  });

  it('moves a deal to a stage of another pipeline', async () => {
    const pipeline = await portal.send('POST', '/crm/v3/pipelines/deals', {
      label: 'Renewals',
      displayOrder: 1,
      stages: [{ label: 'Asked', displayOrder: 0, metadata: { probability: '0.2' } }],
    });
    const [deal = ''] = await portal.create('deals', [
      { dealname: 'D', dealstage: 'appointmentscheduled', pipeline: 'default' },
    ]);
    const [schema] = await portal.connection.describeObjects({ objects: ['deals'] }, { signal });
    const stage = schema?.fields
      .find(({ name }) => name === 'dealstage')
      ?.options?.find(({ label }) => label === 'Asked');
    const [outcome] = await portal.connection.write(
      {
        object: 'deals',
        changes: [
          { kind: 'update', writeId: 'u', id: deal, fields: { dealstage: stage?.value ?? '', amount: '1250.5' } },
        ],
      },
      { signal },
    );
    expect(outcome).toMatchObject({
      kind: 'written',
      record: { fields: { dealstage: stage?.value, amount: '1250.5' } },
    });
    const seen = await portal.sdk.crm.deals.basicApi.getById(deal, ['pipeline', 'dealstage']);
    expect(pipeline).toMatchObject({ id: seen.properties.pipeline });
  });
});
