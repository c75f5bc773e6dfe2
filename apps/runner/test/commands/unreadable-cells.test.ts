import { expect, it } from 'vitest';
import { addRow } from './support/fill-crm.ts';
import { startWithFormula } from './support/start-with-formula.ts';

it('status names a field whose cells cannot be read, with their number, and nothing is emptied', async () => {
  const crm = await startWithFormula();
  const rows: string[] = [];
  for (const name of ['Acme', 'Umbra', 'Zenith']) {
    rows.push(await addRow(crm, 'Accounts', { Name: name, Website: `https://${name}.example`, Staff: 4 }));
  }
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  for (const row of rows.slice(1)) await crm.base('Accounts').update([{ id: row, fields: { Staff: 0 } }]);
  const run = await crm.run('sync');
  expect(run.exitCode).toBe(0);
  expect(run.stdout).toContain('airtable "Per head" could not be read in 2 records.');
  const status = await crm.run('status');
  expect(status.stdout).toMatch(/^In step, as far as the apps show it\.$/m);
  expect(status.stdout.match(/could not be read/g)).toHaveLength(1);
  expect(status.stdout).toContain(
    '  ? airtable "Per head" could not be read in 2 records. What was known is kept; nothing is emptied. ' +
      'See in airtable whether this account may read it, and whether its formula fails.\n',
  );
  expect((await crm.document('status')).document).toMatchObject({
    syncs: [{ name: 'companies', unreadable: [{ connection: 'airtable', field: 'Per head', count: 2 }] }],
  });
  const { results } = await crm.hubspot.crm.companies.basicApi.getPage(10, undefined, ['city']);
  expect(results.map(({ properties }) => properties.city)).toEqual(['25', '25', '25']);

  for (const row of rows.slice(1)) await crm.base('Accounts').update([{ id: row, fields: { Staff: 10 } }]);
  await crm.run('sync');
  expect((await crm.run('status')).stdout).not.toContain('could not be read');
});
