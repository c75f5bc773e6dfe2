import { describe, expect, it } from 'vitest';
import { describeAssociations, type LabeledType } from '../src/hubspot-association-schema.ts';
import { findHubspotObject } from '../src/hubspot-objects.ts';
import { connectScripted, type ScriptedAnswer, type ScriptedRequest } from './scripted-hubspot.ts';

const signal = new AbortController().signal;

const type = (associationTypeId: number, label: string | null, associationCategory = 'HUBSPOT_DEFINED') => ({
  associationCategory,
  associationTypeId,
  label,
});

function describeTypes(types: readonly LabeledType[]) {
  const [contacts, companies] = [findHubspotObject('contacts'), findHubspotObject('companies')];
  if (contacts === undefined || companies === undefined) throw new Error('no object');
  const knowledge = { typesTo: () => types, inverseOf: () => null, limits: new Map([['USER_DEFINED:8', 1]]) };
  return describeAssociations(contacts, [companies], knowledge).map(({ id, name, cardinality }) => [
    id,
    name,
    cardinality,
  ]);
}

describe('describeAssociations', () => {
  it('names the primary in any language, and tells labels of the same words apart', () => {
    expect(
      describeTypes([
        type(1, 'Primär'),
        type(279, null),
        type(931, 'Billing'),
        type(7, 'Billing', 'USER_DEFINED'),
        type(8, 'Boss', 'USER_DEFINED'),
        type(9, 'Partner', 'INTEGRATOR_DEFINED'),
      ]),
    ).toEqual([
      ['companies#HUBSPOT_DEFINED:1', 'primary_company', 'one'],
      ['companies', 'companies', 'many'],
      ['companies#USER_DEFINED:7', 'companies/Billing', 'many'],
      ['companies#USER_DEFINED:8', 'companies/Boss', 'many'],
      ['companies#INTEGRATOR_DEFINED:9', 'companies/Partner', 'many'],
      ['companies#HUBSPOT_DEFINED:931', 'companies/Billing (HUBSPOT_DEFINED:931)', 'many'],
    ]);
  });

  it('has nothing for objects that cannot be associated', () => {
    expect(describeTypes([])).toEqual([]);
  });
});

const labels = { results: [{ category: 'USER_DEFINED', typeId: 1, label: 'Advisor' }] };
const definition = (id: string, from: string, to: string, name: string) => ({
  id,
  fromObjectTypeId: from,
  toObjectTypeId: to,
  name,
});

async function describeContacts(portal: (request: ScriptedRequest) => ScriptedAnswer | null, object = 'contacts') {
  const hubspot = await connectScripted(() => ({ status: 500 }), undefined, portal);
  try {
    const { complete } = await hubspot.connection.listObjects({}, { signal });
    const [schema] = await hubspot.connection.describeObjects({ objects: [object] }, { signal });
    return { complete, associations: new Map(schema?.associations.map((one) => [one.name, one])) };
  } finally {
    await hubspot.close();
  }
}

describe('the other direction of a label', () => {
  const withDefinitions = (definitions: readonly object[]) =>
    describeContacts(({ path }) => {
      if (path.endsWith('/contacts/companies/labels')) return { status: 200, body: labels };
      const schema = { name: 'CONTACT', objectTypeId: '0-1', labels: {}, associations: definitions };
      return path.endsWith('/schemas/batch/read') ? { status: 200, body: { results: [schema] } } : null;
    });

  it("is found by its name, although one of HubSpot's own types has the same number", async () => {
    const { associations } = await withDefinitions([
      definition('1', '0-1', '0-2', 'contact_to_company'),
      definition('2', '0-2', '0-1', 'company_to_contact'),
      definition('1', '0-1', '0-2', 'advisor'),
      definition('5', '0-2', '0-1', 'advisor'),
    ]);
    expect(associations.get('companies/Advisor')?.inverse).toEqual({
      object: 'companies',
      field: 'contacts#USER_DEFINED:5',
    });
  });

  it('is left open where the schemas do not tell it', async () => {
    const { associations } = await withDefinitions([definition('1', '0-1', '0-2', 'contact_to_company')]);
    expect(associations.get('companies/Advisor')?.inverse).toBeUndefined();
  });
});

it('a request that HubSpot does not understand is an error, not a key that may not ask', async () => {
  const malformed: ScriptedAnswer = {
    status: 400,
    body: { status: 'error', message: 'Invalid input JSON on line 1, column 12: Cannot deserialize the value' },
  };
  for (const call of ['/schemas/batch/read', '/contacts/companies/labels', '/definitions/configurations/all']) {
    const described = describeContacts(({ path }) => {
      if (path.endsWith(call)) return malformed;
      return path.endsWith('/contacts/companies/labels') ? { status: 200, body: labels } : null;
    });
    await expect(described).rejects.toMatchObject({ kind: 'contract', message: expect.stringContaining(call) });
  }
});

describe('a key that may not see everything', () => {
  const denied = (...requiredGranularScopes: string[]): ScriptedAnswer => ({
    status: 403,
    body: {
      category: 'MISSING_SCOPES',
      message: 'no',
      errors: [{ message: 'x', context: { requiredGranularScopes } }],
    },
  });

  it('still has what every portal has, and is told that custom objects may be missing', async () => {
    const { complete, associations } = await describeContacts(({ path }) =>
      path.includes('/properties/') || path.includes('/pipelines/') ? null : denied('crm.schemas.custom.read'),
    );
    expect(complete).toBe(false);
    expect([...associations.keys()]).toEqual(['contacts', 'primary_company', 'companies', 'deals', 'tickets']);
  });

  it('is told the scope for an object that it names', async () => {
    const tickets = describeContacts(
      ({ path }) => (path.endsWith('/tickets') && path.includes('/properties/') ? denied('tickets') : null),
      'tickets',
    );
    await expect(tickets).rejects.toMatchObject({
      kind: 'authentication',
      code: 'scope-missing',
      missingScopes: ['tickets'],
      message: 'The HubSpot access token may not see Tickets. It lacks a scope: tickets.',
      remedy: expect.stringContaining('add tickets to the key'),
    });
    const custom = describeContacts(
      ({ path }) => (path.endsWith('/schemas') ? denied('crm.schemas.custom.read') : null),
      'offices',
    );
    await expect(custom).rejects.toMatchObject({
      kind: 'authentication',
      code: 'scope-missing',
      missingScopes: ['crm.schemas.custom.read'],
      message: expect.stringContaining('HubSpot has no object "offices" of its own'),
      remedy: expect.stringContaining('crm.schemas.custom.read'),
    });
  });
});
