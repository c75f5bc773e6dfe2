import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isStateLocked, lockState } from '@linkwright/engine';
import { expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { startWizard } from '../setup/support/start-wizard.ts';
import { resultOf, startCommand } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { crmConfiguration } from './support/crm-configuration.ts';
import { addCompany, addContact, addRow, contactId, rowId } from './support/fill-crm.ts';
import { holdBatches } from './support/hold-batches.ts';
import { type Crm, startCrm } from './support/start-crm.ts';

const restoredSchema = z.object({ restored: z.literal(true), links: z.number(), kept: z.string() });

/** What a person sees in both apps, read by the vendors' clients: names of companies, addresses of people with their companies. */
async function everything({ hubspot, base }: Crm) {
  const companies = await hubspot.crm.companies.getAll(100, undefined, ['name']);
  const contacts = await hubspot.crm.contacts.getAll(100, undefined, ['email']);
  const accounts = await base('Accounts').select().all();
  const people = await base('People').select().all();
  return {
    hubspot: [
      ...companies.map(({ properties }) => properties.name),
      ...contacts.map(({ properties }) => properties.email),
    ]
      .map(String)
      .sort(),
    airtable: [...accounts.map(({ fields }) => fields.Name), ...people.map(({ fields }) => fields.Email)]
      .map(String)
      .sort(),
  };
}

it('a backup of a running sync, put back after later syncs: the next sync goes on and creates nothing twice', async () => {
  const { chooseFault, release } = holdBatches();
  const crm = await startCrm({ chooseFault });
  const inputs = Array.from({ length: 100 }, (_, index) => ({
    properties: { name: `Company ${index}`, domain: `company${index}.example` },
    associations: [],
  }));
  await crm.hubspot.crm.companies.batchApi.create({ inputs });
  const state = join(crm.directory, '.linkwright', 'state.db');
  const child = startCommand(['sync'], { directory: crm.directory });
  const ended = resultOf(child);
  const links = (): unknown => {
    const database = new DatabaseSync(state, { readOnly: true });
    try {
      return database.prepare(`select count(*) as count from links where state = 'linked'`).get()?.count;
    } finally {
      database.close();
    }
  };
  await vi.waitFor(() => expect(links()).toBeGreaterThan(0), { timeout: 600_000, interval: 20 });
  const backups = await temporaryFolder();
  const file = join(backups, 'state.backup');
  expect(await crm.run('backup', file)).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^Copied the state \(\d+ linked pairs?\) to /),
  });
  expect({ ended: child.exitCode, locked: await isStateLocked(state) }).toEqual({ ended: null, locked: true });
  expect(await readdir(backups)).toEqual(['state.backup']);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await crm.run('restore', file, '--yes')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('Another linkwright is syncing this state.'),
  });
  release();
  expect(await ended).toMatchObject({ exitCode: 0 });

  // Later syncs, of which the backup knows nothing.
  await crm.configure(crmConfiguration());
  const acme = await addCompany(crm, { name: 'Acme', domain: 'acme.example' });
  await addContact(crm, { email: 'ada@acme.example', firstname: 'Ada' }, [acme]);
  await addRow(crm, 'People', { Email: 'bo@b.example', 'First name': 'Bo' });
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  const bo = await contactId(crm, 'bo@b.example');
  await crm.hubspot.crm.contacts.basicApi.update(bo, { properties: { jobtitle: 'Engineer' } });
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  const before = await everything(crm);
  expect(before.airtable).toEqual(before.hubspot);
  expect(before.hubspot).toHaveLength(103);
  const latest = links();

  const { document } = await crm.document('restore', file, '--yes');
  const { kept, links: restored } = restoredSchema.parse(document);
  expect(links()).toBe(restored);
  expect(restored).toBeLessThan(Number(latest));
  const keptState = new DatabaseSync(kept, { readOnly: true });
  onTestFinished(() => keptState.close());
  expect(keptState.prepare(`select count(*) as count from links where state = 'linked'`).get()?.count).toBe(latest);
  expect((await stat(kept)).mode & 0o777).toBe(0o600);

  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  expect(await everything(crm)).toEqual(before);
  const row = await crm.base('People').find(await rowId(crm, 'People', 'Email', 'bo@b.example'));
  expect(row.get('Job title')).toBe('Engineer');
  const ada = await crm.base('People').find(await rowId(crm, 'People', 'Email', 'ada@acme.example'));
  expect(ada.get('Account')).toEqual([await rowId(crm, 'Accounts', 'Name', 'Acme')]);
  expect(links()).toBe(latest);
  expect(await crm.run('sync', '--full')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('Nothing to do: both sides are in step.'),
  });
});

