import { expect, it } from 'vitest';
import { crmConfiguration } from './support/crm-configuration.ts';
import { startCrm } from './support/start-crm.ts';

it('tells which account each connection is, its calls, and that nothing tells what changes', async () => {
  const crm = await startCrm();
  await crm.configure(crmConfiguration(['companies']));
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  const { exitCode, document } = await crm.document('connections');
  expect(exitCode).toBe(0);
  expect(document).toMatchObject({
    connections: [
      { name: 'hubspot', app: 'HubSpot', state: 'ok', refused: null, feeds: [], syncs: ['companies'] },
      { name: 'airtable', app: 'Airtable', account: crm.baseId, state: 'ok', feeds: [], syncs: ['companies'] },
    ],
  });
  const { stdout } = await crm.run('connections');
  expect(stdout).toMatch(/^hubspot +HubSpot +HubSpot portal \d+.* let in +\d+ +\d+$/m);
  expect(stdout).toContain('hubspot tells nothing by itself: what changes there is looked for.');
});
