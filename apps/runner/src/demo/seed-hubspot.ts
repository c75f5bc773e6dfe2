import { type Association, associationTypes, type HubspotApi, type HubspotProperties } from './hubspot-api.ts';
import type { SampleSide } from './sample-data.ts';
import type { SampleCompany, SampleContact, SampleDeal } from './sample-records.ts';

/** Fills a portal through HubSpot's own API: batches of records, then their associations. */
export async function seedHubspot(api: HubspotApi, sample: SampleSide): Promise<void> {
  const pipeline = await api.dealPipeline();
  const companies = await createAll(api, 'companies', sample.companies, companyProperties);
  const contacts = await createAll(api, 'contacts', sample.contacts, contactProperties);
  const deals = await createAll(api, 'deals', sample.deals, (deal) => ({
    dealname: deal.name,
    amount: String(deal.amount),
    closedate: deal.closeDate,
    pipeline: pipeline.id,
    dealstage: pipeline.stages[deal.stage]?.id ?? '',
  }));

  await api.associate(
    'companies',
    'companies',
    sample.companies.flatMap((company) =>
      pairs(companies, company.key, companies, [company.parent], () => [associationTypes.childToParentCompany]),
    ),
  );
  await api.associate(
    'contacts',
    'companies',
    sample.contacts.flatMap((contact) =>
      pairs(contacts, contact.key, companies, contact.companies, (company) =>
        company === contact.primary
          ? [associationTypes.contactToCompany, associationTypes.contactToPrimaryCompany]
          : [associationTypes.contactToCompany],
      ),
    ),
  );
  await api.associate(
    'deals',
    'companies',
    sample.deals.flatMap((deal) =>
      pairs(deals, deal.key, companies, [deal.company], () => [
        associationTypes.dealToCompany,
        associationTypes.dealToPrimaryCompany,
      ]),
    ),
  );
  await api.associate(
    'deals',
    'contacts',
    sample.deals.flatMap((deal) =>
      pairs(deals, deal.key, contacts, deal.contacts, () => [associationTypes.dealToContact]),
    ),
  );
}

const companyProperties = (company: SampleCompany): HubspotProperties =>
  filled({
    name: company.name,
    domain: company.domain,
    city: company.city,
    phone: company.phone,
  });

const contactProperties = (contact: SampleContact): HubspotProperties =>
  filled({
    firstname: contact.firstName,
    lastname: contact.lastName,
    email: contact.email,
    jobtitle: contact.jobTitle,
    phone: contact.phone,
  });

type Ids = ReadonlyMap<string, string>;

/** Ids by key. */
async function createAll<Item extends SampleCompany | SampleContact | SampleDeal>(
  api: HubspotApi,
  object: string,
  items: readonly Item[],
  propertiesOf: (item: Item) => HubspotProperties,
): Promise<Ids> {
  const ids = await api.create(object, items.map(propertiesOf));
  return new Map(items.map(({ key }, index) => [key, ids[index] ?? '']));
}

function pairs(
  from: Ids,
  key: string,
  to: Ids,
  targets: readonly (string | null)[],
  types: (target: string) => readonly number[],
): readonly Association[] {
  const source = from.get(key);
  return targets.flatMap((target) => {
    const id = target === null ? undefined : to.get(target);
    return source === undefined || target === null || id === undefined
      ? []
      : [{ from: source, to: id, types: types(target) }];
  });
}

function filled(values: Readonly<Record<string, string | null>>): HubspotProperties {
  return Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}
