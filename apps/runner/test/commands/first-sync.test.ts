import { expect, it } from 'vitest';
import { startWizard } from '../setup/support/start-wizard.ts';
import { crmConfiguration } from './support/crm-configuration.ts';
import { type Crm, startCrm } from './support/start-crm.ts';

async function startWith(companies: number): Promise<Crm> {
  const crm = await startCrm();
  await crm.configure(crmConfiguration(['companies']));
  for (let from = 0; from < companies; from += 100) {
    const inputs = Array.from({ length: Math.min(100, companies - from) }, (_, index) => ({
      properties: { name: `Company ${from + index}`, domain: `company-${from + index}.example` },
      associations: [],
    }));
    await crm.hubspot.crm.companies.batchApi.create({ inputs });
  }
  crm.sandbox.clearRequests();
  return crm;
}

const question = 'This is the first sync. Write this?';
const accounts = async ({ base }: Crm): Promise<number> => (await base('Accounts').select().all()).length;

it('a first sync shows its plan and asks: No writes nothing, Yes writes, and it asks no second time', async () => {
  const crm = await startWith(2);
  const declined = startWizard({ directory: crm.directory, command: 'sync' });
  await declined.question(question);
  expect(declined.screen()).toContain('Airtable: 2 creates.');
  await declined.type('n');
  expect(await declined.ended).toBe(0);
  expect(declined.screen()).toMatch(/Nothing was written\.$/);
  expect(crm.writes()).toEqual([]);

  const agreed = startWizard({ directory: crm.directory, command: 'sync' });
  await agreed.question(question);
  await agreed.type('y');
  expect(await agreed.ended).toBe(0);
  expect(await accounts(crm)).toBe(2);

  const again = startWizard({ directory: crm.directory, command: 'sync' });
  expect(await again.ended).toBe(0);
  expect(again.screen()).not.toContain(question);
});

it('a first sync that a brake stops as a whole is not asked about: it tells why, and what to type', async () => {
  const crm = await startWith(25);
  for (let from = 0; from < 25; from += 5) {
    const rows = Array.from({ length: 5 }, (_, index) => ({ fields: { Name: `Other ${from + index}` } }));
    await crm.base('Accounts').create(rows);
  }
  const stopped = startWizard({ directory: crm.directory, command: 'sync' });
  expect(await stopped.ended).toBe(3);
  expect(stopped.screen()).not.toContain(question);
  expect(stopped.screen()).toContain('stopped (create): None of 25');
  expect(stopped.screen()).toContain('linkwright sync companies --allow create');
  expect(await accounts(crm)).toBe(25);

  const allowed = startWizard({ directory: crm.directory, command: 'sync', words: ['--allow', 'create'] });
  expect(await allowed.ended).toBe(0);
  expect(allowed.screen()).not.toContain(question);
  expect(await accounts(crm)).toBe(50);
});

it.each([
  ['it is answered beforehand', 2, ['--yes']],
  ['only results are wanted', 2, ['--quiet']],
  ['a machine reads', 2, ['--json']],
  ['nothing is written', 0, []],
])('a first sync does not ask where %s', async (_, companies, words) => {
  const crm = await startWith(companies);
  const wizard = startWizard({ directory: crm.directory, command: 'sync', words });
  expect(await wizard.ended).toBe(0);
  expect(wizard.screen()).not.toContain(question);
  expect(await accounts(crm)).toBe(companies);
});
