import { expect, it } from 'vitest';
import { z } from 'zod';
import { crmConfiguration } from './support/crm-configuration.ts';
import { addRow, editRow } from './support/fill-crm.ts';
import { readApps } from './support/read-apps.ts';
import { startCrm } from './support/start-crm.ts';

const statusSchema = z.object({
  version: z.literal(1),
  syncs: z.array(z.object({ name: z.string(), failing: z.number(), failures: z.array(z.looseObject({})) })),
});

it('a record that HubSpot refuses is listed with its reason, its neighbours are written, and it is tried again once it has changed', async () => {
  const crm = await startCrm();
  const acme = await addRow(crm, 'Accounts', { Name: 'Acme', Website: 'https://acme.example' });
  const addPerson = (Email: string) => addRow(crm, 'People', { Email, Account: [acme] });
  await addPerson('ada@acme.example');
  const bob = await addPerson('bob@acme');
  await addPerson('cy@acme.example');
  const reason = 'HubSpot refuses email: Email address bob@acme is invalid';
  const remedy = 'Correct the value in the app that it comes from, or change the mapping of the field.';

  const first = await crm.runProcess('sync');
  expect(first.exitCode).toBe(3);
  expect(first.stdout).toContain('2 linked · 1 failing\n');
  expect(first.stdout).toContain(`  ✗ Airtable  bob@acme   ${reason}\n    ${remedy}\n`);
  expect(first.stdout).toContain('HubSpot: 3 creates. Associations: 2 added. 1 record needs attention');
  expect((await readApps(crm)).contacts).toEqual([
    { email: 'ada@acme.example', firstname: '', companies: ['Acme'], primary: ['Acme'] },
    { email: 'cy@acme.example', firstname: '', companies: ['Acme'], primary: ['Acme'] },
  ]);

  const status = await crm.runProcess('status');
  expect(status.exitCode).toBe(3);
  expect(status.stdout).toContain(
    `\ncontacts\n  ✗ 1 failing: invalid-value of email. ${remedy}\n    airtable  bob@acme (${bob})  ${reason} (1 attempt, next `,
  );
  const list = await crm.document('status', '--failing');
  expect(list.exitCode).toBe(3);
  expect(list.document).toEqual({
    version: 1,
    syncs: [
      { name: 'companies', failing: { count: 0, reasons: [], records: [] }, unreadable: [] },
      {
        name: 'contacts',
        failing: {
          count: 1,
          reasons: [expect.objectContaining({ category: 'invalid-value', field: 'email', message: reason, count: 1 })],
          records: [expect.objectContaining({ connection: 'airtable', id: bob, message: reason, attempts: 1 })],
        },
        unreadable: [],
      },
      { name: 'deals', failing: { count: 0, reasons: [], records: [] }, unreadable: [] },
    ],
  });
  const { exitCode, document } = await crm.document('status');
  expect(exitCode).toBe(3);
  expect(statusSchema.parse(document).syncs.find(({ name }) => name === 'contacts')).toMatchObject({
    failing: 1,
    failures: [
      {
        side: 'right',
        connection: 'airtable',
        id: bob,
        label: 'bob@acme',
        category: 'invalid-value',
        field: 'email',
        message: reason,
        remedy,
        attempts: 1,
      },
    ],
  });
  const record = await crm.run('record', 'airtable', 'People', bob);
  expect(record.exitCode).toBe(0);
  expect(record.stdout).toMatch(/^bob@acme {3}contacts {3}not linked\n {2}airtable People rec/);
  expect(record.stdout).toContain(`failing: ${reason}`);
  expect(record.stdout).toMatch(/\nhubspot +value +airtable +value/);

  // Not tried in vain: it waits for its next attempt, and is still told.
  crm.sandbox.clearRequests();
  const again = await crm.run('sync');
  expect(again).toMatchObject({
    exitCode: 3,
    stdout: expect.stringContaining('Nothing to write. 1 record needs attention'),
  });
  expect(crm.writes()).toEqual([]);

  // A person does not want to wait: it is sent again at once, and refused again.
  expect(await crm.run('retry', 'contacts', '--record', 'nobody@acme')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('No record "nobody@acme" is known.'),
  });
  const retried = await crm.run('retry', 'contacts', '--record', 'bob@acme');
  expect(retried).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('1 record tried again.') });
  expect(crm.writes()).toHaveLength(1);
  expect((await crm.run('record', 'airtable', 'People', bob)).stdout).toMatch(/ {4}2 attempts since .*, next .*retry/);

  await editRow(crm, 'People', bob, { Email: 'bob@acme.example' });
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('HubSpot: 1 create.') });
  expect((await readApps(crm)).contacts).toMatchObject([{}, { email: 'bob@acme.example', primary: ['Acme'] }, {}]);
  expect(await crm.run('status')).toMatchObject({ exitCode: 0 });
});

it('an update that HubSpot refuses leaves the record linked, and its neighbours pass', async () => {
  const crm = await startCrm();
  const ada = await addRow(crm, 'People', { Email: 'ada@acme.example' });
  const cy = await addRow(crm, 'People', { Email: 'cy@acme.example' });
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  // HubSpot keeps 65,536 characters.
  await editRow(crm, 'People', ada, { 'Last name': 'x'.repeat(65_537) });
  await editRow(crm, 'People', cy, { 'First name': 'Cy' });
  const told = await crm.run('sync');
  expect(told.exitCode).toBe(3);
  expect(told.stdout).toContain(
    '✗ Airtable  ada@acme.example   HubSpot refuses lastname: lastname is longer than 65536',
  );
  expect(told.stdout).toContain('2 linked · 1 failing\n');
  expect((await readApps(crm)).contacts).toMatchObject([{}, { email: 'cy@acme.example', firstname: 'Cy' }]);

  await editRow(crm, 'People', ada, { 'Last name': 'Lovelace' });
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
});

it('a value that the other app cannot hold is left out of the write and listed with a remedy', async () => {
  const crm = await startCrm();
  await crm.hubspot.crm.deals.basicApi.create({
    properties: { dealname: 'Anvils', dealstage: 'contractsent', pipeline: 'default', amount: '12.5' },
    associations: [],
  });
  const told = await crm.run('sync');
  expect(told.exitCode).toBe(3);
  expect(told.stdout).toContain(`  + Airtable  Anvils   2 fields
  ✗ HubSpot   Anvils   Airtable "Stage" cannot hold it: the option "Contract Sent" has no partner in "Stage"
    Add the option to "Stage", or pair it under \`options\` of this mapping.
`);
  expect((await readApps(crm)).opportunities).toEqual([{ Name: 'Anvils', Amount: 12.5 }]);

  await crm.configure(
    crmConfiguration().replace('right: Stage }', 'right: Stage, options: { contractsent: Appointment Scheduled } }'),
  );
  // Two options of HubSpot would share one of Airtable: the way back would not be clear.
  expect(await crm.run('sync')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('options-without-partner'),
  });
});
