import { AssociationSpecAssociationCategoryEnum as Category } from '@hubspot/api-client/lib/codegen/crm/associations/v4/index.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  batchErrors,
  createCompany,
  createContact,
  createHubspotWorld,
  type HubspotWorld,
  refusalOf,
} from './hubspot-world.ts';

let world: HubspotWorld;
beforeAll(async () => {
  world = await createHubspotWorld({ hubspot: { associationPageSize: 2 } });
});
afterAll(() => world.close());

const v4 = () => world.client.crm.associations.v4;
const hubspot = (associationTypeId: number) => ({
  associationCategory: Category.HubspotDefined,
  associationTypeId,
});
const own = (associationTypeId: number) => ({ associationCategory: Category.UserDefined, associationTypeId });

/** Type ids between a contact and its companies: `{ company: ['1', '279', 'Label'] }`. */
async function companiesOf(contact: string): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  let after: string | undefined;
  do {
    const page = await v4().basicApi.getPage('contacts', contact, 'companies', after);
    for (const { toObjectId, associationTypes } of page.results) {
      found[String(toObjectId)] = associationTypes.map((type) =>
        type.category === 'USER_DEFINED' ? String(type.label) : String(type.typeId),
      );
    }
    after = page.paging?.next?.after;
  } while (after !== undefined);
  return found;
}

async function pair(): Promise<{ contact: string; first: string; second: string }> {
  return {
    contact: await createContact(world.client, { firstname: 'Associated' }),
    first: await createCompany(world.client, { name: 'First' }),
    second: await createCompany(world.client, { name: 'Second' }),
  };
}

