import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  PropertyCreateFieldTypeEnum,
  PropertyCreateTypeEnum,
} from '@hubspot/api-client/lib/codegen/crm/properties/index.js';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { withSyncs } from '../commands/support/crm-configuration.ts';
import { type Crm, startCrm } from '../commands/support/start-crm.ts';
import { startWizard } from './support/start-wizard.ts';
import { accept, answerNo, follow, pick, write } from './support/wizard-script.ts';

/** A day of HubSpot beside a moment that each user of Airtable sees in a zone of their own, and the two the other way around. */
async function startDates(): Promise<Crm> {
  const crm = await startCrm();
  await crm.hubspot.crm.properties.coreApi.create('contacts', {
    name: 'renewal',
    label: 'Renewal',
    groupName: 'contactinformation',
    type: PropertyCreateTypeEnum.Date,
    fieldType: PropertyCreateFieldTypeEnum.Date,
  });
  const options = { dateFormat: { name: 'iso' }, timeFormat: { name: '24hour' }, timeZone: 'client' };
  await crm.addField('People', { name: 'Renewal', type: 'dateTime', options });
  await crm.addField('Deals', { name: 'Close date', type: 'date', options: { dateFormat: { name: 'iso' } } });
  return crm;
}

const contacts = `  contacts:
    left: { connection: hubspot, object: contacts }
    right: { connection: airtable, object: People }
    match: { left: email, right: Email }
    fields: [{ left: email, right: Email }]
`;
const renewal = '{ left: renewal, right: Renewal }';

const syncsOf = async (crm: Crm) => parse(await readFile(join(crm.directory, 'linkwright.yaml'), 'utf8')).syncs;

it('check --suggest proposes a moment beside a day where a zone is known, and else says what is missing', async () => {
  const crm = await startDates();
  await crm.configure(withSyncs(contacts));
  const { exitCode, stdout, stderr } = await crm.run('check', '--suggest');
  expect(exitCode).toBe(0);
  // The portal tells its zone, Airtable none.
  expect(stdout).toContain('{ left: closedate, right: Close date }');
  expect(stdout).not.toContain(renewal);
  expect(stderr).toContain('contacts: renewal and Renewal look alike, but one holds moments and the other days');
  expect((await crm.document('check', '--suggest')).document).toMatchObject({
    zoneless: [expect.stringContaining('timeZone: Europe/Berlin')],
  });

  await crm.configure(withSyncs(`${contacts}    timeZone: America/Phoenix\n`));
  const again = await crm.run('check', '--suggest');
  expect(again.stdout).toContain(renewal);
  expect(again.stderr).not.toContain('look alike');
  await crm.configure(
    withSyncs(
      `${contacts.replace('fields: [', `fields: [${renewal}, `)}    timeZone: America/Phoenix
  deals:
    left: { connection: hubspot, object: deals }
    right: { connection: airtable, object: Deals }
    match: { left: dealname, right: Name }
    fields: [{ left: dealname, right: Name }, { left: dealstage, right: Stage }, { left: closedate, right: Close date }]
`,
    ),
  );
  expect(await crm.run('check')).toMatchObject({ exitCode: 0, stderr: '' });
});

it('setup --suggested writes nothing that check refuses, and says what it left out', async () => {
  const crm = await startDates();
  await crm.configure(withSyncs('').replace('syncs:\n', 'syncs: {}\n'));
  for (const [left, right] of [
    ['contacts', 'People'],
    ['deals', 'Deals'],
  ]) {
    const ends = ['--left', `hubspot:${left}`, '--right', `airtable:${right}`];
    const { exitCode, stderr } = await crm.run('setup', ...ends, '--suggested', '--yes');
    expect(exitCode).toBe(0);
    expect(stderr.includes('renewal and Renewal look alike')).toBe(left === 'contacts');
  }
  const { contacts: made, deals } = await syncsOf(crm);
  expect(JSON.stringify(made)).not.toContain('renewal');
  expect(deals.fields).toContainEqual({ left: 'closedate', right: 'Close date' });
  expect(await crm.run('check')).toMatchObject({ exitCode: 0, stderr: '' });
});

it('the wizard asks for the zone that dates need', async () => {
  const crm = await startDates();
  await crm.configure(withSyncs(contacts));
  const wizard = startWizard({ directory: crm.directory });
  const [, , , offered] = await follow(wizard, [
    pick('What would you like to do?', 'Change a sync'),
    pick('Which sync?', 'contacts'),
    pick('What is to change?', 'Map more fields'),
    accept('Which fields are kept in step?'),
    answerNo('Map another pair of fields?'),
    write('The time zone of the people who use these dates', 'phoenix'),
  ]);
  expect(offered).toContain('renewal ↔ Renewal');
  expect(await wizard.question('Did you mean America/Phoenix?')).toContain('renewal ↔ Renewal');
  await wizard.press('erase');
  await follow(wizard, [
    write('The time zone of the people who use these dates', 'America/Phoenix'),
    pick('Change anything else?', 'No'),
    pick('Write linkwright.yaml?', 'Yes'),
  ]);
  expect(await wizard.ended).toBe(0);
  expect((await syncsOf(crm)).contacts).toMatchObject({
    timeZone: 'America/Phoenix',
    fields: expect.arrayContaining([{ left: 'renewal', right: 'Renewal' }]),
  });
  expect(await crm.run('check')).toMatchObject({ exitCode: 0, stderr: '' });
});
