import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startContacts } from './support/braked-contacts.ts';
import { crmConfiguration } from './support/crm-configuration.ts';
import { addCompany, addContact, addRow, contactId, editRow, rowId } from './support/fill-crm.ts';
import { readApps } from './support/read-apps.ts';
import { type Crm, startCrm } from './support/start-crm.ts';

const configuration = crmConfiguration(['companies', 'contacts']);

async function started(): Promise<Crm> {
  const crm = await startCrm();
  await crm.configure(configuration);
  return crm;
}

async function syncRun(crm: Crm): Promise<string> {
  const { document } = await crm.document('sync');
  return (document as { run: string }).run;
}

it('a run is taken back: shown as a plan first, written with --yes, and both apps are as they were', async () => {
  const crm = await started();
  for (const name of ['ada', 'bob']) await addContact(crm, { email: `${name}@acme.example`, jobtitle: 'Engineer' });
  await crm.run('sync');
  const row = await rowId(crm, 'People', 'Email', 'ada@acme.example');
  await editRow(crm, 'People', row, { 'Job title': 'Countess', 'First name': 'Ada' });
  const bob = await contactId(crm, 'bob@acme.example');
  await crm.hubspot.crm.contacts.basicApi.update(bob, { properties: { jobtitle: 'Builder' } });
  const before = await readApps(crm);
  const run = await syncRun(crm);
  const ada = await contactId(crm, 'ada@acme.example');
  await crm.hubspot.crm.contacts.basicApi.update(ada, { properties: { firstname: 'Augusta' } });
  const after = await readApps(crm);

  const planned = await crm.run('undo', run);
  expect(planned.exitCode).toBe(2);
  expect(planned.stderr).toContain('Add --yes to take it back.');
  expect(planned.stdout).toContain(
    `What run ${run} did and cannot be taken back:\n  ✗ hubspot  ada@acme.example (${ada})   firstname   it was changed since (before the run (empty), now Augusta)\n`,
  );
  expect(planned.stdout).toMatch(
    /~ HubSpot +ada@acme\.example +jobtitle +Countess → Engineer +\(taken back; Airtable keeps Countess\)/,
  );
  expect(planned.stdout).toMatch(
    /~ Airtable +bob@acme\.example +Job title +Builder → Engineer +\(taken back; HubSpot keeps Builder\)/,
  );
  expect(planned.stdout).toContain('Nothing was written.');
  expect(await readApps(crm)).toEqual(after);

  const { exitCode, document } = await crm.document('undo', run, '--yes');
  expect(exitCode).toBe(3);
  expect(document).toMatchObject({
    version: 1,
    mode: 'sync',
    undone: run,
    values: 2,
    archives: 0,
    refused: [{ connection: 'hubspot', field: 'firstname', code: 'changed-since', before: null, current: 'Augusta' }],
  });
  const contacts = before.contacts.map((contact) =>
    contact.email === 'ada@acme.example' ? { ...contact, firstname: 'Augusta' } : contact,
  );
  expect(await readApps(crm)).toEqual({ ...before, contacts });

  // What was taken back stays so; what was left to the next sync is done by it.
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Airtable: 1 change.') });
  expect((await crm.run('sync')).stdout).toContain('Nothing to do');
  const story = await crm.run('record', 'hubspot', 'contacts', 'ada@acme.example');
  expect(story.stdout).toMatch(/hubspot written: a run was undone [^\n]*\n {6}jobtitle {2}Countess → Engineer/);
});

it('an edit of the twin that no sync had carried travels with the next one', async () => {
  const crm = await started();
  await addContact(crm, { email: 'ada@acme.example', firstname: 'Ada' });
  await crm.run('sync');
  const row = await rowId(crm, 'People', 'Email', 'ada@acme.example');
  await editRow(crm, 'People', row, { 'First name': 'Augusta' });
  const run = await syncRun(crm);
  await editRow(crm, 'People', row, { 'First name': 'Byron' });
  const names = async (): Promise<unknown> => {
    const { contacts, people } = await readApps(crm);
    return [contacts.map(({ firstname }) => firstname), people.map((person) => person['First name'])];
  };
  expect(await crm.run('undo', run, '--yes')).toMatchObject({ exitCode: 0 });
  expect(await names()).toEqual([['Ada'], ['Byron']]);
  await crm.run('sync');
  expect(await names()).toEqual([['Byron'], ['Byron']]);
});

