import { describe, expect, it } from 'vitest';
import { crmConfiguration } from './support/crm-configuration.ts';
import { addContact } from './support/fill-crm.ts';
import { type Crm, startCrm } from './support/start-crm.ts';

const emailsInAirtable = async (crm: Crm): Promise<readonly unknown[]> =>
  (await crm.base('People').select().all()).map((record) => record.get('Email')).sort();

const emailsInHubspot = async (crm: Crm): Promise<readonly unknown[]> =>
  (await crm.hubspot.crm.contacts.getAll(undefined, undefined, ['email']))
    .map(({ properties }) => properties.email)
    .sort();

const withRule = (deletions: string): string =>
  crmConfiguration().replace(/^ {2}contacts:\n/m, `$&    deletions: ${deletions}\n`);

/** Two people in both apps, in step; the rule stands in the file. */
async function startLinked(deletions: string): Promise<{ readonly crm: Crm; readonly ada: string }> {
  const crm = await startCrm();
  await crm.configure(withRule(deletions));
  const ada = await addContact(crm, { email: 'ada@acme.example', firstname: 'Ada' });
  await addContact(crm, { email: 'bob@acme.example', firstname: 'Bob' });
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  expect(await emailsInAirtable(crm)).toEqual(['ada@acme.example', 'bob@acme.example']);
  return { crm, ada };
}

describe('deletions', () => {
  it('are refused as a rule where they are final, and carried over where the file says so', async () => {
    const { crm, ada } = await startLinked('{ archive: permanently }');
    await crm.hubspot.crm.contacts.basicApi.archive(ada);
    const plan = await crm.run('plan', '--full');
    expect(plan.stdout).toMatch(/^ {2}− Airtable {2}ada@acme\.example +archived +\(deleted in HubSpot\)$/m);
    expect(plan.stdout).toContain('Airtable: 1 archived.');
    expect(await emailsInAirtable(crm)).toHaveLength(2);
    expect(await crm.run('sync', '--full')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('Airtable: 1 archived.'),
    });
    expect(await emailsInAirtable(crm)).toEqual(['bob@acme.example']);
    // Both are gone, and their story is still told.
    const story = await crm.run('record', 'airtable', 'People', 'ADA@acme.example');
    expect(story.exitCode).toBe(0);
    expect(story.stdout).toContain(ada);
    expect(story.stdout).toMatch(
      /^ada@acme\.example {3}contacts {3}no longer linked: one of the two was deleted, and the other one archived after it$/m,
    );
    expect(story.stdout).toMatch(/airtable archived/);

    // The other way, where the app keeps it in a bin.
    const [bob] = await crm.base('People').select().all();
    await crm.base('People').destroy(bob?.id ?? '');
    expect(await crm.run('sync', '--full')).toMatchObject({ stdout: expect.stringContaining('HubSpot: 1 archived.') });
    expect(await emailsInHubspot(crm)).toEqual([]);
    expect(await crm.run('sync', '--full')).toMatchObject({ stdout: expect.stringContaining('Nothing to do') });

    await crm.configure(withRule('archive'));
    const check = await crm.run('check');
    expect(check.exitCode).toBe(2);
    expect(check.stderr).toContain('What is archived in Airtable People cannot be restored from here.');
  });

  it('wait for a person with `review`: listed, approved, rejected, and settled by a restored record', async () => {
    const { crm, ada } = await startLinked('review');
    const [, bob] = await crm.hubspot.crm.contacts.getAll();
    await crm.hubspot.crm.contacts.basicApi.archive(ada);
    await crm.hubspot.crm.contacts.basicApi.archive(bob?.id ?? '');
    expect(await crm.run('sync', '--full')).toMatchObject({ exitCode: 3 });
    const list = await crm.run('review');
    expect(list.exitCode).toBe(3);
    expect(list.stdout).toMatch(
      /\? Airtable {2}ada@acme\.example \(rec\w+\) {3}its twin in HubSpot \(\d+\) was deleted/,
    );
    expect(list.stdout).toContain(
      'approve: it is archived as well, which Airtable cannot take back. reject: it stays.',
    );
    expect(list.stdout).toContain('2 records to decide.');
    const heads = async (): Promise<string> =>
      (await crm.run('record', 'airtable', 'People', 'ada@acme.example')).stdout;
    expect(await heads()).toContain(
      'no longer linked: one of the two was deleted, and linkwright review decides about the other one\n',
    );

    expect(await crm.run('review', 'approve', 'ada@acme.example')).toMatchObject({
      exitCode: 0,
      stdout: '1 record to be archived: linkwright sync.\n',
    });
    expect(await heads()).toContain('one of the two was deleted, and the other one is to be archived as well\n');
    // The list names the deleted twin, too.
    expect(await crm.run('review', 'reject', bob?.id ?? '')).toMatchObject({
      exitCode: 0,
      stdout: '1 record left as it is.\n',
    });
    expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
    expect(await emailsInAirtable(crm)).toEqual(['bob@acme.example']);
    expect((await crm.document('review')).document).toMatchObject({ items: [] });
    expect(await crm.run('review', 'approve', 'bob@acme.example')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('No decision is waiting about "bob@acme.example".'),
    });
    expect(await crm.run('review', 'approve')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('No record was named.'),
    });
  });
});
