import { expect, it } from 'vitest';
import { crmConfiguration } from './support/crm-configuration.ts';
import { startCrm } from './support/start-crm.ts';

it('check names the right to write that a token lacks where the app says so, and says where it does not', async () => {
  const crm = await startCrm();
  const token = (AIRTABLE_ACCESS_TOKEN: string) => crm.setVariables({ ...crm.variables, AIRTABLE_ACCESS_TOKEN });
  await token('noscope-oaa-reader');
  const refused = await crm.run('check');
  expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
  expect(refused.stderr).toContain(
    'The credentials of the connection "airtable" lack data.records:write, which Accounts and People and Deals of Airtable need.',
  );
  // A side that is only read needs no such right.
  await crm.configure(
    crmConfiguration(['companies']).replace('    match:\n', '    direction: right-to-left\n    match:\n'),
  );
  expect(await crm.run('check')).toMatchObject({ exitCode: 0 });

  await crm.configure(crmConfiguration(['companies']));
  await token('oaa-writer');
  const proven = await crm.run('check');
  expect(proven.stdout).toContain('hubspot: HubSpot does not say what its key may do');
  expect(proven.stdout).not.toContain('airtable: Airtable does not say');
  await token('patWhoever');
  const { stdout } = await crm.run('check');
  expect(stdout).toContain(
    'airtable: Airtable does not say what its key may do; whether it may write shows at the first sync.',
  );
});