it('one record and one field of a run are taken back', async () => {
  const crm = await started();
  for (const name of ['ada', 'bob']) await addContact(crm, { email: `${name}@acme.example`, jobtitle: 'Engineer' });
  await crm.run('sync');
  for (const name of ['ada', 'bob']) {
    const row = await rowId(crm, 'People', 'Email', `${name}@acme.example`);
    await editRow(crm, 'People', row, { 'Job title': 'Wrong', 'First name': 'Wrong' });
  }
  const run = await syncRun(crm);
  expect(await crm.run('undo', run, '--record', 'ada@acme.example', '--field', 'Job title', '--yes')).toMatchObject({
    exitCode: 0,
  });
  const shown = async (name: string): Promise<unknown> => {
    const id = await contactId(crm, `${name}@acme.example`);
    const { properties } = await crm.hubspot.crm.contacts.basicApi.getById(id, ['jobtitle', 'firstname']);
    return [properties.jobtitle, properties.firstname];
  };
  expect(await shown('ada')).toEqual(['Engineer', 'Wrong']);
  expect(await shown('bob')).toEqual(['Wrong', 'Wrong']);
});

it('records that a run made are archived; where that is for good, only on demand', async () => {
  const crm = await started();
  await addRow(crm, 'People', { Email: 'ada@acme.example' });
  await addContact(crm, { email: 'bob@acme.example' });
  const before = await readApps(crm);
  const run = await syncRun(crm);
  const first = await crm.run('undo', run, '--yes');
  expect(first.exitCode).toBe(3);
  expect(first.stdout).toMatch(/✗ airtable {2}bob@acme\.example .* deletes for good, which needs --permanently/);
  expect(first.stdout).toContain('HubSpot: 1 archived.');
  expect((await readApps(crm)).contacts).toEqual(before.contacts);
  expect((await readApps(crm)).people).not.toEqual(before.people);
  expect(await crm.run('undo', run, '--permanently', '--yes')).toMatchObject({ exitCode: 0 });
  expect(await readApps(crm)).toEqual(before);
  await crm.run('sync');
  expect(await readApps(crm)).toEqual(before);
});

it('what a brake says is to be typed takes back just what was asked for', async () => {
  const crm = await startContacts(30);
  const { document } = await crm.document('status');
  const { run } = (document as { lastRun: { run: string } }).lastRun;
  const stopped = await crm.run('undo', run, '--permanently', '--yes');
  expect(stopped.exitCode).toBe(3);
  expect(stopped.stdout).toContain('stopped (archive): Airtable People: 30 of 30 linked records would be archived');
  const typed = `undo ${run} --permanently --allow archive`;
  expect(stopped.stdout).toContain(`To let it through once: linkwright ${typed}\n`);
  expect((await readApps(crm)).people).toHaveLength(30);
  expect(await crm.run(...typed.split(' '), '--yes')).toMatchObject({ exitCode: 0 });
  expect((await readApps(crm)).people).toEqual([]);
});

