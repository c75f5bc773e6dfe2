import { describe, expect, it } from 'vitest';
import { addContact, addRow, editRow, rowId } from './support/fill-crm.ts';
import { readApps } from './support/read-apps.ts';
import { type Crm, startCrm } from './support/start-crm.ts';

const secondary = async ({ hubspot }: Crm, method: 'PUT' | 'DELETE', id: string, email: string): Promise<void> => {
  await hubspot.apiRequest({ method, path: `/contacts/v1/secondary-email/${id}/email/${email}` });
};

const people = async (crm: Crm) => (await readApps(crm)).people.map(({ Email }) => Email);
const contacts = async (crm: Crm) => (await readApps(crm)).contacts.map(({ email }) => email);

/** Nothing is written by HubSpot's client or Airtable's but what the test does. */
async function expectQuiet(crm: Crm, exitCode: number): Promise<string> {
  crm.sandbox.clearRequests();
  const { stdout, exitCode: code } = await crm.run('sync');
  expect(code).toBe(exitCode);
  expect(crm.writes()).toEqual([]);
  return stdout;
}

describe('a secondary e-mail of a contact', () => {
  it('pairs the contact with whoever bears it, on a first sync and later', async () => {
    const crm = await startCrm();
    const ada = await addContact(crm, { email: 'ada@acme.example', firstname: 'Ada' });
    await secondary(crm, 'PUT', ada, 'countess@acme.example');
    await addRow(crm, 'People', { Email: 'Countess@acme.example', 'Job title': 'Countess' });
    const bob = await addContact(crm, { email: 'bob@acme.example', firstname: 'Bob' });
    expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
    expect(await readApps(crm)).toMatchObject({
      contacts: [{ email: 'ada@acme.example' }, { email: 'bob@acme.example' }],
      people: [
        { Email: 'ada@acme.example', 'First name': 'Ada', 'Job title': 'Countess' },
        { Email: 'bob@acme.example' },
      ],
    });
    await expectQuiet(crm, 0);
    // Got and lost, it is nobody's edit of the e-mail.
    await secondary(crm, 'PUT', bob, 'robert@acme.example');
    await expectQuiet(crm, 0);
    await secondary(crm, 'DELETE', bob, 'robert@acme.example');
    await expectQuiet(crm, 0);
    expect(await people(crm)).toEqual(['ada@acme.example', 'bob@acme.example']);
  });

  it('is nobody else’s: a row that bears it waits, and says who has it', async () => {
    const crm = await startCrm();
    const ada = await addContact(crm, { email: 'ada@acme.example', firstname: 'Ada' });
    expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
    await secondary(crm, 'PUT', ada, 'countess@acme.example');
    await addRow(crm, 'People', { Email: 'countess@acme.example', 'Job title': 'Countess' });
    const told = await expectQuiet(crm, 3);
    expect(told).toContain('1 ambiguous');
    const { stdout } = await crm.run('status', '--json');
    expect(stdout).toContain(`Email \\"countess@acme.example\\" is also borne by 1 in HubSpot (${ada})`);
    expect(await contacts(crm)).toEqual(['ada@acme.example']);
    const found = await crm.run('record', 'hubspot', 'contacts', 'countess@acme.example');
    expect(found.stdout).toContain('ada@acme.example');
    // Given up there, it is a person of its own.
    await secondary(crm, 'DELETE', ada, 'countess@acme.example');
    expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
    expect(await contacts(crm)).toEqual(['ada@acme.example', 'countess@acme.example']);
  });

  it('by which a contact reaches a second row: nothing is linked, and each of the three names the others', async () => {
    const crm = await startCrm();
    const ada = await addContact(crm, { email: 'ada@acme.example', firstname: 'Ada' });
    await secondary(crm, 'PUT', ada, 'countess@acme.example');
    await addRow(crm, 'People', { Email: 'ada@acme.example', 'Job title': 'Author' });
    await addRow(crm, 'People', { Email: 'countess@acme.example', 'Job title': 'Countess' });
    await expectQuiet(crm, 3);
    const first = await rowId(crm, 'People', 'Email', 'ada@acme.example');
    const second = await rowId(crm, 'People', 'Email', 'countess@acme.example');
    const { stdout } = await crm.run('status', '--json');
    expect(stdout).toContain(
      `email \\"ada@acme.example\\" is also borne by 1 in Airtable (${first}), \\"countess@acme.example\\" by 1 in Airtable (${second})`,
    );
    expect(stdout).toContain(
      `Email \\"countess@acme.example\\" is also borne by 1 in HubSpot (${ada}), whose \\"ada@acme.example\\" is borne by 1 more in Airtable (${first})`,
    );
    await editRow(crm, 'People', second, { Email: 'other@acme.example' });
    expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
    expect(await contacts(crm)).toEqual(['ada@acme.example', 'other@acme.example']);
    await expectQuiet(crm, 0);
  });

  it('that a merger brought: the survivor keeps the twin of its own e-mail, the other one stays as it is', async () => {
    const crm = await startCrm();
    const young = await addContact(crm, { email: 'young@acme.example', firstname: 'Young' });
    expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
    const old = await addContact(crm, { email: 'old@acme.example', firstname: 'Old' });
    expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
    await crm.hubspot.crm.contacts.basicApi.merge({ primaryObjectId: old, objectIdToMerge: young });
    await expectQuiet(crm, 3);
    expect(await people(crm)).toEqual(['old@acme.example', 'young@acme.example']);
    await editRow(crm, 'People', await rowId(crm, 'People', 'Email', 'young@acme.example'), {
      'Job title': 'Left over',
    });
    await expectQuiet(crm, 3);
    expect(await readApps(crm)).toMatchObject({ contacts: [{ email: 'old@acme.example', firstname: 'Old' }] });
  });
});
