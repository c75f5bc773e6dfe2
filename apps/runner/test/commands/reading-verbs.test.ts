import { expect, it } from 'vitest';
import { crmConfiguration } from './support/crm-configuration.ts';
import { startCrm } from './support/start-crm.ts';

const configuration = crmConfiguration(['companies']);

it('status and record read the state alone: no call to any app, and none is needed', async () => {
  const crm = await startCrm();
  await crm.configure(configuration);
  await crm.hubspot.crm.companies.batchApi.create({
    inputs: [{ properties: { name: 'Acme', domain: 'acme.example' }, associations: [] }],
  });
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  crm.sandbox.clearRequests();

  const status = await crm.run('status');
  expect(status).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^companies +1$/m) });
  const record = await crm.run('record', 'hubspot', 'companies', 'acme.example');
  expect(record).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Acme') });
  expect(crm.sandbox.requests()).toEqual([]);

  // A file that names what was not described yet is compiled against the apps, as for any other verb.
  await crm.configure(configuration.replace('object: Accounts', 'object: Acounts'));
  expect(await crm.run('status')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('unknown-object') });
});