describe('associations through the official client', () => {
  it('makes the first company the primary one, and moves the primary', async () => {
    const { contact, first, second } = await pair();
    const answer = await v4().basicApi.createDefault('contacts', contact, 'companies', first);
    expect(answer.results).toHaveLength(2);
    await v4().basicApi.createDefault('contacts', contact, 'companies', second);
    expect(await companiesOf(contact)).toEqual({ [first]: ['1', '279'], [second]: ['279'] });
    const moved = await v4().basicApi.create('contacts', contact, 'companies', second, [hubspot(1)]);
    expect(moved).toMatchObject({ fromObjectTypeId: '0-1', toObjectTypeId: '0-2', labels: ['Primary'] });
    expect(await companiesOf(contact)).toEqual({ [first]: ['279'], [second]: ['1', '279'] });
    const seen = await world.client.crm.contacts.basicApi.getById(contact, ['associatedcompanyid']);
    expect(seen.properties.associatedcompanyid).toBe(second);
    // The type of the other direction, on the company.
    const back = await v4().basicApi.getPage('companies', second, 'contacts');
    expect(back.results[0]?.associationTypes.map((type) => type.typeId)).toEqual([2, 280]);
    // Taking the primary away promotes nobody, and neither does a repeated association.
    await v4().batchApi.archiveLabels('contacts', 'companies', {
      inputs: [{ _from: { id: contact }, to: { id: second }, types: [hubspot(1)] }],
    });
    await v4().basicApi.createDefault('contacts', contact, 'companies', second);
    expect(await companiesOf(contact)).toEqual({ [first]: ['279'], [second]: ['279'] });
  });

  it('answers ids of associations as numbers and leaves the modified date alone', async () => {
    const { contact, first } = await pair();
    world.clock.time += 60_000;
    const before = await world.client.crm.contacts.basicApi.getById(contact);
    world.clock.time += 1_000;
    await v4().basicApi.createDefault('contacts', contact, 'companies', first);
    const answer = await world.call('GET', `/crm/v4/objects/contacts/${contact}/associations/companies`);
    expect(answer.body).toMatchObject({ results: [{ toObjectId: Number(first) }] });
    expect((await world.client.crm.contacts.basicApi.getById(contact)).updatedAt).toEqual(before.updatedAt);
    const company = await world.client.crm.companies.basicApi.getById(first, ['num_associated_contacts']);
    expect(company.properties.num_associated_contacts).toBe('1');
  });

  it('reads in batch, page by page for each record, and says who has none', async () => {
    const { contact, first, second } = await pair();
    const third = await createCompany(world.client, { name: 'Third' });
    const lonely = await createContact(world.client, { firstname: 'Lonely' });
    const inputs = [first, second, third].map((id) => ({ _from: { id: contact }, to: { id }, types: [hubspot(279)] }));
    const created = await v4().batchApi.create('contacts', 'companies', { inputs });
    expect(created.results).toHaveLength(3);
    const page = await v4().batchApi.getPage('contacts', 'companies', { inputs: [{ id: contact }, { id: lonely }] });
    expect(page.results).toHaveLength(1);
    expect(page.results[0]?.to.map((target) => String(target.toObjectId))).toEqual([first, second]);
    expect(batchErrors(page)).toEqual([
      expect.objectContaining({
        category: 'OBJECT_NOT_FOUND',
        subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
        message: `No company is associated with contact ${lonely}.`,
        context: { fromObjectId: [lonely], fromObjectType: ['contact'], toObjectType: ['company'] },
      }),
    ]);
    const after = page.results[0]?.paging?.next?.after ?? '';
    expect(after).toMatch(/^[A-Za-z0-9+/%]+$/);
    const rest = await v4().batchApi.getPage('contacts', 'companies', { inputs: [{ id: contact, after }] });
    expect(rest.results[0]?.to.map((target) => String(target.toObjectId))).toEqual([third]);
    expect(rest.results[0]?.paging).toBeUndefined();
  });

  it('refuses wrong types for a whole batch and wrong records each on its own', async () => {
    const { contact, first } = await pair();
    const create = (to: string, types: ReturnType<typeof hubspot>[]) =>
      v4().batchApi.create('contacts', 'companies', {
        inputs: [
          { _from: { id: contact }, to: { id: first }, types },
          { _from: { id: contact }, to: { id: to }, types },
        ],
      });
    const wrongWay = await refusalOf(create(first, [hubspot(280)]));
    expect(wrongWay.body.message).toBe(
      'invalid from object type 0-1 for associations to be created. expected: 0-2. For definition 0-280',
    );
    const unknown = await refusalOf(create(first, [own(99)]));
    expect(unknown.body).toMatchObject({
      message: 'One or more associations are invalid',
      context: { INVALID_ASSOCIATION_TYPE_ID: ['USER_DEFINED=99 is not a valid association definition id'] },
    });
    expect(await companiesOf(contact)).toEqual({});
    const partly = await create('115', [hubspot(279)]);
    expect(partly.results).toHaveLength(1);
    expect(batchErrors(partly)).toEqual([
      expect.objectContaining({ context: { INVALID_OBJECT_IDS: ['COMPANY=115 is not valid'] } }),
    ]);
    expect(Object.keys(await companiesOf(contact))).toEqual([first]);
  });

  it('keeps labels of its own, which a write replaces, and archives them', async () => {
    const { contact, first } = await pair();
    const { definitionsApi } = v4().schema;
    const billing = await definitionsApi.create('contacts', 'companies', {
      label: 'Billing contact',
      name: 'billing_contact',
    });
    const manager = await definitionsApi.create('contacts', 'companies', {
      label: 'Manager',
      inverseLabel: 'Managed by',
      name: 'manager',
    });
    expect([billing.results.length, manager.results.length]).toEqual([2, 2]);
    const [billingId = 0, managerId = 0] = [billing.results[0]?.typeId, manager.results[0]?.typeId];
    const types = await definitionsApi.getAll('contacts', 'companies');
    expect(types.results.map((type) => [type.category, type.label])).toEqual([
      ['HUBSPOT_DEFINED', 'Primary'],
      ['HUBSPOT_DEFINED', null],
      ['USER_DEFINED', 'Billing contact'],
      ['USER_DEFINED', 'Manager'],
    ]);

    await v4().basicApi.create('contacts', contact, 'companies', first, [own(billingId)]);
    expect(await companiesOf(contact)).toEqual({ [first]: expect.arrayContaining(['1', '279', 'Billing contact']) });
    await v4().basicApi.create('contacts', contact, 'companies', first, [own(managerId)]);
    expect((await companiesOf(contact))[first]?.sort()).toEqual(['1', '279', 'Manager']);
    const back = await v4().basicApi.getPage('companies', first, 'contacts');
    expect(back.results[0]?.associationTypes.map((type) => type.label)).toContain('Managed by');

    expect((await refusalOf(definitionsApi.remove('contacts', 'companies', managerId))).code).toBe(400);
    await definitionsApi.update('contacts', 'companies', { associationTypeId: managerId, label: 'Boss' });
    await v4().batchApi.archiveLabels('contacts', 'companies', {
      inputs: [{ _from: { id: contact }, to: { id: first }, types: [own(managerId)] }],
    });
    expect(await companiesOf(contact)).toEqual({ [first]: ['1', '279'] });
    await definitionsApi.remove('contacts', 'companies', managerId);
    const left = await definitionsApi.getAll('companies', 'contacts');
    expect(left.results.map((type) => type.label)).not.toContain('Managed by');

    // Without the unlabeled type nothing is left.
    await v4().batchApi.archiveLabels('contacts', 'companies', {
      inputs: [{ _from: { id: contact }, to: { id: first }, types: [hubspot(279)] }],
    });
    expect(await companiesOf(contact)).toEqual({});
  });

  it('archives associations, one, many, and those of an archived record', async () => {
    const { contact, first, second } = await pair();
    for (const company of [first, second]) await v4().basicApi.createDefault('contacts', contact, 'companies', company);
    await v4().basicApi.archive('contacts', contact, 'companies', first);
    await v4().basicApi.archive('contacts', contact, 'companies', first);
    expect(Object.keys(await companiesOf(contact))).toEqual([second]);
    await v4().batchApi.archive('contacts', 'companies', {
      inputs: [{ _from: { id: contact }, to: [{ id: second }] }],
    });
    expect(await companiesOf(contact)).toEqual({});
    await v4().basicApi.createDefault('companies', first, 'contacts', contact);
    expect(await companiesOf(contact)).toEqual({ [first]: ['1', '279'] });
    await world.client.crm.companies.basicApi.archive(first);
    expect(await companiesOf(contact)).toEqual({});
  });

  it('gives a company one parent', async () => {
    const { first, second } = await pair();
    const child = await createCompany(world.client, { name: 'Child' });
    for (const parent of [first, second]) {
      await v4().basicApi.create('companies', child, 'companies', parent, [hubspot(14)]);
    }
    const read = await world.client.crm.companies.basicApi.getById(child, ['hs_parent_company_id']);
    expect(read.properties.hs_parent_company_id).toBe(second);
    const parent = await world.client.crm.companies.basicApi.getById(second, ['hs_num_child_companies']);
    expect(parent.properties.hs_num_child_companies).toBe('1');
  });

  it('answers the date-based and the legacy paths from the same associations', async () => {
    const { contact, first } = await pair();
    const { call } = world;
    const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 279 }];
    const inputs = [{ from: { id: contact }, to: { id: first }, types }];
    expect((await call('POST', '/crm/associations/2026-03/0-1/0-2/batch/create', { inputs })).status).toBe(201);
    const legacy = await world.client.crm.associations.batchApi.read('contacts', 'companies', {
      inputs: [{ id: contact }],
    });
    expect(legacy.results[0]?.to).toEqual([
      { id: first, type: 'contact_to_company' },
      { id: first, type: 'contact_to_company_unlabeled' },
    ]);
    const archive = { inputs: [{ from: { id: contact }, to: [{ id: first }] }] };
    expect((await call('POST', '/crm/associations/2026-03/0-1/0-2/batch/archive', archive)).status).toBe(200);
    expect(await companiesOf(contact)).toEqual({});
    expect(await call('POST', '/crm/associations/2026-09/0-1/0-2/batch/create', { inputs })).toMatchObject({
      status: 201,
      body: { results: [{ fromObjectId: contact, toObjectId: first, labels: [] }] },
    });
    expect(await companiesOf(contact)).toMatchObject({ [first]: expect.anything() });
  });

  it('can leave the primary to the caller', async () => {
    const other = await createHubspotWorld({ hubspot: { firstCompanyBecomesPrimary: false } });
    try {
      const contact = await createContact(other.client, { firstname: 'A' });
      const company = await createCompany(other.client, { name: 'B' });
      const api = other.client.crm.associations.v4.basicApi;
      await api.createDefault('contacts', contact, 'companies', company);
      const page = await api.getPage('contacts', contact, 'companies');
      expect(page.results[0]?.associationTypes.map((type) => type.typeId)).toEqual([279]);
    } finally {
      await other.close();
    }
  });
});
