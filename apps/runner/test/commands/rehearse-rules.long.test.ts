import { expect, it } from 'vitest';
import { z } from 'zod';
import { rehearsalSchema } from '../../src/rehearse/rehearsal-report.ts';
import { withSyncs } from './support/crm-configuration.ts';
import { addRow } from './support/fill-crm.ts';
import { startCrm } from './support/start-crm.ts';

const contacts = `  contacts:
    left: { connection: hubspot, object: contacts }
    right: { connection: airtable, object: People }
    match: { left: email, right: Email }
    fields:
      - { left: email, right: Email }
      - { left: firstname, right: First name }
      - { left: jobtitle, right: Job title }
      - { left: numemployees_rank, right: Rank }
    associations: []
`;

it('a rehearsal foresees which values the rules of HubSpot’s properties refuse, with the reason that the sync then meets', async () => {
  const crm = await startCrm();
  await crm.addField('People', { name: 'Rank', type: 'number', options: { precision: 0 } });
  await crm.hubspot.crm.properties.coreApi.create('contacts', {
    name: 'numemployees_rank',
    label: 'Rank',
    type: 'number',
    fieldType: 'number',
    groupName: 'contactinformation',
  } as Parameters<typeof crm.hubspot.crm.properties.coreApi.create>[1]);
  const setRule = (property: string, rule: string, argument: string) =>
    crm.hubspot.apiRequest({
      method: 'PUT',
      path: `/crm/v3/property-validations/0-1/${property}/rule-type/${rule}`,
      body: { ruleArguments: [argument] },
    });
  await setRule('jobtitle', 'MIN_LENGTH', '3');
  await setRule('jobtitle', 'MAX_LENGTH', '12');
  await setRule('numemployees_rank', 'MAX_NUMBER', '99');
  await setRule('firstname', 'ALPHANUMERIC', 'ALPHA_ONLY');
  await crm.configure(withSyncs(contacts));
  const rows = [
    { Email: 'fits@acme.example', 'Job title': 'Engineer', Rank: 99 },
    { Email: 'long@acme.example', 'Job title': 'Principal Engineer', Rank: 1 },
    { Email: 'short@acme.example', 'Job title': 'QA', Rank: 1 },
    { Email: 'high@acme.example', 'Job title': 'Chief', Rank: 100 },
    { Email: 'blank@acme.example' },
    { Email: 'droid@acme.example', 'First name': 'R2D2' },
  ];
  for (const row of rows) await addRow(crm, 'People', row);

  const check = await crm.run('check');
  for (const what of [
    '"jobtitle" of HubSpot contacts takes at most 12 characters and at least 3 characters by a rule of that account',
    '"numemployees_rank" of HubSpot contacts takes no number above 99 by a rule',
    '"firstname" of HubSpot contacts takes only what keeps ALPHANUMERIC ALPHA_ONLY by a rule',
  ]) {
    expect(check.stdout.replace(/\s+/g, ' ')).toContain(what);
  }

  const before = crm.writes().length;
  const { exitCode, document } = await crm.document('rehearse');
  expect(crm.writes()).toHaveLength(before);
  expect(exitCode).toBe(3);
  const { rehearsal } = z.object({ rehearsal: rehearsalSchema }).parse(document);
  const refused = rehearsal.firstSync.flatMap((sync) => sync.refused);
  const texts = JSON.stringify(refused);
  expect(refused.reduce((sum, { records }) => sum + records, 0)).toBe(4);
  expect(texts).toContain('HubSpot refuses firstname: R2D2 breaks the rule ALPHANUMERIC ALPHA_ONLY');
  expect(texts).toContain('HubSpot refuses jobtitle: Principal Engineer breaks the rule MAX_LENGTH 12');
  expect(texts).toContain('HubSpot refuses jobtitle: QA breaks the rule MIN_LENGTH 3');
  expect(texts).toContain('HubSpot refuses numemployees_rank: 100 breaks the rule MAX_NUMBER 99');

  expect(await crm.run('sync', '--yes')).toMatchObject({ exitCode: 3 });
  const status = await crm.run('status', '--failing');
  for (const what of ['Principal Engineer breaks', 'QA breaks', '100 breaks', 'R2D2 breaks'])
    expect(status.stdout).toContain(what);
  const properties = ['email', 'jobtitle', 'numemployees_rank'];
  const made = await crm.hubspot.crm.contacts.getAll(100, undefined, properties);
  expect(made.map(({ properties: held }) => properties.map((name) => held[name] ?? null)).sort()).toEqual([
    ['blank@acme.example', null, null],
    ['droid@acme.example', null, null],
    ['fits@acme.example', 'Engineer', '99'],
    ['high@acme.example', 'Chief', null],
    ['long@acme.example', null, '1'],
    ['short@acme.example', null, '1'],
  ]);
});
