import {
  PropertyCreateFieldTypeEnum as FieldType,
  PropertyCreateTypeEnum as Type,
} from '@hubspot/api-client/lib/codegen/crm/properties/index.js';
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
      - { left: renewal_day, right: Renewal }
      - { left: hourly_rate, right: Rate }
      - { left: call_code, right: Code }
      - { left: desk_name, right: Desk }
    associations: []
`;

it('a rehearsal foresees which values the rules of HubSpot’s properties refuse, with the reason that the sync then meets', async () => {
  const crm = await startCrm();
  await crm.addField('People', { name: 'Rank', type: 'number', options: { precision: 0 } });
  await crm.addField('People', { name: 'Renewal', type: 'date', options: { dateFormat: { name: 'iso' } } });
  await crm.addField('People', { name: 'Rate', type: 'number', options: { precision: 4 } });
  await crm.addField('People', { name: 'Code', type: 'singleLineText' });
  await crm.addField('People', { name: 'Desk', type: 'singleLineText' });
  const { coreApi } = crm.hubspot.crm.properties;
  for (const [name, type, fieldType] of [
    ['numemployees_rank', Type.Number, FieldType.Number],
    ['renewal_day', Type.Date, FieldType.Date],
    ['hourly_rate', Type.Number, FieldType.Number],
    ['call_code', Type.String, FieldType.Text],
    ['desk_name', Type.String, FieldType.Text],
  ] as const) {
    await coreApi.create('contacts', { name, label: name, type, fieldType, groupName: 'contactinformation' });
  }
  const setRule = (property: string, rule: string, argument: string, more = {}) =>
    crm.hubspot.apiRequest({
      method: 'PUT',
      path: `/crm/v3/property-validations/0-1/${property}/rule-type/${rule}`,
      body: { ruleArguments: [argument], ...more },
    });
  await setRule('jobtitle', 'MIN_LENGTH', '3');
  await setRule('jobtitle', 'MAX_LENGTH', '12');
  await setRule('numemployees_rank', 'MAX_NUMBER', '99');
  await setRule('firstname', 'ALPHANUMERIC', 'ALPHA_ONLY');
  await setRule('renewal_day', 'AFTER_DURATION', 'P7D');
  await setRule('hourly_rate', 'DECIMAL', '2');
  await setRule('call_code', 'WHITESPACE', 'ALL');
  await setRule('desk_name', 'FORMAT', 'UPPER', { shouldApplyNormalization: true });
  await crm.configure(withSyncs(contacts));
  const rows = [
    { Email: 'fits@acme.example', 'Job title': 'Engineer', Rank: 99 },
    { Email: 'long@acme.example', 'Job title': 'Principal Engineer', Rank: 1 },
    { Email: 'short@acme.example', 'Job title': 'QA', Rank: 1 },
    { Email: 'high@acme.example', 'Job title': 'Chief', Rank: 100 },
    { Email: 'blank@acme.example' },
    { Email: 'droid@acme.example', 'First name': 'R2D2' },
    { Email: 'late@acme.example', Renewal: '2001-02-03' },
    { Email: 'fine@acme.example', Renewal: '2999-12-31', Rate: 1.25, Code: 'AB1', Desk: 'north' },
    { Email: 'dear@acme.example', Rate: 1.255 },
    { Email: 'wide@acme.example', Code: 'AB 1' },
  ];
  for (const row of rows) await addRow(crm, 'People', row);

  const check = await crm.run('check');
  for (const what of [
    '"jobtitle" of HubSpot contacts takes at most 12 characters and at least 3 characters by a rule of that account',
    '"numemployees_rank" of HubSpot contacts takes no number above 99 by a rule',
    '"firstname" of HubSpot contacts takes letters only by a rule',
    '"renewal_day" of HubSpot contacts takes only days that lie at least 7 days ahead by a rule',
    '"hourly_rate" of HubSpot contacts takes at most 2 decimal places by a rule',
    '"call_code" of HubSpot contacts takes no blanks by a rule',
    '"desk_name" of HubSpot contacts takes text in capital letters only by a rule of that account: what "Desk" of Airtable People holds beyond that is changed by it to fit.',
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
  expect(refused.reduce((sum, { records }) => sum + records, 0)).toBe(7);
  expect(texts).toContain('HubSpot refuses firstname: R2D2 breaks the rule ALPHANUMERIC ALPHA_ONLY');
  expect(texts).toContain('HubSpot refuses jobtitle: Principal Engineer breaks the rule MAX_LENGTH 12');
  expect(texts).toContain('HubSpot refuses jobtitle: QA breaks the rule MIN_LENGTH 3');
  expect(texts).toContain('HubSpot refuses numemployees_rank: 100 breaks the rule MAX_NUMBER 99');
  expect(texts).toContain('HubSpot refuses renewal_day: 2001-02-03 breaks the rule AFTER_DURATION P7D');
  expect(texts).toContain('HubSpot refuses hourly_rate: 1.255 breaks the rule DECIMAL 2');
  expect(texts).toContain('HubSpot refuses call_code: AB 1 breaks the rule WHITESPACE ALL');
  expect(refused.every(({ remedy }) => remedy !== '')).toBe(true);

  expect(await crm.run('sync', '--yes')).toMatchObject({ exitCode: 3 });
  const status = await crm.run('status', '--failing');
  for (const what of ['Principal Engineer', 'QA', '100', 'R2D2', '2001-02-03', '1.255', 'AB 1'])
    expect(status.stdout).toContain(`${what} breaks`);
  const properties = ['email', 'jobtitle', 'numemployees_rank', 'renewal_day', 'hourly_rate', 'call_code', 'desk_name'];
  const made = await crm.hubspot.crm.contacts.getAll(100, undefined, properties);
  expect(made.map(({ properties: held }) => properties.map((name) => held[name] ?? null)).sort()).toEqual(
    [
      ['blank@acme.example'],
      ['dear@acme.example'],
      ['droid@acme.example'],
      ['fine@acme.example', null, null, '2999-12-31', '1.25', 'AB1', 'NORTH'],
      ['fits@acme.example', 'Engineer', '99'],
      ['high@acme.example', 'Chief'],
      ['late@acme.example'],
      ['long@acme.example', null, '1'],
      ['short@acme.example', null, '1'],
      ['wide@acme.example'],
    ].map((row) => properties.map((_, index) => row[index] ?? null)),
  );
  // What a rule has changed is no edit that anybody made.
  const [fine] = await crm.base('People').select({ filterByFormula: `{Email} = 'fine@acme.example'` }).all();
  expect(fine?.get('Desk')).toBe('north');
});
