import { expect, it } from 'vitest';
import { crmConfiguration } from './support/crm-configuration.ts';
import { addRow, editRow } from './support/fill-crm.ts';
import { startCrm } from './support/start-crm.ts';

it('drift compares both sides, writes nothing, and ends with 3 while they differ', async () => {
  const crm = await startCrm();
  await crm.configure(crmConfiguration(['companies']));
  const acme = await addRow(crm, 'Accounts', { Name: 'Acme', Website: 'https://acme.example' });
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  expect(await crm.run('drift')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('hubspot 1 · airtable 1 · 1 linked · no difference'),
  });

  await editRow(crm, 'Accounts', acme, { Phone: '+1 555 0100' });
  crm.sandbox.clearRequests();
  const told = await crm.run('drift', 'companies');
  expect(told.exitCode).toBe(3);
  expect(told.stdout).toContain('  phone ↔ Phone: 1 differ\n  ~ Acme\n      phone ↔ Phone  (empty) | +1 555 0100\n');
  expect(crm.writes()).toEqual([]);
  expect(await crm.document('drift')).toMatchObject({
    exitCode: 3,
    document: {
      version: 1,
      status: 'drift',
      syncs: [{ name: 'companies', linked: 1, different: 1, records: [{ label: 'Acme', right: acme }] }],
    },
  });
  expect(await crm.run('drift', 'company')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('There is no sync "company".'),
  });
});
