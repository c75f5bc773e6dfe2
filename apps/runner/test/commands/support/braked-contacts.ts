import { withSyncs } from './crm-configuration.ts';
import { chunksOf } from './many-contacts.ts';
import { type Crm, startCrm } from './start-crm.ts';

/** Contacts of HubSpot and People of Airtable in step, without companies. */
export const contactsAlone = (more: readonly string[] = []): string =>
  withSyncs(`  contacts:
    left: { connection: hubspot, object: contacts }
    right: { connection: airtable, object: People }
    match: { left: email, right: Email }
    fields:
      - { left: email, right: Email }
      - { left: firstname, right: First name }
      - { left: lastname, right: Last name }
      - { left: jobtitle, right: Job title }
    associations: []
${more.map((line) => `    ${line}\n`).join('')}`);

export const emailOf = (index: number): string => `person${index}@brakes.example`;

/** So many contacts on both sides, linked by a first sync. */
export async function startContacts(count: number, more: readonly string[] = []): Promise<Crm> {
  const crm = await startCrm();
  await crm.configure(contactsAlone(more));
  await addPeopleOfHubspot(crm, count);
  const first = await crm.run('sync');
  if (first.exitCode !== 0) throw new Error(first.stdout + first.stderr);
  return crm;
}

export async function addPeopleOfHubspot({ hubspot }: Crm, count: number, email = emailOf): Promise<void> {
  const indexes = Array.from({ length: count }, (_, index) => index);
  for (const chunk of chunksOf(indexes, 100)) {
    const inputs = chunk.map((index) => ({
      properties: {
        email: email(index),
        firstname: `First ${index}`,
        lastname: `Last ${index}`,
        jobtitle: `Title ${index}`,
      },
      associations: [],
    }));
    await hubspot.crm.contacts.batchApi.create({ inputs });
  }
}

/** An edit of every row of People, as an import makes it. `null` empties. */
export async function editAllPeople(
  { base }: Crm,
  fields: (number: number) => Record<string, string | null>,
): Promise<void> {
  const rows = await base('People').select().all();
  for (const chunk of chunksOf(rows, 10)) {
    const edits = chunk.map((row) => {
      const number = Number(/\d+/.exec(String(row.fields.Email))?.[0]);
      // Airtable's client has no type for the blank that its API takes.
      return { id: row.id, fields: fields(number) as Record<string, string> };
    });
    await base('People').update(edits);
  }
}

/** How many contacts of HubSpot hold something in a property, and how many there are. */
export async function filledContacts(
  { hubspot }: Crm,
  property: string,
): Promise<readonly [filled: number, all: number]> {
  const contacts = await hubspot.crm.contacts.getAll(100, undefined, [property]);
  return [contacts.filter(({ properties }) => (properties[property] ?? '') !== '').length, contacts.length];
}
