import { describe, expect, it } from 'vitest';
import {
  addCompany,
  addContact,
  addRow,
  associate,
  contactId,
  disassociate,
  editRow,
  rowId,
} from './support/fill-crm.ts';
import { readApps } from './support/read-apps.ts';
import { type Crm, startCrm } from './support/start-crm.ts';

/** Syncs, and syncs again: nothing may be left to do. */
async function syncTwice(crm: Crm): Promise<string> {
  const first = await crm.run('sync');
  expect(first).toMatchObject({ exitCode: 0 });
  crm.sandbox.clearRequests();
  expect(await crm.run('sync')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('Nothing to do'),
  });
  expect(crm.writes()).toEqual([]);
  return first.stdout;
}

async function contactsOf(crm: Crm): Promise<Readonly<Record<string, string>>> {
  const { contacts } = await readApps(crm);
  return Object.fromEntries(
    contacts.map(({ email, companies, primary }) => [email, `${primary.join()} of ${companies.join(', ')}`]),
  );
}

async function accountsOf(crm: Crm): Promise<Readonly<Record<string, unknown>>> {
  const { people } = await readApps(crm);
  return Object.fromEntries(people.map(({ Email, Account }) => [String(Email), Account]));
}

async function startPeople() {
  const crm = await startCrm();
  const acme = await addCompany(crm, { name: 'Acme', domain: 'acme.example' });
  const umbrella = await addCompany(crm, { name: 'Umbrella', domain: 'umbrella.example' });
  const ada = await addContact(crm, { email: 'ada@acme.example', firstname: 'Ada' }, [acme]);
  const bob = await addContact(crm, { email: 'bob@acme.example', firstname: 'Bob' }, [acme, umbrella]);
  return { crm, acme, umbrella, ada, bob };
}

describe('the primary company', () => {
  it('moves with the link in Airtable, and the link with it', async () => {
    const { crm, acme, umbrella, ada, bob } = await startPeople();
    await syncTwice(crm);
    expect(await accountsOf(crm)).toEqual({ 'ada@acme.example': ['Acme'], 'bob@acme.example': ['Acme'] });

    const umbrellaRow = await rowId(crm, 'Accounts', 'Name', 'Umbrella');
    const adaRow = await rowId(crm, 'People', 'Email', 'ada@acme.example');
    await editRow(crm, 'People', adaRow, { Account: [umbrellaRow] });
    const moved = await syncTwice(crm);
    expect(moved).toContain('~ HubSpot   ada@acme.example   primary_company  Acme → Umbrella\n');
    expect(moved).toContain('Associations: 1 moved.');
    // The former one is no longer primary, and still associated.
    expect(await contactsOf(crm)).toEqual({
      'ada@acme.example': 'Umbrella of Acme, Umbrella',
      'bob@acme.example': 'Acme of Acme, Umbrella',
    });

    await associate(crm, ['contacts', bob], ['companies', umbrella], 'contactToPrimaryCompany');
    await syncTwice(crm);
    expect(await accountsOf(crm)).toEqual({ 'ada@acme.example': ['Umbrella'], 'bob@acme.example': ['Umbrella'] });

    // Removed in Airtable: nobody is primary, and nobody is promoted.
    await editRow(crm, 'People', adaRow, { Account: [] });
    // Removed in HubSpot.
    await disassociate(crm, ['contacts', bob], ['companies', umbrella]);
    await syncTwice(crm);
    expect(await contactsOf(crm)).toEqual({
      'ada@acme.example': ' of Acme, Umbrella',
      'bob@acme.example': ' of Acme',
    });
    expect(await accountsOf(crm)).toEqual({ 'ada@acme.example': undefined, 'bob@acme.example': undefined });

    await associate(crm, ['contacts', ada], ['companies', acme], 'contactToPrimaryCompany');
    await editRow(crm, 'People', await rowId(crm, 'People', 'Email', 'bob@acme.example'), { Account: [umbrellaRow] });
    await syncTwice(crm);
    expect(await contactsOf(crm)).toEqual({
      'ada@acme.example': 'Acme of Acme, Umbrella',
      'bob@acme.example': 'Umbrella of Acme, Umbrella',
    });
    expect(await accountsOf(crm)).toEqual({ 'ada@acme.example': ['Acme'], 'bob@acme.example': ['Umbrella'] });
  });

  it('is placed once its company has a twin', async () => {
    const { crm, ada } = await startPeople();
    // Two of one name: neither gets a twin.
    const wayne = await addCompany(crm, { name: 'Wayne' });
    await addCompany(crm, { name: 'Wayne' });
    await associate(crm, ['contacts', ada], ['companies', wayne], 'contactToPrimaryCompany');
    const newRow = await addRow(crm, 'Accounts', { Name: 'Stark' });
    await addRow(crm, 'People', { Email: 'tony@stark.example', Account: [newRow] });
    expect(await crm.run('sync')).toMatchObject({ exitCode: 3 });
    expect(await accountsOf(crm)).toMatchObject({ 'ada@acme.example': undefined, 'tony@stark.example': ['Stark'] });
    expect(await contactsOf(crm)).toMatchObject({ 'tony@stark.example': 'Stark of Stark' });
    const told = await crm.run('record', 'hubspot', 'contacts', 'ada@acme.example');
    expect(told.stdout).toMatch(
      /primary_company ↔ Account\n {2}└ .* {2}only in hubspot: its target is left alone in companies \(ambiguous\): .+/,
    );

    await crm.hubspot.crm.companies.basicApi.update(wayne, { properties: { name: 'Wayne Enterprises' } });
    await syncTwice(crm);
    expect(await accountsOf(crm)).toMatchObject({ 'ada@acme.example': ['Wayne Enterprises'] });
  });

  it('keeps its link in Airtable when the company is deleted in HubSpot', async () => {
    const { crm, acme } = await startPeople();
    await syncTwice(crm);
    await crm.hubspot.crm.companies.basicApi.archive(acme);
    await syncTwice(crm);
    expect(await accountsOf(crm)).toEqual({ 'ada@acme.example': ['Acme'], 'bob@acme.example': ['Acme'] });
    expect(await crm.run('sync', '--full')).toMatchObject({ exitCode: 0 });
    await syncTwice(crm);
    const { accounts, companies } = await readApps(crm);
    expect(accounts.map(({ Name }) => Name)).toEqual(['Acme', 'Umbrella']);
    expect(companies.map(({ name }) => name)).toEqual(['Umbrella']);
    expect(await accountsOf(crm)).toEqual({ 'ada@acme.example': ['Acme'], 'bob@acme.example': ['Acme'] });
  });
});

