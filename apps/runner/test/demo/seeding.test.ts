import { Client } from '@hubspot/api-client';
import { startSandbox } from '@linkwright/sandbox';
import Airtable from 'airtable';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createAirtableApi } from '../../src/demo/airtable-api.ts';
import { createHubspotApi } from '../../src/demo/hubspot-api.ts';
import { readAirtable } from '../../src/demo/read-airtable.ts';
import { readHubspot } from '../../src/demo/read-hubspot.ts';
import { cast } from '../../src/demo/sample-cast.ts';
import { createSample } from '../../src/demo/sample-data.ts';
import { seedAirtable } from '../../src/demo/seed-airtable.ts';
import { seedHubspot } from '../../src/demo/seed-hubspot.ts';

const token = 'pat-seeding';
const { signal } = new AbortController();
const sample = createSample();

/** The vendors' own clients, as independent witnesses. */
let hubspot: Client;
let base: Airtable.Base;
let hubspotApi: ReturnType<typeof createHubspotApi>;
let airtableApi: ReturnType<typeof createAirtableApi>;
let baseId: string;

beforeAll(async () => {
  const sandbox = await startSandbox({ speed: 50 });
  hubspot = new Client({ accessToken: token, basePath: sandbox.hubspot.baseUrl });
  hubspotApi = createHubspotApi({ baseUrl: sandbox.hubspot.baseUrl, token, signal });
  airtableApi = createAirtableApi({ baseUrl: sandbox.airtable.baseUrl, token, signal });
  await seedHubspot(hubspotApi, sample.hubspot);
  const { stages } = await hubspotApi.dealPipeline();
  baseId = await seedAirtable(
    airtableApi,
    sample.airtable,
    stages.map(({ label }) => label),
  );
  base = new Airtable({ apiKey: token, endpointUrl: sandbox.airtable.baseUrl }).base(baseId);
  return () => sandbox.close();
});

const sorted = (texts: readonly string[]): readonly string[] => texts.toSorted();

describe('HubSpot, as its own client reads it back', () => {
  it('holds every record of the sample', async () => {
    const companies = await hubspot.crm.companies.getAll(100, undefined, ['name']);
    expect(sorted(companies.map(({ properties }) => properties.name ?? ''))).toEqual(
      sorted(sample.hubspot.companies.map(({ name }) => name)),
    );
    const contacts = await hubspot.crm.contacts.getAll(100, undefined, ['email', 'firstname']);
    expect(sorted(contacts.map(({ properties }) => `${properties.firstname} ${properties.email}`))).toEqual(
      sorted(sample.hubspot.contacts.map(({ firstName, email }) => `${firstName} ${email}`)),
    );
    const deals = await hubspot.crm.deals.getAll(100, undefined, ['dealname']);
    expect(sorted(deals.map(({ properties }) => properties.dealname ?? ''))).toEqual(
      sorted(sample.hubspot.deals.map(({ name }) => name)),
    );
  });

  it('holds three companies of one contact, one of them the primary', async () => {
    const contact = await hubspot.crm.contacts.basicApi.getById(
      cast.severalCompanies.email ?? '',
      undefined,
      undefined,
      undefined,
      false,
      'email',
    );
    const { results } = await hubspot.crm.associations.v4.basicApi.getPage('contacts', contact.id, 'companies');
    const primary = results.filter(({ associationTypes }) => associationTypes.some(({ typeId }) => typeId === 1));
    expect([results.length, primary.length]).toEqual([3, 1]);
    const company = await hubspot.crm.companies.basicApi.getById(String(primary[0]?.toObjectId), ['domain']);
    expect(company.properties.domain).toBe('terramar.example');
  });
});

describe('Airtable, as its own client reads it back', () => {
  it('holds every record of the sample', async () => {
    const accounts = await base('Accounts').select().all();
    expect(sorted(accounts.map((record) => String(record.get('Name'))))).toEqual(
      sorted(sample.airtable.companies.map(({ name }) => name)),
    );
    const people = await base('People').select().all();
    expect(sorted(people.map((record) => `${record.get('First name')} ${record.get('Email')}`))).toEqual(
      sorted(sample.airtable.contacts.map(({ firstName, email }) => `${firstName} ${email}`)),
    );
    const deals = await base('Deals').select().all();
    expect(deals.length).toBe(sample.airtable.deals.length);
  });

  it('holds a link from a person to an account, and its inverse', async () => {
    const email = cast.beforeCompany.email ?? '';
    const [person] = await base('People')
      .select({ filterByFormula: `{Email}='${email}'` })
      .all();
    const [account] = z.array(z.string()).parse(person?.get('Account'));
    const record = await base('Accounts').find(account ?? '');
    expect(record.get('Name')).toBe('Bright Anvil Forge');
    expect(record.get('People')).toContain(person?.id);
  });
});

describe('the views that the demo compares', () => {
  it('show the sample of either app', async () => {
    const views = [
      { view: await readHubspot(hubspotApi), side: sample.hubspot },
      { view: await readAirtable(airtableApi, baseId), side: sample.airtable },
    ];
    for (const { view, side } of views) {
      const keys = new Map(side.companies.map(({ key, name, domain }) => [key, domain ?? name]));
      expect(sorted(view.companies.map(({ key }) => key))).toEqual(sorted([...keys.values()]));
      const told = (contact: {
        readonly key: string;
        readonly primary: readonly string[];
        readonly companies: readonly string[];
      }) => `${contact.key}: ${contact.primary.join()} of ${contact.companies.join()}`;
      expect(sorted(view.contacts.map(told))).toEqual(
        sorted(
          side.contacts.map(({ email, firstName, lastName, primary, companies }) =>
            told({
              key: email?.toLowerCase() ?? `${firstName} ${lastName ?? ''}`.trim(),
              primary: primary === null ? [] : [keys.get(primary) ?? ''],
              companies: sorted(companies.map((company) => keys.get(company) ?? '')),
            }),
          ),
        ),
      );
      expect(view.deals.reduce((sum, deal) => sum + deal.contacts.length, 0)).toBe(
        side.deals.reduce((sum, deal) => sum + deal.contacts.length, 0),
      );
    }
  });
});
