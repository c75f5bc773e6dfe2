import { describe, expect, it } from 'vitest';
import { crmConfiguration } from './support/crm-configuration.ts';
import { addContact } from './support/fill-crm.ts';
import { startCrm } from './support/start-crm.ts';
import { type Portals, portalSync, startPortals } from './support/start-portals.ts';

const ada = { email: 'ada@acme.example', firstname: 'Ada' };
const augusta = { email: 'augusta@acme.example', firstname: 'Augusta', jobtitle: 'Countess' };

/** Two people of two companies in both portals; in sales they have become one. */
async function startMerged(): Promise<Portals & { readonly twins: Readonly<Record<'ada' | 'augusta', string>> }> {
  const portals = await startPortals(portalSync('companies') + portalSync('contacts'));
  const { sales, support } = portals;
  const [acme, umbrella] = [
    await sales.addCompany({ name: 'Acme', domain: 'acme.example' }),
    await sales.addCompany({ name: 'Umbrella', domain: 'umbrella.example' }),
  ];
  const one = await sales.addContact(ada, [acme]);
  const other = await sales.addContact(augusta, [umbrella]);
  expect(await portals.run('sync')).toMatchObject({ exitCode: 0 });
  const twins = {
    ada: await support.idOf('contacts', 'email', ada.email),
    augusta: await support.idOf('contacts', 'email', augusta.email),
  };
  await sales.hubspot.crm.contacts.basicApi.merge({ primaryObjectId: one, objectIdToMerge: other });
  expect(await portals.run('sync', '--full')).toMatchObject({ exitCode: 3 });
  expect(Object.keys((await support.read()).contacts)).toHaveLength(2);
  return { ...portals, twins };
}

describe('a merger in one app', () => {
  it('is shown with both twins, made in the other app once approved, and told by record and undo as final', async () => {
    const portals = await startMerged();
    const { support, twins } = portals;
    const list = await portals.run('review');
    expect(list.exitCode).toBe(3);
    expect(list.stdout).toContain(`? HubSpot (support)  augusta@acme.example (${twins.augusta})`);
    expect(list.stdout).toContain(`beside ada@acme.example (${twins.ada})`);
    expect(list.stdout.replace(/\s+/g, ' ')).toContain(
      'approve: it is merged into ada@acme.example there too, which HubSpot (support) cannot take back. reject: the two are kept apart.',
    );
    expect(await portals.run('review', 'approve', 'augusta@acme.example')).toMatchObject({
      exitCode: 0,
      stdout: '1 record to be merged: linkwright sync.\n',
    });

    const plan = await portals.run('plan');
    expect(plan.stdout).toMatch(
      /− HubSpot \(support\) {2}augusta@acme\.example +merged into ada@acme\.example +\(merged in HubSpot \(sales\)\)/,
    );
    expect(plan.stdout).toContain('1 merged');
    expect((await support.read()).contacts).toHaveProperty('augusta@acme.example');

    const synced = await portals.document('sync');
    expect(synced).toMatchObject({
      status: 'done',
      syncs: expect.arrayContaining([
        expect.objectContaining({ name: 'contacts', inReview: 0, right: expect.objectContaining({ merged: 1 }) }),
      ]),
    });

    // HubSpot's own client: both ids lead to one contact, which has what both had.
    const { basicApi } = support.hubspot.crm.contacts;
    const read = (id: string) =>
      basicApi.getById(id, ['email', 'firstname', 'jobtitle', 'hs_additional_emails', 'hs_merged_object_ids']);
    const standing = await read(twins.ada);
    expect((await read(twins.augusta)).id).toBe(standing.id);
    expect(standing.properties).toMatchObject({
      ...ada,
      jobtitle: 'Countess',
      hs_additional_emails: augusta.email,
      hs_merged_object_ids: `${twins.ada};${twins.augusta}`,
    });
    const view = await support.read();
    expect(Object.keys(view.contacts)).toEqual([ada.email]);
    expect(view.contacts[ada.email]).toContain('Acme');
    expect(view.contacts[ada.email]).toContain('Umbrella');

    const before = portals.writes().length;
    expect(await portals.run('sync', '--full')).toMatchObject({ exitCode: 0 });
    expect(portals.writes().length).toBe(before);
    await portals.sales.hubspot.crm.contacts.basicApi.update(await portals.sales.idOf('contacts', 'email', ada.email), {
      properties: { jobtitle: 'Chief' },
    });
    expect(await portals.run('sync', '--full')).toMatchObject({ exitCode: 0 });
    expect((await read(standing.id)).properties.jobtitle).toBe('Chief');

    const { run } = synced as { readonly run: string };
    const story = await portals.run('record', 'support', 'contacts', twins.augusta);
    expect(story.stdout).toMatch(/ {3}no longer linked: one of the two was merged into a record with a partner/);
    expect(story.stdout).toContain(
      'merged into another record: its twin was merged, and somebody wanted the same here',
    );
    // Both sides of the story of the one that is left: what was written to either of the two before they were one.
    const standingStory = (await portals.run('record', 'support', 'contacts', ada.email)).stdout;
    expect(standingStory).toContain(`support made (${twins.ada}, merged into it since): made from its twin`);
    expect(standingStory).toContain(`support made (${twins.augusta}, merged into it since): made from its twin`);
    expect(standingStory).toContain(`support merged into another record (${twins.augusta}): its twin was merged`);
    expect(standingStory).not.toContain('(empty) → (empty)');
    const undo = await portals.run('undo', run, '--yes');
    expect(undo.stdout.replace(/\s+/g, ' ')).toContain(
      `it was merged into ${standing.id}; HubSpot (support) takes no merger back`,
    );
  });

  it('is no question any more once the two are kept apart', async () => {
    const portals = await startMerged();
    expect(await portals.run('review', 'reject', 'augusta@acme.example')).toMatchObject({
      exitCode: 0,
      stdout: '1 record left as it is.\n',
    });
    expect(await portals.run('sync', '--full')).toMatchObject({ exitCode: 0 });
    expect(Object.keys((await portals.support.read()).contacts).sort()).toEqual([ada.email, augusta.email]);
  });

  it('is left to people where the other app has no call for it, and said so', async () => {
    const crm = await startCrm();
    await crm.configure(crmConfiguration());
    const one = await addContact(crm, { email: 'ada@acme.example', firstname: 'Ada' });
    const other = await addContact(crm, { email: 'augusta@acme.example', firstname: 'Augusta' });
    expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
    await crm.hubspot.crm.contacts.basicApi.merge({ primaryObjectId: one, objectIdToMerge: other });
    expect(await crm.run('sync', '--full')).toMatchObject({ exitCode: 3 });
    const approved = await crm.run('review', 'approve', '--all');
    expect(approved.exitCode).toBe(3);
    expect(approved.stdout.replace(/\s+/g, ' ')).toContain(
      'reject: the two are kept apart. They cannot be merged from here. Merging them in Airtable by hand settles it too; nothing is deleted for it.',
    );
    expect(await crm.run('sync', '--full')).toMatchObject({ exitCode: 3 });
    const emails = (await crm.base('People').select().all()).map((record) => record.get('Email'));
    expect(emails.sort()).toEqual(['ada@acme.example', 'augusta@acme.example']);
  });
});