it('what is longer than a screen is cut, and says how to see the rest of it', async () => {
  const crm = await startContacts(30);
  const { document } = await crm.document('status');
  const { run } = (document as { lastRun: { run: string } }).lastRun;
  const refused = (text: string): readonly string[] => text.match(/^ {2}✗ airtable {2}person\d+@/gm) ?? [];
  const kept = await crm.run('undo', run);
  expect(refused(kept.stdout)).toHaveLength(12);
  expect(kept.stdout).toContain(`\n    … and 18 more (linkwright undo ${run} --all lists all of them)\n`);
  expect(refused((await crm.run('undo', run, '--all')).stdout)).toHaveLength(30);

  const archived = (text: string): readonly string[] => text.match(/^ {2}− Airtable {2}person\d+@/gm) ?? [];
  const typed = `undo ${run} --permanently`;
  const planned = await crm.run(...typed.split(' '));
  expect(archived(planned.stdout)).toHaveLength(12);
  expect(planned.stdout).toContain('\n    … and 18 more archived records\n');
  const ways = [
    [`linkwright ${typed} --all`, 'every line'],
    [`linkwright ${typed} --record KEY`, 'one record'],
    [`linkwright ${typed} --out plan.jsonl`, 'everything, for programs'],
  ] as const;
  for (const [command, what] of ways) {
    expect(planned.stdout).toMatch(new RegExp(`^  ${command} +${what}$`, 'm'));
  }
  const all = await crm.run(...typed.split(' '), '--all', '--out', 'plan.jsonl');
  expect(archived(all.stdout)).toHaveLength(30);
  expect(all.stdout).not.toContain('more');
  expect(all.stderr).toContain('30 operations written to plan.jsonl.');
  const lines = (await readFile(join(crm.directory, 'plan.jsonl'), 'utf8')).trimEnd().split('\n');
  const items = lines.map((line) => JSON.parse(line) as { readonly type: string; readonly label?: string });
  expect(new Set(items.slice(0, -1).map(({ label }) => label)).size).toBe(30);
  expect(items.at(-1)).toMatchObject({ type: 'plan', undo: { undone: run, archives: 30 } });
  expect((await readApps(crm)).people).toHaveLength(30);

  const undone = await crm.run(...typed.split(' '), '--allow', 'archive', '--yes');
  expect(undone.exitCode).toBe(0);
  // The plan, and what was written.
  expect(undone.stdout.match(/… and 18 more archived records/g)).toHaveLength(2);
  expect((await readApps(crm)).people).toEqual([]);
});

it('the primary company of a contact is moved back', async () => {
  const crm = await started();
  const companies = [];
  for (const name of ['Acme', 'Umbrella'])
    companies.push(await addCompany(crm, { name, domain: `${name.toLowerCase()}.example` }));
  await addContact(crm, { email: 'ada@acme.example' }, companies.slice(0, 1));
  await crm.run('sync');
  const before = await readApps(crm);
  const row = await rowId(crm, 'People', 'Email', 'ada@acme.example');
  await editRow(crm, 'People', row, { Account: [await rowId(crm, 'Accounts', 'Name', 'Umbrella')] });
  const run = await syncRun(crm);
  expect((await readApps(crm)).contacts).toMatchObject([{ primary: ['Umbrella'] }]);
  const undone = await crm.run('undo', run, '--yes');
  expect(undone.stdout).toMatch(/~ HubSpot +ada@acme\.example +primary_company +Umbrella → Acme/);
  // What came with the mark is listed, and stays.
  expect(undone.exitCode).toBe(3);
  expect(undone.stdout).toContain('the mark goes, and its target stays in "companies"');
  expect(undone.stdout).toMatch(/^Associations: 1 moved\. \d+ calls\.$/m);
  expect(undone.stdout).not.toContain('Nothing to do');
  const [contact] = before.contacts;
  expect((await readApps(crm)).contacts).toEqual([{ ...contact, companies: ['Acme', 'Umbrella'] }]);
  expect((await readApps(crm)).people).toMatchObject([{ Account: ['Umbrella'] }]);
  expect((await crm.run('sync')).stdout).toContain('Nothing to do');
});

it('a run that is not in the log is named with the last that wrote something', async () => {
  const crm = await started();
  await addContact(crm, { email: 'ada@acme.example' });
  const run = await syncRun(crm);
  expect(await crm.run('undo', 'nonsense', '--yes')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining(
      `There is no run "nonsense" in the log.\nThe last run that wrote something is ${run}. Runs are forgotten after`,
    ),
  });
});
