import { crmConfiguration } from './crm-configuration.ts';
import { type Crm, startCrm } from './start-crm.ts';

/** Companies whose city is what a formula of Airtable says: it fails where `Staff` is 0. */
export async function startWithFormula(): Promise<Crm> {
  const crm = await startCrm({ airtable: { allowComputedFields: true } });
  await crm.addField('Accounts', { name: 'Staff', type: 'number', options: { precision: 0 } });
  await crm.addField('Accounts', { name: 'Per head', type: 'formula', options: { formula: '100/{Staff}' } });
  const formula = '- { left: city, right: Per head, direction: right-to-left }';
  await crm.configure(crmConfiguration(['companies']).replace('- { left: phone, right: Phone }', formula));
  return crm;
}
