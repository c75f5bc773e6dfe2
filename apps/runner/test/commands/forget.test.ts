import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startWizard } from '../setup/support/start-wizard.ts';
import { crmConfiguration } from './support/crm-configuration.ts';
import { addContact } from './support/fill-crm.ts';
import { startCrm } from './support/start-crm.ts';

const values = ['ada@lovelace.example', 'Lovelace', 'Countess'];

it('forget erases a person from every file of the state, asks before, and says what remains in the apps', async () => {
  const crm = await startCrm();
  await crm.configure(crmConfiguration());
  const ada = await addContact(crm, { email: 'ada@lovelace.example', firstname: 'Ada', lastname: 'Lovelace' });
  const bob = await addContact(crm, { email: 'bob@acme.example', firstname: 'Bob' });
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  await crm.hubspot.crm.contacts.basicApi.update(ada, { properties: { jobtitle: 'Countess' } });
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  const folder = join(crm.directory, '.linkwright');
  const files = async (): Promise<string> => {
    const names = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile());
    return (await Promise.all(names.map(({ name }) => readFile(join(folder, name), 'latin1')))).join('\n');
  };
  const before = await files();
  for (const value of values) expect(before).toContain(value);

  expect(await crm.run('forget', 'hubspot', 'contacts', ada)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('Say that it is meant: --yes.'),
  });
  const asked = startWizard({ directory: crm.directory, command: 'forget', words: ['hubspot', 'contacts', ada] });
  await asked.question('Erase what is known of hubspot contacts');
  await asked.press('enter');
  expect(await asked.ended).toBe(0);
  expect(await files()).toContain('Lovelace');

  const { stdout, exitCode } = await crm.run('forget', 'hubspot', 'contacts', ada, '--yes');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^Erased what was known of 2 records; /);
  expect(stdout).toContain(`hubspot contacts ${ada} is still there: delete it in the app.`);
  expect(stdout).toMatch(/airtable People rec\w+ is still there: delete it in the app\./);
  const after = await files();
  for (const value of values) expect(after).not.toContain(value);
  expect(after).toContain('bob@acme.example');

  // Both apps still show the person, who is left alone.
  expect(await crm.run('sync', '--full')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('Nothing to do: both sides are in step.'),
  });
  const later = await files();
  for (const value of values) expect(later).not.toContain(value);
  expect((await crm.base('People').select().all()).length).toBe(2);

  expect(await crm.run('forget', 'hubspot', 'contact', ada, '--yes')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('No sync uses an object "contact" of hubspot.'),
  });
  expect(await crm.run('forget', 'hubspot', 'contacts', '1', '--yes')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('Nothing is known of a record 1 of hubspot contacts.'),
  });

  // What others say of a person is theirs: it is told where it stands.
  const cy = await addContact(crm, { email: 'cy@acme.example', jobtitle: 'Assistant of bob@acme.example' });
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  const { stdout: told } = await crm.run('forget', 'hubspot', 'contacts', bob, '--yes');
  expect(told).toContain('2 other records may name the person');
  expect(told).toContain(`hubspot contacts ${cy} in its values.`);
  expect(told).toMatch(/airtable People rec\w+ in its values\./);
});
