import type { BenchAirtable } from '../bench-airtable.ts';
import type { BenchHubspot } from '../bench-hubspot.ts';
import type { BenchKintone } from '../bench-kintone.ts';

/** The contacts of an app, as a person edits them: through its own client. */
export interface EditedSide {
  /** The app's own name. */
  readonly name: string;
  setTitle(email: string, title: string): Promise<void>;
  title(email: string): Promise<string | null>;
}

export function hubspotSide({ client }: BenchHubspot): EditedSide {
  const ids = lazily(async () => {
    const { results } = await client.crm.contacts.basicApi.getPage(100, undefined, ['email']);
    return new Map(results.map(({ id, properties }) => [properties.email ?? '', id]));
  });
  return {
    name: 'HubSpot',
    async setTitle(email, jobtitle) {
      await client.crm.contacts.basicApi.update(await ids(email), { properties: { jobtitle } });
    },
    async title(email) {
      return (await client.crm.contacts.basicApi.getById(await ids(email), ['jobtitle'])).properties.jobtitle ?? null;
    },
  };
}

export function airtableSide({ base }: BenchAirtable): EditedSide {
  const ids = lazily(async () => {
    const rows = await base('Contacts').select().all();
    return new Map(rows.map((row) => [String(row.get('Email')), row.id]));
  });
  return {
    name: 'Airtable',
    async setTitle(email, title) {
      await base('Contacts').update(await ids(email), { 'Job title': title });
    },
    title: async (email) => textOf((await base('Contacts').find(await ids(email))).get('Job title')),
  };
}

export function kintoneSide({ client, apps: { contacts: app } }: BenchKintone): EditedSide {
  const ids = lazily(async () => {
    const records = await client.record.getAllRecords({ app });
    return new Map(records.map(({ Email, $id }) => [String(Email?.value), String($id?.value)]));
  });
  return {
    name: 'Kintone',
    async setTitle(email, title) {
      await client.record.updateRecord({ app, id: await ids(email), record: { Job_title: { value: title } } });
    },
    async title(email) {
      const { record } = await client.record.getRecord({ app, id: await ids(email) });
      return textOf(record.Job_title?.value);
    },
  };
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** Ids by e-mail address, looked up once: contacts are neither added nor removed meanwhile. */
function lazily(load: () => Promise<ReadonlyMap<string, string>>): (email: string) => Promise<string> {
  let loaded: Promise<ReadonlyMap<string, string>> | null = null;
  return async (email) => {
    loaded ??= load();
    const id = (await loaded).get(email);
    if (id === undefined) throw new Error(`There is no contact ${email}.`);
    return id;
  };
}
