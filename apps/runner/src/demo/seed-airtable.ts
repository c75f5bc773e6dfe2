import type { AirtableApi, AirtableCells } from './airtable-api.ts';
import { DemoFailure } from './demo-failure.ts';
import { withWholeAddress } from './sample-cast.ts';
import type { SampleSide } from './sample-data.ts';

const text = (name: string): object => ({ name, type: 'singleLineText' });

/** Makes a base as a sales team would have it, and fills in what is there already. Returns its id. */
export async function seedAirtable(
  api: AirtableApi,
  sample: SampleSide,
  /** Labels, in the order of the pipeline. */
  stages: readonly string[],
): Promise<string> {
  const base = await api.createBase('Sales', [
    {
      name: 'Accounts',
      fields: [text('Name'), { name: 'Website', type: 'url' }, text('City'), { name: 'Phone', type: 'phoneNumber' }],
    },
    {
      name: 'People',
      fields: [
        { name: 'Email', type: 'email' },
        text('First name'),
        text('Last name'),
        text('Job title'),
        { name: 'Phone', type: 'phoneNumber' },
      ],
    },
    {
      name: 'Deals',
      fields: [
        text('Name'),
        { name: 'Amount', type: 'currency', options: { precision: 2, symbol: '€' } },
        { name: 'Stage', type: 'singleSelect', options: { choices: stages.map((name) => ({ name })) } },
        { name: 'Close date', type: 'date', options: { dateFormat: { name: 'iso' } } },
      ],
    },
  ]);
  const table = (name: string): (typeof base.tables)[number] => {
    const found = base.tables.find((candidate) => candidate.name === name);
    if (found === undefined) throw new DemoFailure(`Airtable made a base without the table ${name}.`);
    return found;
  };
  const accounts = table('Accounts');
  const people = table('People');
  await api.addLink(base.id, { table: accounts, name: 'Parent', to: accounts });
  await api.addLink(base.id, { table: people, name: 'Account', to: accounts });
  await api.addLink(base.id, { table: people, name: 'Companies', to: accounts });
  await api.addLink(base.id, { table: table('Deals'), name: 'Account', to: accounts });
  await api.addLink(base.id, { table: table('Deals'), name: 'People', to: people });
  await fill(api, base.id, sample, stages);
  return base.id;
}

async function fill(api: AirtableApi, baseId: string, sample: SampleSide, stages: readonly string[]): Promise<void> {
  const accounts = new Map<string, string>();
  const people = new Map<string, string>();
  const links = (ids: ReadonlyMap<string, string>, keys: readonly (string | null)[]): readonly string[] =>
    keys.flatMap((key) => (key === null ? [] : (ids.get(key) ?? [])));
  const create = async (
    table: string,
    items: readonly { readonly key: string; readonly cells: AirtableCells }[],
    ids: Map<string, string>,
  ): Promise<void> => {
    const made = await api.create(
      baseId,
      table,
      items.map(({ cells }) => filled(cells)),
    );
    for (const [index, { key }] of items.entries()) ids.set(key, made[index] ?? '');
  };

  // Parents first: a link needs a record to point at.
  const roots = sample.companies.filter((company) => company.parent === null);
  const children = sample.companies.filter((company) => company.parent !== null);
  for (const companies of [roots, children]) {
    const items = companies.map(({ key, name, domain, city, phone, parent }) => ({
      key,
      cells: {
        Name: name,
        Website: domain !== null && withWholeAddress.includes(key) ? `https://www.${domain}/` : domain,
        City: city,
        Phone: phone,
        Parent: links(accounts, [parent]),
      },
    }));
    await create('Accounts', items, accounts);
  }
  await create(
    'People',
    sample.contacts.map((contact) => ({
      key: contact.key,
      cells: {
        Email: contact.email,
        'First name': contact.firstName,
        'Last name': contact.lastName,
        'Job title': contact.jobTitle,
        Phone: contact.phone,
        Account: links(accounts, [contact.primary]),
        Companies: links(accounts, contact.companies),
      },
    })),
    people,
  );
  await create(
    'Deals',
    sample.deals.map((deal) => ({
      key: deal.key,
      cells: {
        Name: deal.name,
        Amount: deal.amount,
        Stage: stages[deal.stage] ?? null,
        'Close date': deal.closeDate.slice(0, 10),
        Account: links(accounts, [deal.company]),
        People: links(people, deal.contacts),
      },
    })),
    new Map(),
  );
}

function filled(cells: AirtableCells): AirtableCells {
  return Object.fromEntries(Object.entries(cells).filter(([, value]) => value !== null));
}
