import { expect, it } from 'vitest';
import { crmConfiguration } from './support/crm-configuration.ts';
import { addCompany, addContact, rowId } from './support/fill-crm.ts';
import { readApps } from './support/read-apps.ts';
import { startCrm } from './support/start-crm.ts';

it('a plan names the marks that go with a company which is taken out of the set', async () => {
  const crm = await startCrm();
  await crm.configure(
    crmConfiguration(['companies', 'contacts']).replace(
      'left: primary_company, right: Account',
      'left: companies, right: Account',
    ),
  );
  const acme = await addCompany(crm, { name: 'Acme', domain: 'acme.example' });
  const umbra = await addCompany(crm, { name: 'Umbra', domain: 'umbra.example' });
  await addContact(crm, { email: 'ada@acme.example' }, [acme, umbra]);
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  const ada = await rowId(crm, 'People', 'Email', 'ada@acme.example');
  await crm.base('People').update([{ id: ada, fields: { Account: [await rowId(crm, 'Accounts', 'Name', 'Umbra')] } }]);
  const planned = await crm.run('plan', '-q');
  expect(planned.stdout).toContain(
    '  ~ HubSpot   ada@acme.example   companies  − Acme (and its marks: primary_company)\n',
  );
  // And they do go, in HubSpot's own eyes.
  expect(await crm.run('sync', '-q')).toMatchObject({ exitCode: 0 });
  expect((await readApps(crm)).contacts).toMatchObject([{ companies: ['Umbra'], primary: [] }]);
});
