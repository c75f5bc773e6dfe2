import { expect, it } from 'vitest';
import { withSyncs } from './support/crm-configuration.ts';
import { addRow, editRow } from './support/fill-crm.ts';
import { startCrm } from './support/start-crm.ts';

const contacts = `  contacts:
    left: { connection: hubspot, object: contacts }
    right: { connection: airtable, object: People }
    match: { left: email, right: Email }
    fields:
      - { left: email, right: Email }
      - { left: firstname, right: First name }
      - { left: phone, right: Phone }
    associations: []
`;

it('a number that HubSpot’s rule refuses waits alone, and one that it rewrites is nobody’s edit', async () => {
  const crm = await startCrm();
  await crm.addField('People', { name: 'Phone', type: 'phoneNumber' });
  await crm.configure(withSyncs(contacts));
  const rule = '/crm/v3/property-validations/0-1/phone/rule-type/PHONE_NUMBER_WITH_EXPLICIT_COUNTRY_CODE';
  await crm.hubspot.apiRequest({ method: 'PUT', path: rule, body: { ruleArguments: [] } });
  // HubSpot's own example: no area of the United States has this code.
  const ada = await addRow(crm, 'People', {
    Email: 'ada@acme.example',
    'First name': 'Ada',
    Phone: '+1 (123) 456-7890',
  });
  await addRow(crm, 'People', { Email: 'kim@acme.example', 'First name': 'Kim', Phone: '+1 (888) 482-7768' });
  const phones = async () => {
    const { results } = await crm.hubspot.crm.contacts.basicApi.getPage(100, undefined, ['firstname', 'phone']);
    return Object.fromEntries(results.map(({ properties: { firstname, phone } }) => [firstname, phone]));
  };

  expect(await crm.run('sync')).toMatchObject({ exitCode: 3 });
  expect(await phones()).toEqual({ Ada: null, Kim: '+18884827768' });
  expect((await crm.run('status')).stdout).toContain('HubSpot refuses phone: +1 (123) 456-7890');

  const before = crm.writes().length;
  expect(await crm.run('sync', '--full')).toMatchObject({ exitCode: 3 });
  const written = crm.writes().slice(before);
  expect(written.filter((write) => write.includes('airtable'))).toEqual([]);

  await editRow(crm, 'People', ada, { Phone: '+1 (888) 482-7769' });
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  expect(await phones()).toEqual({ Ada: '+18884827769', Kim: '+18884827768' });
  const rows = await crm.base('People').select().all();
  expect(rows.map(({ fields }) => fields.Phone).sort()).toEqual(['+1 (888) 482-7768', '+1 (888) 482-7769']);
});
