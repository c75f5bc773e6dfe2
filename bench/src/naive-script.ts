import type Airtable from 'airtable';
import { z } from 'zod';
import type { BenchAirtable } from './bench-airtable.ts';
import type { BenchHubspot } from './bench-hubspot.ts';

/**
 * What one writes in an afternoon with the two official clients: page through HubSpot, look each record up in Airtable,
 * create or update it, then set its links. It remembers nothing, so every run is like the first.
 */
export async function runNaiveScript(hubspot: BenchHubspot, airtable: BenchAirtable): Promise<void> {
  const { client } = hubspot;
  const { base } = airtable;
  const companyTable = base('Companies');
  const contactTable = base('Contacts');
  const recordIdByCompany = new Map<string, string>();

  let after: string | undefined;
  do {
    const page = await client.crm.companies.basicApi.getPage(100, after, ['name', 'domain']);
    for (const { id, properties } of page.results) {
      const fields = { Name: properties.name ?? '', Domain: properties.domain ?? '' };
      recordIdByCompany.set(id, await createOrUpdate(companyTable, 'Domain', fields.Domain, fields));
    }
    after = page.paging?.next?.after;
  } while (after !== undefined);

  do {
    const page = await client.crm.contacts.basicApi.getPage(100, after, ['email', 'firstname', 'lastname', 'jobtitle']);
    for (const { id, properties } of page.results) {
      const fields = {
        Email: properties.email ?? '',
        'First name': properties.firstname ?? '',
        'Last name': properties.lastname ?? '',
        'Job title': properties.jobtitle ?? '',
      };
      const recordId = await createOrUpdate(contactTable, 'Email', fields.Email, fields);
      const associated = await client.crm.associations.v4.basicApi.getPage('contacts', id, 'companies');
      const linked = (targets: typeof associated.results): string[] =>
        targets.flatMap(({ toObjectId }) => recordIdByCompany.get(String(toObjectId)) ?? []);
      const primary = associated.results.filter(({ associationTypes }) =>
        associationTypes.some(({ typeId }) => typeId === 1),
      );
      await contactTable.update(recordId, {
        Companies: linked(associated.results),
        'Primary company': linked(primary),
      });
    }
    after = page.paging?.next?.after;
  } while (after !== undefined);
}

async function createOrUpdate(
  table: Airtable.Table<Airtable.FieldSet>,
  key: string,
  value: string,
  fields: Partial<Airtable.FieldSet>,
): Promise<string> {
  const [found] = await table.select({ filterByFormula: `{${key}} = "${value}"`, maxRecords: 1 }).firstPage();
  if (!found) return z.string().parse((await table.create(fields)).id);
  await table.update(found.id, fields);
  return found.id;
}
