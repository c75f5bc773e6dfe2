import { crmConfiguration } from '../../commands/support/crm-configuration.ts';
import {
  addCompany,
  addContact,
  addRow,
  associate,
  contactId,
  editRow,
  rowId,
} from '../../commands/support/fill-crm.ts';
import { chunksOf } from '../../commands/support/many-contacts.ts';
import { type Crm, startCrm } from '../../commands/support/start-crm.ts';

const companies = [
  ['Analytical Engines', 'engines.example'],
  ['Bletchley Park', 'bletchley.example'],
  ['Navy Research', 'navy.example'],
  ['Orbital Mechanics', 'orbital.example'],
] as const;

const people = [
  ['Ada', 'Lovelace', 'Chief analyst', 0],
  ['Charles', 'Babbage', 'Engineer', 0],
  ['Alan', 'Turing', 'Cryptanalyst', 1],
  ['Joan', 'Clarke', 'Cryptanalyst', 1],
  ['Mavis', 'Batey', 'Codebreaker', 1],
  ['Grace', 'Hopper', 'Rear admiral', 2],
  ['Jean', 'Bartik', 'Programmer', 2],
  ['Katherine', 'Johnson', 'Mathematician', 3],
  ['Dorothy', 'Vaughan', 'Supervisor', 3],
  ['Annie', 'Easley', 'Rocket scientist', 3],
] as const;

export const emailOf = (first: string, company: number): string =>
  `${first.toLowerCase()}@${companies[company]?.[1] ?? 'nowhere.example'}`;

const deals = Array.from({ length: 60 }, (_, index) => ({
  dealname: `Licence ${String(index + 1).padStart(2, '0')}`,
  dealstage: 'appointmentscheduled',
  amount: String(1200 + 350 * index),
}));

/** Conflicts and deletions wait for a person. */
const configuration = crmConfiguration().replaceAll(
  /^( {2}contacts:\n)/gm,
  '$1    conflicts: { winner: review }\n    deletions: review\n',
);

/**
 * Companies, contacts and deals in step, and then a day in which everything happens that waits for a person: a record that is
 * refused, one that is ambiguous, a conflict, a deletion and an emptied column.
 */
export async function startLivelyWorkspace(): Promise<Crm> {
  const crm = await startCrm();
  await crm.configure(configuration);
  const ids: string[] = [];
  for (const [name, domain] of companies) ids.push(await addCompany(crm, { name, domain }));
  const contacts: string[] = [];
  for (const [firstname, lastname, jobtitle, company] of people) {
    const email = emailOf(firstname, company);
    contacts.push(await addContact(crm, { email, firstname, lastname, jobtitle }, [ids[company] ?? '']));
  }
  for (const chunk of chunksOf(deals, 100)) {
    const made = await crm.hubspot.crm.deals.batchApi.create({
      inputs: chunk.map((properties) => ({ properties, associations: [] })),
    });
    for (const [index, { id }] of made.results.slice(0, 8).entries()) {
      await associate(crm, ['deals', id], ['companies', ids[index % ids.length] ?? ''], 'dealToPrimaryCompany');
      await associate(crm, ['deals', id], ['contacts', contacts[index] ?? ''], 'dealToContact');
    }
  }
  await syncs(crm, 0);

  await addRow(crm, 'People', { Email: 'kim@engines', 'First name': 'Kim' });
  await addRow(crm, 'People', { Email: 'lee@engines', 'First name': 'Lee' });
  await addContact(crm, { email: 'rosalind@orbital.example', firstname: 'Rosalind', lastname: 'Franklin' });
  for (const name of ['Rosalind', 'Rosalind F.']) {
    await addRow(crm, 'People', { Email: 'rosalind@orbital.example', 'First name': name });
  }
  await edit(crm, emailOf('Ada', 0), { lastname: 'Byron' }, { 'Last name': 'King' });
  await edit(crm, emailOf('Grace', 2), {}, { 'Job title': 'Commodore' });
  await crm.hubspot.crm.contacts.basicApi.archive(await contactId(crm, emailOf('Jean', 2)));
  for (const chunk of chunksOf(await crm.base('Deals').select().all(), 10)) {
    // Airtable's client has no type for the blank that its API takes.
    await crm.base('Deals').update(chunk.map(({ id }) => ({ id, fields: { Amount: null as unknown as string } })));
  }
  await syncs(crm, 3, '--full');
  return crm;
}

/** Edits in HubSpot that the next run carries; it is looked at by the clock alone. */
export async function editTitles(crm: Crm): Promise<void> {
  for (const [name, company, title] of [
    ['Alan', 1, 'Head of Hut 8'],
    ['Katherine', 3, 'Flight research'],
    ['Annie', 3, 'Head of batteries'],
  ] as const) {
    const id = await contactId(crm, emailOf(name, company));
    await crm.hubspot.crm.contacts.basicApi.update(id, { properties: { jobtitle: title } });
  }
}

async function edit(
  crm: Crm,
  email: string,
  properties: Readonly<Record<string, string>>,
  fields: Readonly<Record<string, string>>,
): Promise<void> {
  if (Object.keys(properties).length > 0) {
    await crm.hubspot.crm.contacts.basicApi.update(await contactId(crm, email), { properties: { ...properties } });
  }
  await editRow(crm, 'People', await rowId(crm, 'People', 'Email', email), fields);
}

async function syncs(crm: Crm, exitCode: number, ...words: readonly string[]): Promise<void> {
  const told = await crm.run('sync', ...words);
  if (told.exitCode !== exitCode) throw new Error(told.stdout + told.stderr);
}
