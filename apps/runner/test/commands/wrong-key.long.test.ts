import type { ObjectCopy } from '@linkwright/sandbox';
import { expect, it } from 'vitest';
import { resultOf, startCommand } from '../support/run-command.ts';
import { contactsAlone, emailOf } from './support/braked-contacts.ts';
import { type Crm, startCrm } from './support/start-crm.ts';

const count = 48_000;
/** So many gave both apps the same private address. */
const alike = 312;
/** MB of heap for the command. Half of it is the program's own; 96,000 records take about as much again, and would not fit in beside their keys. */
const heap = 96;

const fieldOf = (id: string, name: string) => ({
  id,
  name,
  label: name,
  type: 'text',
  required: false,
  readOnly: false,
  unique: false,
  lookup: 'none',
});

/** Fields: their names by their ids. */
const objectOf = (
  id: string,
  name: string,
  fields: Readonly<Record<string, string>>,
  records: ObjectCopy['records'],
): ObjectCopy => ({
  id,
  name,
  label: name,
  custom: false,
  fields: Object.entries(fields).map(([field, named]) => fieldOf(field, named)),
  associations: [],
  records,
});

const indexes = Array.from({ length: count }, (_, index) => index);
/** Long enough ago for a later run to read none of them again. */
const createdAt = '2026-01-15T09:00:00.000Z';
const privateOf = (index: number): string => (index < alike ? emailOf(index) : `private${index}@home.example`);

const contacts = objectOf(
  '0-1',
  'contacts',
  { email: 'email', firstname: 'firstname', lastname: 'lastname' },
  indexes.map((index) => ({
    id: String(1001 + index),
    createdAt,
    fields: { email: emailOf(index), firstname: `First ${index}`, lastname: `Last ${index}` },
  })),
);

const people = objectOf(
  'tblPeople00000000',
  'People',
  {
    fldEmail000000000: 'Email',
    fldPrivate0000000: 'Private email',
    fldFirst000000000: 'First name',
    fldLast0000000000: 'Last name',
  },
  indexes.map((index) => ({
    id: `rec${String(index).padStart(14, '0')}`,
    createdAt,
    fields: {
      fldEmail000000000: emailOf(index),
      fldPrivate0000000: privateOf(index),
      fldFirst000000000: `First ${index}`,
      fldLast0000000000: `Last ${index}`,
    },
  })),
);

const matchedBy = (field: string): string =>
  contactsAlone()
    .replace('match: { left: email, right: Email }', `match: { left: email, right: ${field} }`)
    .replace('      - { left: jobtitle, right: Job title }\n', '');

/** Both apps as their own clients show them, one line for each record. */
async function readBoth({ hubspot, base }: Crm) {
  const contactsNow = await hubspot.crm.contacts.getAll(100, undefined, ['email', 'firstname', 'lastname']);
  const rows = await base('People').select().all();
  return {
    hubspot: contactsNow.map(({ id, properties: { email, firstname, lastname } }) =>
      [id, email, firstname, lastname].join(' | '),
    ),
    airtable: rows.map(({ id, fields }) =>
      [id, fields.Email, fields['Private email'], fields['First name'], fields['Last name']].join(' | '),
    ),
  };
}

it(`${count} people on both sides by a match key that finds ${alike}: nothing is written, and the right key links all`, async () => {
  const crm = await startCrm();
  crm.sandbox.hubspot.load('48', { objects: [contacts] });
  crm.sandbox.airtable.load(crm.baseId, { objects: [people] });
  await crm.configure(matchedBy('Private email'));
  const before = await readBoth(crm);
  expect(before.hubspot).toHaveLength(count);
  expect(before.airtable).toHaveLength(count);

  const written = crm.writes().length;
  const refused = await resultOf(
    startCommand(['sync', '--yes'], {
      directory: crm.directory,
      environment: { NODE_OPTIONS: `--max-old-space-size=${heap}` },
    }),
  );
  expect(refused).toMatchObject({ exitCode: 3, stderr: '' });
  expect(refused.stdout).toContain(
    'Only 312 of 48,000 Airtable People match HubSpot contacts by "Private email": 47,688 would be created in Airtable, 47,688 would be created in HubSpot',
  );
  expect(refused.stdout).toContain('The match key may be the wrong one');
  expect(refused.stdout).toContain('Correct "match" of contacts in the file.');
  expect(refused.stdout).toContain('linkwright sync contacts --allow create\n');
  expect(crm.writes()).toHaveLength(written);

  await crm.configure(matchedBy('Email'));
  const linked = await crm.document('sync', '--yes');
  expect(linked).toMatchObject({ exitCode: 0, document: { status: 'done', syncs: [{ linked: count }] } });
  expect(crm.writes()).toHaveLength(written);
  expect(await readBoth(crm)).toEqual(before);
});
