import { dayOf } from '@linkwright/core';
import { type AppView, companyKey, contactKey, domainOf, keyOf } from './app-view.ts';
import { type Association, associationTypes, type HubspotApi, type HubspotRecord } from './hubspot-api.ts';

/** Everything that HubSpot holds, read through its own API. */
export async function readHubspot(api: HubspotApi): Promise<AppView> {
  const timeZone = await api.timeZone();
  const pipeline = await api.dealPipeline();
  const companies = await api.list('companies', ['name', 'domain', 'city', 'phone']);
  const contacts = await api.list('contacts', ['firstname', 'lastname', 'email', 'jobtitle', 'phone']);
  const deals = await api.list('deals', ['dealname', 'amount', 'dealstage', 'closedate']);

  const companyFields = new Map(companies.map((record) => [record.id, fieldsOfCompany(record)]));
  const contactFields = new Map(contacts.map((record) => [record.id, fieldsOfContact(record)]));
  const companyName = keyOf(companyFields, companyKey);
  const contactName = keyOf(contactFields, contactKey);
  const parents = await api.associations('companies', 'companies', [...companyFields.keys()]);
  const employers = await api.associations('contacts', 'companies', [...contactFields.keys()]);
  const dealIds = deals.map(({ id }) => id);
  const customers = await api.associations('deals', 'companies', dealIds);
  const involved = await api.associations('deals', 'contacts', dealIds);

  return {
    app: 'HubSpot',
    companies: [...companyFields].map(([id, fields]) => ({
      id,
      key: companyKey(fields),
      fields,
      parent: targets(parents, id, companyName, associationTypes.childToParentCompany),
    })),
    contacts: [...contactFields].map(([id, fields]) => ({
      id,
      key: contactKey(fields),
      fields,
      primary: targets(employers, id, companyName, associationTypes.contactToPrimaryCompany),
      companies: targets(employers, id, companyName),
    })),
    deals: deals.map((record) => {
      const value = valuesOf(record);
      const stage = pipeline.stages.find(({ id }) => id === value('dealstage'));
      return {
        id: record.id,
        key: value('dealname'),
        fields: {
          name: value('dealname'),
          amount: value('amount') === '' ? '' : String(Number(value('amount'))),
          stage: stage?.label ?? value('dealstage'),
          'close date': dayOf(value('closedate'), timeZone) ?? '',
        },
        company: targets(customers, record.id, companyName, associationTypes.dealToPrimaryCompany),
        contacts: targets(involved, record.id, contactName),
      };
    }),
  };
}

const valuesOf =
  (record: HubspotRecord) =>
  (name: string): string =>
    record.properties[name] ?? '';

function fieldsOfCompany(record: HubspotRecord): AppView['companies'][number]['fields'] {
  const value = valuesOf(record);
  return {
    name: value('name'),
    domain: domainOf(value('domain')),
    city: value('city'),
    phone: value('phone'),
  };
}

function fieldsOfContact(record: HubspotRecord): AppView['contacts'][number]['fields'] {
  const value = valuesOf(record);
  return {
    'first name': value('firstname'),
    'last name': value('lastname'),
    'e-mail': value('email').toLowerCase(),
    'job title': value('jobtitle'),
    phone: value('phone'),
  };
}

/** Names of the associated records, sorted; of all types, or of one. */
function targets(
  associations: readonly Association[],
  from: string,
  name: (id: string) => string,
  type?: number,
): readonly string[] {
  return associations
    .filter((association) => association.from === from && (type === undefined || association.types.includes(type)))
    .map((association) => name(association.to))
    .toSorted();
}
