import { expect, it } from 'vitest';
import { checkDocumentSchema } from '../../src/operations/documents/check-document.ts';
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
  expect(stdout).toContain('What changes in hubspot is looked for: it has told nothing by itself so far.');
});

it('tells what HubSpot has counted today once check has asked for it, and nothing of a key that is not told', async () => {
  // A day of the apps is a day here.
  const crm = await startCrm({ speed: 1, limits: false });
  await crm.configure(crmConfiguration(['companies']));
  await crm.run('sync');
  expect((await crm.run('connections')).stdout).not.toContain('has counted');
  await crm.hubspot.crm.companies.basicApi.getPage();
  const sent = crm.sandbox.requests().filter(({ app }) => app === 'hubspot').length;
  const { document } = await crm.document('check');
  const [hubspot, airtable] = checkDocumentSchema.omit({ problems: true }).loose().parse(document).connections;
  // Of everybody together, the person's own calls included.
  expect(hubspot?.counted).toMatchObject({ allowed: 625_000, resetsAt: expect.any(Number) });
  expect(hubspot?.counted?.used).toBeGreaterThan(hubspot?.used.today ?? Number.POSITIVE_INFINITY);
  expect(hubspot?.counted?.used).toBeGreaterThanOrEqual(sent);
  expect(airtable).not.toHaveProperty('counted');
  const told = /^hubspot: the app has counted \S+ of 625,000 calls, all programs together/m;
  for (const command of ['check', 'status', 'connections']) expect((await crm.run(command)).stdout).toMatch(told);

  await crm.setVariables({ ...crm.variables, HUBSPOT_ACCESS_TOKEN: 'a-service-key' });
  const other = await crm.document('check');
  expect(JSON.stringify(other.document)).not.toContain('"counted"');
  expect(other.exitCode).toBe(0);
});
