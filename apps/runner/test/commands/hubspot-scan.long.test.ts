import type { Client } from '@hubspot/api-client';
import {
  type AssociationSpec,
  AssociationSpecAssociationCategoryEnum as Category,
} from '@hubspot/api-client/lib/codegen/crm/associations/v4/models/AssociationSpec.js';
import { describe, expect, it } from 'vitest';
import { associationTypes } from './support/fill-crm.ts';
import { type Portals, portalSync, startPortals } from './support/start-portals.ts';

const syncs =
  portalSync('companies', 'associations: []') +
  portalSync(
    'contacts',
    'associations:',
    '  - { left: primary_company, right: primary_company }',
    '  - { left: companies, right: companies }',
    '  - { left: companies/Advisor, right: companies/Advisor }',
  );

const [people, firms] = [5000, 200];

async function addLabel(hubspot: Client): Promise<AssociationSpec> {
  const { results } = await hubspot.crm.associations.v4.schema.definitionsApi.create('contacts', 'companies', {
    label: 'Advisor',
    name: 'advisor',
  });
  return { associationCategory: Category.UserDefined, associationTypeId: results[0]?.typeId ?? 0 };
}

/** `count` records by HubSpot's own client; resolves to their ids, in order, which HubSpot's answers are not. */
async function addMany(
  hubspot: Client,
  object: 'companies' | 'contacts',
  count: number,
  name: { readonly property: string; readonly of: (place: number) => string },
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let start = 0; start < count; start += 100) {
    const inputs = Array.from({ length: Math.min(100, count - start) }, (_, place) => ({
      properties: { [name.property]: name.of(start + place) },
      associations: [],
    }));
    const { results } = await hubspot.crm[object].batchApi.create({ inputs });
    const byName = new Map(results.map(({ id, properties }) => [properties[name.property], id]));
    ids.push(...inputs.map(({ properties }) => byName.get(properties[name.property] ?? '') ?? ''));
  }
  return ids;
}

/** Which reads of associations HubSpot has received, from which object to which, with their number. */
function scans(portals: Portals): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { path, count } of portals.sandbox.requests()) {
    const [, from, to] = /\/associations\/(?:[\d-]+\/)?([^/]+)\/([^/]+)\/batch\/read$/.exec(path) ?? [];
    if (from !== undefined) counts[`${from} > ${to}`] = (counts[`${from} > ${to}`] ?? 0) + count;
  }
  return counts;
}

describe('5,000 contacts of 200 companies, with primary, set and label mapped', () => {
  it('are scanned from the companies, and a link that changes is found by that', async () => {
    const portals = await startPortals(syncs);
    const { hubspot } = portals.sales;
    const advisor = await addLabel(hubspot);
    await addLabel(portals.support.hubspot);
    const companies = await addMany(hubspot, 'companies', firms, {
      property: 'name',
      of: (place) => `Company ${place}`,
    });
    const contacts = await addMany(hubspot, 'contacts', people, {
      property: 'email',
      of: (place) => `p${place}@example.com`,
    });
    const companyOf = (place: number): string => companies[place % firms] ?? '';
    for (let start = 0; start < people; start += 1000) {
      const inputs = contacts.slice(start, start + 1000).map((id, place) => ({
        _from: { id },
        to: { id: companyOf(start + place) },
        types: [associationTypes.contactToPrimaryCompany, ...(place % 10 === 0 ? [advisor] : [])],
      }));
      await hubspot.crm.associations.v4.batchApi.create('contacts', 'companies', { inputs });
    }
    expect(await portals.run('sync')).toMatchObject({ exitCode: 0 });
    // What was written is read back once.
    expect(await portals.run('sync')).toMatchObject({ exitCode: 0 });

    portals.sandbox.clearRequests();
    expect(await portals.run('sync')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Nothing to do') });
    expect(portals.writes()).toEqual([]);
    // ⌈200 / 1000⌉ for each portal, where the contacts would take ⌈5000 / 1000⌉.
    expect(scans(portals)).toEqual({ 'companies > contacts': 2 });

    const [moved = '', next = ''] = [contacts[7], companies[8]];
    await portals.sales.setPrimary(moved, next);
    portals.sandbox.clearRequests();
    expect(await portals.run('sync')).toMatchObject({ exitCode: 0 });
    expect(scans(portals)['companies > contacts']).toBe(2);
    const there = await portals.support.hubspot.crm.contacts.basicApi.getById(
      await portals.support.idOf('contacts', 'email', 'p7@example.com'),
      ['associatedcompanyid'],
    );
    expect(there.properties.associatedcompanyid).toBe(await portals.support.idOf('companies', 'name', 'Company 8'));
  });
});