describe('deals and parent companies', () => {
  it('carry their associations both ways', async () => {
    const { crm, acme, umbrella, ada, bob } = await startPeople();
    await associate(crm, ['companies', umbrella], ['companies', acme], 'childToParentCompany');
    const { id: deal } = await crm.hubspot.crm.deals.basicApi.create({
      properties: { dealname: 'Thousand anvils', dealstage: 'closedwon', pipeline: 'default', amount: '12.50' },
      associations: [],
    });
    await associate(crm, ['deals', deal], ['companies', acme], 'dealToPrimaryCompany');
    await associate(crm, ['deals', deal], ['contacts', ada], 'dealToContact');
    await syncTwice(crm);
    const first = await readApps(crm);
    expect(first.opportunities).toEqual([
      { Name: 'Thousand anvils', Stage: 'Closed Won', Amount: 12.5, Account: ['Acme'], Contacts: ['ada@acme.example'] },
    ]);
    expect(first.accounts).toMatchObject([{ Name: 'Acme' }, { Name: 'Umbrella', Parent: ['Acme'] }]);

    // Both sides edit the set of contacts at once, and Airtable turns the parent round.
    const bobRow = await rowId(crm, 'People', 'Email', 'bob@acme.example');
    const adaRow = await rowId(crm, 'People', 'Email', 'ada@acme.example');
    const eveRow = await addRow(crm, 'People', { Email: 'eve@acme.example' });
    const dealRow = await rowId(crm, 'Deals', 'Name', 'Thousand anvils');
    const acmeRow = await rowId(crm, 'Accounts', 'Name', 'Acme');
    const umbrellaRow = await rowId(crm, 'Accounts', 'Name', 'Umbrella');
    await editRow(crm, 'Deals', dealRow, { Contacts: [adaRow, eveRow], Account: [umbrellaRow] });
    await associate(crm, ['deals', deal], ['contacts', bob], 'dealToContact');
    await disassociate(crm, ['deals', deal], ['contacts', ada]);
    await editRow(crm, 'Accounts', umbrellaRow, { Parent: [] });
    await addRow(crm, 'Deals', {
      Name: 'Rocket skates',
      Stage: 'Appointment Scheduled',
      Contacts: [bobRow],
      Account: [acmeRow],
    });
    await syncTwice(crm);
    const second = await readApps(crm);
    const contacts = ['bob@acme.example', 'eve@acme.example'];
    expect(second.opportunities).toMatchObject([
      { Name: 'Rocket skates', Contacts: ['bob@acme.example'], Account: ['Acme'] },
      { Name: 'Thousand anvils', Contacts: contacts, Account: ['Umbrella'] },
    ]);
    expect(second.deals).toEqual([
      {
        dealname: 'Rocket skates',
        dealstage: 'appointmentscheduled',
        contacts: ['bob@acme.example'],
        primary: ['Acme'],
      },
      { dealname: 'Thousand anvils', dealstage: 'closedwon', contacts, primary: ['Umbrella'] },
    ]);
    expect(second.companies).toMatchObject([
      { name: 'Acme', parent: '' },
      { name: 'Umbrella', parent: '' },
    ]);

    await editRow(crm, 'Accounts', acmeRow, { Parent: [umbrellaRow] });
    await syncTwice(crm);
    expect((await readApps(crm)).companies).toMatchObject([
      { name: 'Acme', parent: 'Umbrella' },
      { name: 'Umbrella', parent: '' },
    ]);
  });
});

