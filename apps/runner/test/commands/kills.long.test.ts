import { createTestRandom } from '@linkwright/core/testing';
import { expect, it } from 'vitest';
import { crmConfiguration } from './support/crm-configuration.ts';
import { editRow } from './support/fill-crm.ts';
import {
  addAccounts,
  addCompanies,
  addContacts,
  addPeople,
  companyName,
  type Expected,
  lineOf,
  readContacts,
  readPeople,
} from './support/many-contacts.ts';
import { startMortalCrm } from './support/start-mortal-crm.ts';

/** `LINKWRIGHT_KILLS=50` is the whole proof, of 5,000 contacts and 500 companies; it takes some ten minutes. */
const kills = Number(process.env.LINKWRIGHT_KILLS ?? 8);
const seed = Number(process.env.LINKWRIGHT_KILLS_SEED ?? 1);
const companies = kills * 10;
const contacts = kills * 100;

it(`a sync of ${contacts} contacts and ${companies} companies, killed ${kills} times while people edit: nothing twice, nothing lost`, async ({
  annotate,
}) => {
  const random = createTestRandom(seed);
  const draw = (below: number): number => Math.floor(random() * below);
  const mortal = await startMortalCrm();
  const { crm } = mortal;
  // Both apps are full, and nobody in one is in the other: that is meant here.
  const configuration = crmConfiguration(['companies', 'contacts']);
  await crm.configure(configuration.replace(/^version: 1\n/, '$&brakes: { create: off }\n'));

  // A fifth of everything is in Airtable at first, so that both apps get new records.
  const expected = new Map<string, Expected>();
  const names = Array.from({ length: companies }, (_, index) => companyName(index));
  const [here, there] = [names.slice(companies / 5), names.slice(0, companies / 5)];
  for (let index = 0; index < contacts; index += 1) {
    const company = companyName(index % companies);
    expected.set(`p${index}@x.example`, { first: `First ${index}`, title: `Title ${draw(9)}`, company });
  }
  const of = (wanted: readonly string[]) => [...expected].filter(([, { company }]) => wanted.includes(company));
  const companyIds = await addCompanies(crm, here);
  await addContacts(crm, of(here), companyIds);
  const accountIds = await addAccounts(crm, there);
  await addPeople(crm, of(there), accountIds);

  /** People edit records of either app, each a field that nobody edits in the other one, and add some. */
  const edit = async (round: number): Promise<void> => {
    const inHubspot = await crm.hubspot.crm.contacts.getAll(100, undefined, ['email']);
    for (let times = 0; times < 5; times += 1) {
      const contact = inHubspot[draw(inHubspot.length)];
      const known = expected.get(contact?.properties.email ?? '');
      if (!contact || !known) continue;
      known.title = `Title ${round}.${times}`;
      await crm.hubspot.crm.contacts.basicApi.update(contact.id, { properties: { jobtitle: known.title } });
    }
    // Not the last rows: one whose create nobody saw the answer of is merged without a base, by the conflict rule.
    const rows = (await crm.base('People').select().all()).slice(0, -20);
    const accounts = await crm.base('Accounts').select().all();
    for (let times = 0; times < 5; times += 1) {
      const row = rows[draw(rows.length)];
      const account = accounts[draw(accounts.length)];
      const known = expected.get(String(row?.fields.Email));
      if (!row || !account || !known) continue;
      known.first = `First ${round}.${times}`;
      known.company = String(account.fields.Name);
      await editRow(crm, 'People', row.id, { 'First name': known.first, Account: [account.id] });
    }
    const news = (place: string, company: string): [string, Expected] => {
      const added: [string, Expected] = [
        `new${round}-${place}@x.example`,
        { first: `New ${round}`, title: `Title ${round}`, company },
      ];
      expected.set(...added);
      return added;
    };
    await addContacts(crm, [news('hubspot', here[draw(here.length)] ?? '')], companyIds);
    await addPeople(crm, [news('airtable', there[draw(there.length)] ?? '')], accountIds);
  };

  let killed = 0;
  let ended = 0;
  while (killed < kills) {
    const result = await mortal.dieAt(1 + draw(60), random() < 0.5 ? 0 : draw(40));
    if (result === null) killed += 1;
    else {
      ended += 1;
      expect(result).toMatchObject({ exitCode: 0 });
    }
    expect(await mortal.integrity()).toBe('ok');
    // From the middle on, and whenever there is nothing left to do.
    if (result !== null || (killed >= kills / 2 && killed % 4 === 0)) await edit(killed + ended);
  }
  const last = await mortal.dieAt(Number.POSITIVE_INFINITY, 0);
  expect(last).toMatchObject({ exitCode: 0 });

  const lines = [...expected].map(([email, person]) => lineOf(email, person)).sort();
  const hubspot = await readContacts(crm);
  const airtable = await readPeople(crm);
  expect(hubspot.contacts).toEqual(lines);
  expect(airtable.people).toEqual(lines);
  expect(hubspot.companies).toEqual([...names].sort());
  expect(airtable.accounts).toEqual([...names].sort());
  // No create was sent again: what reached an app, it has once.
  const added = (place: string): number => [...expected.keys()].filter((email) => email.includes(`-${place}`)).length;
  const { length: contactsHere } = lines.filter((line) => line.startsWith('p')).slice(contacts / 5);
  expect(mortal.creates('hubspot')).toBe(there.length + contacts / 5 + added('airtable'));
  expect(mortal.creates('airtable')).toBe(here.length + contactsHere + added('hubspot'));
  // A process that dies reads at most one page again.
  const least = Math.ceil((contacts * 4) / 500) + Math.ceil((companies * 4) / 500);
  expect(mortal.pages('hubspot')).toBeLessThanOrEqual(least + kills);
  const sent = (['hubspot', 'airtable'] as const).map(
    (app) => `${app}: ${mortal.creates(app)} creates, ${mortal.pages(app)} pages of lists`,
  );
  await annotate(`${killed} kills, ${ended} runs ended in between; ${sent.join('; ')}`);

  crm.sandbox.clearRequests();
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Nothing to do') });
  expect(crm.writes()).toEqual([]);
}, 3_600_000);
