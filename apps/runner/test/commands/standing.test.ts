import { expect, it } from 'vitest';
import { run } from '../../src/command/run.ts';
import { crmConfiguration } from './support/crm-configuration.ts';
import { addCompany, addContact } from './support/fill-crm.ts';
import { type Crm, startCrm } from './support/start-crm.ts';

/** What a person sees on a terminal of 80 columns, two hours later. */
async function onTerminal(crm: Crm, ...words: readonly string[]): Promise<string> {
  let stdout = '';
  await run({
    arguments: words,
    environment: { NO_COLOR: '1' },
    directory: crm.directory,
    stdout: {
      isTTY: true,
      columns: 80,
      write: (text) => {
        stdout += text;
      },
    },
    stderr: { write: () => undefined },
    signal: new AbortController().signal,
    now: () => Date.now() + 2 * 3_600_000,
  });
  return stdout;
}

it('a record that was deleted in one app is told by name, with what was done about it, wherever one looks', async () => {
  const crm = await startCrm();
  const acme = await addCompany(crm, { name: 'Acme', domain: 'acme.example' });
  await addCompany(crm, { name: 'Umbra', domain: 'umbra.example' });
  await crm.run('sync');
  await crm.hubspot.crm.companies.basicApi.archive(acme);
  // A deletion is noticed by a complete comparison.
  const planned = await crm.run('plan', '-q', '--full');
  const told = `twin-gone: its twin in HubSpot (${acme}) was deleted; it stays, and is no longer synced`;
  expect(planned.stdout).toContain(`Airtable  Acme   ${told}\n`);
  const synced = await crm.run('sync', '-q', '--full');
  expect(synced.stdout).toContain('1 linked · 1 with a deleted twin\n');
  expect(synced.stdout).toContain(`Airtable  Acme   ${told}\n`);
  const inStep =
    'both sides are in step, but for 1 record whose twin was deleted (linkwright status --excluded names it)';
  expect((await crm.run('sync', '-q')).stdout).toContain(inStep);
  const status = await crm.run('status');
  expect(status.stdout).toMatch(/^In step, but for 1 record whose twin was deleted\.\n/);
  expect(status.stdout).toMatch(
    /\? 1 left alone: twin-gone\n {4}Delete it here too, .*\n {4}airtable {2}Acme \(rec\w+\) /,
  );
  const drift = await crm.run('drift');
  expect(drift.exitCode).toBe(0);
  expect(drift.stdout).toMatch(/\n {4}airtable {2}Acme \(rec\w+\) {2}its twin in HubSpot \(\d+\) was deleted/);
  expect(drift.stdout).toContain('Both sides agree, but for 1 record whose twin was deleted. Nothing was written.');
});

it('on a terminal times are relative, no line is longer than it, and a disabled sync is mentioned', async () => {
  const crm = await startCrm();
  await addCompany(crm, { name: 'Acme', domain: 'acme.example' });
  await addCompany(crm, { name: 'Acme', domain: 'acme.example' });
  await crm.configure(crmConfiguration().replace('  deals:\n', '  deals:\n    enabled: false\n'));
  await crm.run('sync');
  const told = await onTerminal(crm, 'status');
  expect(told).toMatch(/^2 records need you; each is listed below\.\nLast run \S+ ended 2 hours ago\.\n/);
  expect(told).toContain('\nDisabled: deals (enabled: false).\n');
  expect(Math.max(...told.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  const whole = (await crm.run('status')).stdout;
  expect(told.replace(/\s+/g, ' ')).toBe(whole.replace(/\d{4}-\S+Z/g, '2 hours ago').replace(/\s+/g, ' '));
  expect((await crm.document('status')).document).toMatchObject({ disabled: ['deals'], isRunning: false });
});

it('on a terminal record tells times relative and each field by itself, and plan and drift break lines between words', async () => {
  const crm = await startCrm();
  const email = 'augusta.ada.king.countess.of.lovelace@analytical-engines.example';
  await addContact(crm, { email, firstname: 'Augusta Ada', lastname: 'King, Countess of Lovelace' });
  await crm.run('sync');
  const [row] = await crm.base('People').select().all();
  await row?.updateFields({ 'Job title': 'Mathematician' });
  const plan = await onTerminal(crm, 'plan');
  expect(plan).toContain('jobtitle  (empty) →\n    Mathematician   (changed in Airtable)\n');
  await crm.run('sync');
  const record = ['record', 'hubspot', 'contacts', email];
  const told = await onTerminal(crm, ...record);
  expect(told).toMatch(
    /\njobtitle ↔ Job title\n {2}Mathematician \(the same at the last sync\)\n {2}written by us to hubspot, 2 hours ago\n/,
  );
  for (const text of [plan, told, await onTerminal(crm, 'drift'), await onTerminal(crm, 'check')]) {
    expect(Math.max(...text.split('\n').map((line) => line.length)), text).toBeLessThanOrEqual(80);
  }
  // Programs and files get the moment itself, on a line as long as it is.
  expect((await crm.run(...record)).stdout).toMatch(/Mathematician .* to hubspot, \d{4}-\d\d-\d\dT\S+Z\n/);
});