describe('identity', () => {
  it('outlives a merge in HubSpot: the link stays, nothing is created', async () => {
    const { crm, ada } = await startPeople();
    await syncTwice(crm);
    const twin = await addContact(crm, { email: 'lovelace@acme.example', firstname: 'A.' });
    const merged = await crm.hubspot.crm.contacts.basicApi.merge({ primaryObjectId: ada, objectIdToMerge: twin });
    expect(merged.id).not.toBe(ada);
    await syncTwice(crm);
    expect(Object.keys(await accountsOf(crm))).toEqual(['ada@acme.example', 'bob@acme.example']);

    await editRow(crm, 'People', await rowId(crm, 'People', 'Email', 'ada@acme.example'), { 'Job title': 'Countess' });
    await syncTwice(crm);
    const { properties } = await crm.hubspot.crm.contacts.basicApi.getById(merged.id, ['jobtitle', 'email']);
    expect(properties).toMatchObject({ jobtitle: 'Countess', email: 'ada@acme.example' });
    expect((await readApps(crm)).contacts).toHaveLength(2);
  });

  it('is found where HubSpot says that a contact exists: by its second e-mail address, or made after the read', async () => {
    // No search shows what was made after the first sync.
    const crm = await startCrm({ hubspot: { searchLagMs: 10 ** 10 } });
    await syncTwice(crm);
    const ada = await addContact(crm, { email: 'ada@acme.example', firstname: 'Ada' });
    const other = await addContact(crm, { email: 'countess@acme.example' });
    await crm.hubspot.crm.contacts.basicApi.merge({ primaryObjectId: ada, objectIdToMerge: other });
    await addRow(crm, 'People', { Email: 'countess@acme.example', 'Job title': 'Countess' });
    await syncTwice(crm);
    expect(await readApps(crm)).toMatchObject({
      contacts: [{ email: 'ada@acme.example' }],
      people: [{ Email: 'ada@acme.example', 'Job title': 'Countess', 'First name': 'Ada' }],
    });

    await addContact(crm, { email: 'bob@acme.example', firstname: 'Bob' });
    await addRow(crm, 'People', { Email: 'bob@acme.example', 'Last name': 'Builder' });
    const told = await crm.run('sync');
    expect(told.exitCode).toBe(0);
    expect(await readApps(crm)).toMatchObject({
      contacts: [{ email: 'ada@acme.example' }, { email: 'bob@acme.example', firstname: 'Bob' }],
      people: [
        { Email: 'ada@acme.example' },
        { Email: 'bob@acme.example', 'First name': 'Bob', 'Last name': 'Builder' },
      ],
    });
    const { properties } = await crm.hubspot.crm.contacts.basicApi.getById(await contactId(crm, 'bob@acme.example'), [
      'lastname',
    ]);
    expect(properties).toMatchObject({ lastname: 'Builder' });
  });
});

describe('a conflict', () => {
  it('is settled by the rule, told, and the value that loses is kept in the log', async () => {
    const { crm, ada } = await startPeople();
    await syncTwice(crm);
    await crm.hubspot.crm.contacts.basicApi.update(ada, { properties: { jobtitle: 'CEO' } });
    await editRow(crm, 'People', await rowId(crm, 'People', 'Email', 'ada@acme.example'), { 'Job title': 'CTO' });
    const plan = await crm.run('plan');
    expect(plan.stdout).toContain('Job title  CTO | CEO   HubSpot wins, CTO kept in the conflict log');
    const told = await crm.run('sync');
    expect(told).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 value in the conflict log.') });
    expect((await readApps(crm)).people).toMatchObject([{ 'Job title': 'CEO' }, {}]);
  });
});
