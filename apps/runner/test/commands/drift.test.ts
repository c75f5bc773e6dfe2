import { expect, it } from 'vitest';
import { crmConfiguration } from './support/crm-configuration.ts';
import { addCompany, addContact, addRow, editRow, rowId } from './support/fill-crm.ts';
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

it('drift tells which former key of a target still stands in the other app', async () => {
  const crm = await startCrm();
  await crm.addField('People', { name: 'Employer', type: 'singleLineText' });
  await crm.configure(
    crmConfiguration(['companies', 'contacts']).replace(
      '    associations:\n      - { left: primary_company, right: Account }\n',
      '    references:\n      - { right: Employer, target: companies, key: Name }\n    associations:\n      - { left: primary_company, right: Employer }\n',
    ),
  );
  const acme = await addCompany(crm, { name: 'Acme', domain: 'acme.example' });
  await addContact(crm, { email: 'ada@acme.example' }, [acme]);
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  // The account has its new name in both apps, and a text that holds a name does not follow by itself.
  await crm.hubspot.crm.companies.basicApi.update(acme, { properties: { name: 'Acme Ltd' } });
  await editRow(crm, 'Accounts', await rowId(crm, 'Accounts', 'Name', 'Acme'), { Name: 'Acme Ltd' });
  const told = await crm.run('drift');
  expect(told.exitCode).toBe(3);
  expect(told.stdout).toContain('primary_company ↔ Employer  airtable still names it Acme');
  expect(await crm.run('sync', '-q')).toMatchObject({ exitCode: 0 });
  const [person] = await crm.base('People').select().all();
  expect(person?.get('Employer')).toBe('Acme Ltd');
  expect(await crm.run('drift')).toMatchObject({ exitCode: 0 });
});