it('what is no backup, what is in the way and what was not confirmed is refused, and nothing is changed', async () => {
  const crm = await startCrm();
  await crm.configure(crmConfiguration());
  const backups = await temporaryFolder();
  const file = join(backups, 'a.db');
  const refused = async (words: readonly string[], message: string): Promise<void> =>
    expect(await crm.run(...words), words.join(' ')).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining(message),
    });
  await refused(['backup', file], 'There is no state in ');
  await addCompany(crm, { name: 'Acme', domain: 'acme.example' });
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  const state = join(crm.directory, '.linkwright', 'state.db');
  expect(await crm.run('backup', file)).toMatchObject({ exitCode: 0 });
  const bytes = await readFile(file);
  await refused(['backup', file], `${file} is there already.`);
  await refused(['backup', state, '--force'], 'A backup does not belong into the folder of the state.');
  await refused(['backup', join(backups, 'missing', 'a.db')], 'cannot be written (ENOENT).');
  await refused(['backup', backups, '--force'], 'Name a file in it.');
  await writeFile(file, 'old');
  expect(await crm.run('backup', file, '--force')).toMatchObject({ exitCode: 0 });
  expect(await readFile(file)).toEqual(bytes);

  const stored = async (): Promise<readonly string[]> =>
    (await readdir(join(crm.directory, '.linkwright'))).filter((name) => name.startsWith('state'));
  const files = await stored();
  const contents = await readFile(state);
  const broken = async (name: string, change: (path: string) => Promise<void>): Promise<string> => {
    const path = join(backups, name);
    await writeFile(path, bytes);
    await change(path);
    return path;
  };
  const alter = (sql: string) => async (path: string) => {
    const database = new DatabaseSync(path);
    database.exec(sql);
    database.close();
  };
  await refused(['restore', join(backups, 'none.db'), '--yes'], 'cannot be read.');
  await refused(['restore', await broken('text.db', (path) => writeFile(path, 'no')), '--yes'], 'is no state');
  await refused(
    ['restore', await broken('newer.db', alter('pragma user_version = 999')), '--yes'],
    'a newer Linkwright',
  );
  await refused(['restore', await broken('other.db', alter('drop table written_records')), '--yes'], 'is no state');
  const halved = (path: string): Promise<void> => writeFile(path, bytes.subarray(0, bytes.length / 2));
  await refused(['restore', await broken('half.db', halved), '--yes'], 'half.db ');
  await refused(['restore', file], 'Say that it is meant: --yes.');
  const service = await lockState(state, { purpose: 'service' });
  await refused(['restore', file, '--yes'], 'linkwright');
  await service.release();
  const asked = startWizard({ directory: crm.directory, command: 'restore', words: [file] });
  await asked.question(`Put ${file.slice(0, 5)}`);
  await asked.press('enter');
  expect(await asked.ended).toBe(0);
  expect(await stored()).toEqual(files);
  expect(await readFile(state)).toEqual(contents);
});

it('a state that is damaged, or lost, is replaced by the backup; what is left of it is kept', async () => {
  const crm = await startCrm();
  await crm.configure(crmConfiguration());
  await addCompany(crm, { name: 'Acme', domain: 'acme.example' });
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  const file = join(await temporaryFolder(), 'a.db');
  expect(await crm.run('backup', file)).toMatchObject({ exitCode: 0 });
  const folder = join(crm.directory, '.linkwright');
  const damaged = Buffer.alloc(8192, 'x');
  await writeFile(join(folder, 'state.db'), damaged);
  const { document } = await crm.document('restore', file, '--yes');
  expect(await readFile(restoredSchema.parse(document).kept)).toEqual(damaged);
  const inStep = { exitCode: 0, stdout: expect.stringContaining('Nothing to do') };
  expect(await crm.run('sync')).toMatchObject(inStep);

  const elsewhere = join(await temporaryFolder(), 'state');
  await mkdir(elsewhere);
  const lost = await crm.document('--state', elsewhere, 'restore', file, '--yes');
  expect(lost).toMatchObject({ exitCode: 0, document: { restored: true, links: 1, kept: null } });
  expect(await crm.run('--state', elsewhere, 'sync')).toMatchObject(inStep);
});
