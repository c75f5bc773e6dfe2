import { hash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { crmConfiguration, withSyncs } from '../commands/support/crm-configuration.ts';
import { addCompany, addContact, addRow } from '../commands/support/fill-crm.ts';
import { readApps } from '../commands/support/read-apps.ts';
import { type Crm, startCrm } from '../commands/support/start-crm.ts';
import { startWizard } from './support/start-wizard.ts';
import { keptTranscript, renderTranscript } from './support/transcript.ts';
import {
  accept,
  answerNo,
  answerYes,
  check,
  follow,
  pick,
  type Step,
  write,
  writeSecret,
} from './support/wizard-script.ts';

const hubspotKey = 'pat-crm-token';
const airtableKey = 'patCrmToken';

const useSandbox = (app: string): Step => ({
  question: `Settings of ${app} that differ`,
  answer: (wizard, again) => wizard.press(...(again ? ([] as const) : (['space'] as const)), 'enter'),
});

const usualBehaviour: readonly Step[] = [
  accept('Which way do changes go?'),
  accept('Where are records created that only the other app has?'),
  accept('Who wins where both have changed one value?'),
];

/** From nothing to two syncs: the second because an association of the first needs it. */
const fromNothing = (crm: Pick<Crm, 'sandbox' | 'baseId'>): readonly Step[] => [
  pick('The first app', 'HubSpot'),
  accept('A name for this connection'),
  accept('accessToken: the NAME'),
  useSandbox('HubSpot'),
  write('baseUrl', crm.sandbox.hubspot.baseUrl),
  writeSecret('HUBSPOT_ACCESS_TOKEN, for this run only', hubspotKey),
  pick('The other app', 'Airtable'),
  accept('A name for this connection'),
  accept('accessToken: the NAME'),
  useSandbox('Airtable'),
  write('baseUrl', crm.sandbox.airtable.baseUrl),
  writeSecret('AIRTABLE_ACCESS_TOKEN, for this run only', airtableKey),
  pick('Which base of Airtable?', 'CRM'),
  pick('Which records of HubSpot?', 'Contacts'),
  accept('Which records of Airtable are the same as Contacts?'),
  pick('By which field are records recognized', 'email ↔ Email'),
  answerYes('Match on email ↔ Email all the same?'),
  pick('Another field, tried where that one is empty?', 'No'),
  accept('Which fields are kept in step?'),
  answerNo('Map another pair of fields?'),
  ...usualBehaviour,
  accept('A name for this sync'),
  pick('Which links of Airtable People', 'Account'),
  answerYes('Set up a sync of Accounts first?'),
  pick('Which records of HubSpot?', 'Companies'),
  pick('By which field are records recognized', 'domain ↔ Website'),
  pick('Another field, tried where that one is empty?', 'name ↔ Name'),
  pick('Another field, tried where that one is empty?', 'No'),
  accept('Do some of these fields name another record?'),
  accept('Which fields are kept in step?'),
  answerNo('Map another pair of fields?'),
  ...usualBehaviour,
  accept('A name for this sync'),
  pick('Which links of Airtable Accounts', 'None'),
  pick('Which links of HubSpot contacts go with Account?', 'primary_company'),
  pick('Which links of Airtable People', 'No more'),
  pick('Write linkwright.yaml?', 'Yes'),
];

async function startEmpty(): Promise<Crm> {
  const crm = await startCrm();
  for (const file of ['linkwright.yaml', '.env']) await rm(join(crm.directory, file));
  const acme = await addCompany(crm, { name: 'Acme', domain: 'acme.example' });
  await addContact(crm, { email: 'ada@acme.example', firstname: 'Ada', lastname: 'Lovelace' }, [acme]);
  for (const name of ['Kim', 'Lee'])
    await addRow(crm, 'People', { Email: 'info@umbrella.example', 'First name': name });
  return crm;
}

const fileOf = (crm: Crm): Promise<string> => readFile(join(crm.directory, 'linkwright.yaml'), 'utf8');

/**
 * Names, contents and modes: whatever a command could leave behind. Calls to an app are counted whatever they were for, and
 * `limits.db` tells when the last ones left.
 */
async function traces(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && entry.name !== 'limits.db')
    .map((entry) => join(entry.parentPath, entry.name));
  const told = await Promise.all(
    files.map(async (file) => {
      const content = file.endsWith('state.db') ? tablesOf(await readFile(file)) : await readFile(file);
      return `${file} ${(await stat(file)).mode} ${hash('sha256', content)}`;
    }),
  );
  return told.sort();
}

/** Read from a copy: who reads a database in place may change it. */
function tablesOf(content: Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'linkwright-traces-'));
  try {
    writeFileSync(join(folder, 'state.db'), content);
    const database = new DatabaseSync(join(folder, 'state.db'));
    const names = database.prepare("select name from sqlite_master where type = 'table' order by name").all();
    const tables = names.map(({ name }) => String(name)).filter((name) => !/call/.test(name));
    expect(tables).toContain('links');
    const rows = tables.map((name) => [name, database.prepare(`select * from "${name}"`).all()]);
    database.close();
    return JSON.stringify(rows);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('setup by questions', () => {
  it('goes from nothing to syncs that run, and the transcript in the documents is what it showed', async () => {
    const crm = await startEmpty();
    const before = crm.writes().length;
    const wizard = startWizard({ directory: crm.directory });
    const steps = fromNothing(crm);
    const frames = await follow(wizard, steps);
    expect(await wizard.ended).toBe(0);
    expect(crm.writes()).toHaveLength(before);
    expect((await readdir(crm.directory)).toSorted()).toEqual([
      ...['.env.example', '.gitignore', 'linkwright.schema.json', 'linkwright.yaml'],
    ]);
    const references = frames.find((frame) => frame.includes('Do some of these fields name another record?')) ?? '';
    expect(/◻ (.+)/.exec(references)?.[1]).not.toMatch(/: name/);
    for (const text of [await fileOf(crm), wizard.screen(), ...frames]) {
      expect(text).not.toContain(hubspotKey);
      expect(text).not.toContain(airtableKey);
    }

    const shown = (question: string): string =>
      frames[steps.findIndex((step) => step.question.startsWith(question))] ?? '';
    const transcript = renderTranscript(wizard.screen(), [
      shown('Which records of Airtable are the same'),
      shown('By which field'),
      shown('Which fields'),
      shown('Which links of HubSpot contacts go with'),
    ]);
    expect(await keptTranscript(transcript)).toBe(transcript);

    await crm.setVariables({ HUBSPOT_ACCESS_TOKEN: hubspotKey, AIRTABLE_ACCESS_TOKEN: airtableKey });
    // Two people of one address: listed and left alone, as the wizard has said.
    expect(await crm.run('sync')).toMatchObject({ exitCode: 3 });
    const { accounts, people, contacts } = await readApps(crm);
    expect(accounts).toEqual([{ Name: 'Acme', Website: 'acme.example', People: ['ada@acme.example'] }]);
    expect(people).toEqual([
      { Email: 'ada@acme.example', 'First name': 'Ada', 'Last name': 'Lovelace', Account: ['Acme'] },
      { Email: 'info@umbrella.example', 'First name': 'Kim' },
      { Email: 'info@umbrella.example', 'First name': 'Lee' },
    ]);
    expect(contacts).toMatchObject([{ email: 'ada@acme.example', primary: ['Acme'] }]);
  });

  it('is left at any question without a trace', async () => {
    const crm = await startEmpty();
    const before = crm.writes().length;
    const steps = fromNothing(crm);
    for (const [index, { question }] of steps.entries()) {
      if (index % 3 !== 0) continue;
      const directory = join(crm.directory, String(index));
      await mkdir(directory);
      const wizard = startWizard({ directory });
      await follow(wizard, steps.slice(0, index));
      await wizard.question(question);
      await wizard.press(index === 0 ? 'escape' : 'ctrlC');
      expect(await wizard.ended, question).toBe(130);
      expect(wizard.screen(), question).toContain('Left. Nothing was written.');
      expect(await readdir(directory), question).toEqual([]);
    }
    expect(crm.writes()).toHaveLength(before);
  });

  it('goes back one question with Esc, at every question, and asks the other ones once', async () => {
    const crm = await startEmpty();
    const wizard = startWizard({ directory: crm.directory });
    const steps = fromNothing(crm);
    for (const [index, step] of steps.entries()) {
      await wizard.question(step.question);
      const before = steps[index - 1];
      if (before !== undefined) {
        await wizard.press('escape');
        await wizard.question(before.question);
        await before.answer(wizard, true);
        await wizard.question(step.question);
      }
      await step.answer(wizard);
    }
    expect(await wizard.ended).toBe(0);
    const straight = await startEmpty();
    const other = startWizard({ directory: straight.directory });
    await follow(other, fromNothing(straight));
    expect(await other.ended).toBe(0);
    const steady = (text: string): string =>
      text.replaceAll(/localhost:\d+/g, 'localhost').replaceAll(/app\w{14}/g, 'app');
    expect(steady(await fileOf(crm))).toBe(steady(await fileOf(straight)));
  });

  it('changes one answer at the end, and keeps those that still fit', async () => {
    const crm = await startEmpty();
    const wizard = startWizard({ directory: crm.directory });
    await follow(wizard, [
      ...fromNothing(crm).slice(0, -1),
      pick('Write linkwright.yaml?', 'Change an answer'),
      write('Which answer is to be another one?', 'go with Account? primary'),
    ]);
    await follow(wizard, [
      pick('Which links of HubSpot contacts go with Account?', 'companies'),
      pick('Write linkwright.yaml?', 'Change an answer'),
      write('Which answer is to be another one?', 'Where are records created'),
      pick('Where are records created that only the other app has?', 'Only in HubSpot'),
      pick('Write linkwright.yaml?', 'Yes'),
    ]);
    expect(await wizard.ended).toBe(0);
    const { contacts, companies } = parse(await fileOf(crm)).syncs;
    expect(contacts).toMatchObject({ create: 'left', associations: [{ left: 'companies', right: 'Account' }] });
    expect(contacts.match).toEqual({ left: 'email', right: 'Email' });
    expect(companies).not.toHaveProperty('create');
  });

  it('syncs more data of connected apps, and takes back nothing of a file when it is left', async () => {
    const crm = await startCrm();
    const file = `# Ours.\n${crmConfiguration(['companies'])}# The end.\n`;
    await crm.configure(file);
    await addCompany(crm, { name: 'Acme', domain: 'acme.example' });
    expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
    const left = startWizard({ directory: crm.directory });
    const steps: readonly Step[] = [
      pick('What would you like to do?', 'Sync more data'),
      pick('Which records of HubSpot?', 'Contacts'),
      pick('Which records of Airtable are the same as Contacts?', 'People'),
      pick('By which field are records recognized', 'email ↔ Email'),
      pick('Another field, tried where that one is empty?', 'No'),
      accept('Do some of these fields name another record?'),
      accept('Which fields are kept in step?'),
      answerNo('Map another pair of fields?'),
      ...usualBehaviour,
      accept('A name for this sync'),
      accept('Which links of Airtable People'),
      pick('Which links of HubSpot contacts go with Account?', 'companies'),
      pick('Which links of Airtable People', 'No more'),
    ];
    const before = await traces(crm.directory);
    await follow(left, steps);
    await left.question('Write linkwright.yaml?');
    await left.press('ctrlC');
    expect(await left.ended).toBe(130);
    expect(await traces(crm.directory)).toEqual(before);

    const wizard = startWizard({ directory: crm.directory });
    await follow(wizard, [...steps, pick('Write linkwright.yaml?', 'Yes')]);
    expect(await wizard.ended).toBe(0);
    expect(await fileOf(crm)).toBe(
      file.replace(
        '# The end.\n',
        `  contacts:
    left: { connection: hubspot, object: contacts }
    right: { connection: airtable, object: People }
    match: { left: email, right: Email }
    fields:
      - { left: email, right: Email }
      - { left: firstname, right: First name }
      - { left: lastname, right: Last name }
      - { left: jobtitle, right: Job title }
    associations:
      - { left: companies, right: Account }
# The end.
`,
      ),
    );
    expect(await crm.run('check')).toMatchObject({ exitCode: 0 });
  });

  it('tells of an object that the key may not read, and lets another one be chosen', async () => {
    const crm = await startCrm();
    await crm.configure(crmConfiguration(['companies']));
    await crm.setVariables({ ...crm.variables, HUBSPOT_ACCESS_TOKEN: 'lacks-tickets-pat-crm' });
    const wizard = startWizard({ directory: crm.directory });
    await follow(wizard, [
      pick('What would you like to do?', 'Sync more data'),
      pick('Which records of HubSpot?', 'Tickets'),
    ]);
    await wizard.question('Which records of HubSpot?');
    expect(wizard.screen()).toContain('The HubSpot access token may not see Tickets. It lacks a scope: tickets.');
    await follow(wizard, [
      pick('Which records of HubSpot?', 'Contacts'),
      pick('Which records of Airtable are the same as Contacts?', 'People'),
    ]);
    await wizard.question('By which field are records recognized');
  });

  it('offers the partner that holds one first where every record of the other app holds one', async () => {
    const crm = await startCrm();
    await crm.configure(crmConfiguration(['companies']));
    const [acme, umbrella] = [
      await addRow(crm, 'Accounts', { Name: 'Acme' }),
      await addRow(crm, 'Accounts', { Name: 'Umbrella' }),
    ];
    await addRow(crm, 'People', { Email: 'ada@acme.example', Account: [acme] });
    await addRow(crm, 'People', { Email: 'kim@nowhere.example' });
    const toAccount: readonly Step[] = [
      pick('What would you like to do?', 'Sync more data'),
      pick('Which records of HubSpot?', 'Contacts'),
      pick('Which records of Airtable are the same as Contacts?', 'People'),
      pick('By which field are records recognized', 'email ↔ Email'),
      pick('Another field, tried where that one is empty?', 'No'),
      accept('Do some of these fields name another record?'),
      accept('Which fields are kept in step?'),
      answerNo('Map another pair of fields?'),
      ...usualBehaviour,
      accept('A name for this sync'),
      pick('Which links of Airtable People', 'Account'),
    ];
    const offeredFirst = async (): Promise<string | undefined> => {
      const wizard = startWizard({ directory: crm.directory });
      await follow(wizard, toAccount);
      const frame = await wizard.question('Which links of HubSpot contacts go with Account?');
      await wizard.press('ctrlC');
      await wizard.ended;
      return /● (\S+)/.exec(frame)?.[1];
    };
    expect(await offeredFirst()).toBe('primary_company');
    await addRow(crm, 'People', { Email: 'lee@acme.example', Account: [acme, umbrella] });
    expect(await offeredFirst()).toBe('companies');
  });

  it('changes a sync, and switches on what an association needs', async () => {
    const crm = await startCrm();
    const file = crmConfiguration(['companies', 'contacts'])
      .replace('    match:\n', '    enabled: false # for a while\n    match:\n')
      .replace(
        '      - { left: jobtitle, right: Job title }\n    associations:\n      - { left: primary_company, right: Account }\n',
        '',
      );
    await crm.configure(file);
    const wizard = startWizard({ directory: crm.directory });
    await follow(wizard, [
      pick('What would you like to do?', 'Change a sync'),
      pick('Which sync?', 'contacts'),
      pick('What is to change?', 'Map more fields'),
      accept('Which fields are kept in step?'),
      answerNo('Map another pair of fields?'),
      pick('Change anything else?', 'Map more links'),
      pick('Which links of Airtable People', 'Account'),
      answerYes('Accounts are synced by companies, which is switched off. Switch it on?'),
      pick('Which links of HubSpot contacts go with Account?', 'primary_company'),
      pick('Which links of Airtable People', 'No more'),
      pick('Change anything else?', 'No'),
      pick('Write linkwright.yaml?', 'Yes'),
    ]);
    expect(await wizard.ended).toBe(0);
    expect(await fileOf(crm)).toBe(
      `${file.replace('enabled: false # for a while', 'enabled: true # for a while')}      - { left: jobtitle, right: Job title }
    associations:
      - { left: primary_company, right: Account }
`,
    );
  });

  it('declares plain columns as references, and maps them like links', async () => {
    const crm = await startCrm();
    for (const name of ['Account name', 'Partners']) await crm.addField('People', { name, type: 'singleLineText' });
    const file = crmConfiguration(['companies']);
    await crm.configure(file);
    const acme = await addCompany(crm, { name: 'Acme', domain: 'acme.example' });
    const umbrella = await addCompany(crm, { name: 'Umbrella', domain: 'umbrella.example' });
    const both = 'acme.example; umbrella.example';
    await addContact(crm, { email: 'ada@acme.example' }, [acme]);
    await addContact(crm, { email: 'kim@umbrella.example' }, [umbrella, acme]);
    await addRow(crm, 'People', {
      Email: 'lee@umbrella.example',
      'Account name': 'Umbrella',
      Partners: both,
    });

    const wizard = startWizard({ directory: crm.directory });
    await follow(wizard, [
      pick('What would you like to do?', 'Sync more data'),
      pick('Which records of HubSpot?', 'Contacts'),
      pick('Which records of Airtable are the same as Contacts?', 'People'),
      pick('By which field are records recognized', 'email ↔ Email'),
      pick('Another field, tried where that one is empty?', 'No'),
      check(
        'Do some of these fields name another record?',
        'Airtable People: Account name',
        'Airtable People: Partners',
      ),
      pick('Records of which sync does Account name name?', 'companies'),
      pick('Which field of Accounts does Account name hold?', 'Name'),
      accept('What stands between several names in Account name?'),
      pick('Records of which sync does Partners name?', 'companies'),
      pick('Which field of Accounts does Partners hold?', 'What companies is matched on'),
      write('What stands between several names in Partners?', ';'),
      accept('Which fields are kept in step?'),
      answerNo('Map another pair of fields?'),
      ...usualBehaviour,
      accept('A name for this sync'),
      pick('Which links of Airtable People', 'Account name'),
      pick('Which links of HubSpot contacts go with Account name?', 'primary_company'),
      pick('Which links of Airtable People', 'Partners'),
      pick('Which links of HubSpot contacts go with Partners?', 'companies'),
      pick('Which links of Airtable People', 'No more'),
      pick('Write linkwright.yaml?', 'Yes'),
    ]);
    expect(await wizard.ended).toBe(0);
    expect(await fileOf(crm)).toBe(`${file}  contacts:
    left: { connection: hubspot, object: contacts }
    right: { connection: airtable, object: People }
    match: { left: email, right: Email }
    fields:
      - { left: email, right: Email }
      - { left: firstname, right: First name }
      - { left: lastname, right: Last name }
      - { left: jobtitle, right: Job title }
    references:
      - { right: Account name, target: companies, key: Name }
      - { right: Partners, target: companies, separator: ; }
    associations:
      - { left: primary_company, right: Account name }
      - { left: companies, right: Partners }
`);

    expect(await crm.run('sync')).toMatchObject({ exitCode: 0, stderr: '' });
    const { people, contacts } = await readApps(crm);
    expect(people).toEqual([
      { Email: 'ada@acme.example', 'Account name': 'Acme', Partners: 'acme.example' },
      { Email: 'kim@umbrella.example', 'Account name': 'Umbrella', Partners: both },
      { Email: 'lee@umbrella.example', 'Account name': 'Umbrella', Partners: both },
    ]);
    expect(contacts).toMatchObject([
      { email: 'ada@acme.example', companies: ['Acme'], primary: ['Acme'] },
      { email: 'kim@umbrella.example', companies: ['Acme', 'Umbrella'], primary: ['Umbrella'] },
      { email: 'lee@umbrella.example', companies: ['Acme', 'Umbrella'], primary: ['Umbrella'] },
    ]);
  });

  it('warns of a table that is paired already, and changes filters, rules, names and what is mapped', async () => {
    const crm = await startCrm();
    await crm.configure(crmConfiguration(['companies', 'contacts']));
    const wizard = startWizard({ directory: crm.directory });
    await follow(wizard, [
      pick('What would you like to do?', 'Sync more data'),
      pick('Which records of HubSpot?', 'Deals'),
      pick('Which records of Airtable are the same as Deals?', 'Accounts'),
      accept('Pair it once more?'),
      pick('Which records of Airtable are the same as Deals?', 'Deals'),
    ]);
    expect(wizard.screen()).toContain('Accounts is paired already, by companies.');
    await wizard.press('ctrlC');
    expect(await wizard.ended).toBe(130);

    const change = startWizard({ directory: crm.directory });
    await follow(change, [
      pick('What would you like to do?', 'Change a sync'),
      pick('Which sync?', 'companies'),
      pick('What is to change?', 'Which records take part'),
      pick('Which records take part?', 'Only those of HubSpot companies'),
      write('Which field of HubSpot companies?', 'name (Company'),
      pick('What must hold of name?', 'It is filled in'),
      pick('Change anything else?', 'Who wins a conflict'),
      pick('Who wins where both have changed one value?', 'Airtable Accounts'),
      pick('Change anything else?', 'Where records are created'),
      pick('Where are records created that only the other app has?', 'Only in Airtable'),
      pick('Change anything else?', 'Take a field or link out'),
      pick('Which one is taken out?', 'phone ↔ Phone'),
      pick('Change anything else?', 'Give it another name'),
      {
        question: 'Its name in the file',
        async answer(asked) {
          await asked.press('erase');
          await asked.type('firms');
          await asked.press('enter');
        },
      },
      pick('Change anything else?', 'No'),
      pick('Write linkwright.yaml?', 'Yes'),
    ]);
    expect(await change.ended).toBe(0);
    const { syncs } = parse(await fileOf(crm));
    expect(Object.keys(syncs)).toEqual(['firms', 'contacts']);
    expect(syncs.firms).toMatchObject({
      filter: { left: { name: { exists: true } } },
      conflicts: { winner: 'right' },
      create: 'right',
      fields: [
        { left: 'name', right: 'Name' },
        { left: 'domain', right: 'Website' },
      ],
    });
    expect(await crm.run('check')).toMatchObject({ exitCode: 0 });
  });

  it('takes a key that was pasted for a name for a mistake, and asks again for one that the app refuses', async () => {
    const crm = await startEmpty();
    const wizard = startWizard({ directory: crm.directory });
    const steps = fromNothing(crm);
    await follow(wizard, steps.slice(0, 2));
    await wizard.question('accessToken: the NAME');
    await wizard.press('erase');
    await wizard.type('patAbcDef123');
    await wizard.press('enter');
    await wizard.question('Write a name in capitals');
    await wizard.press('erase');
    await wizard.type('MY_KEY');
    await wizard.press('enter');
    await follow(wizard, [
      ...steps.slice(3, 5),
      write('MY_KEY, for this run only', 'invalid-key-typed-in'),
      accept('accessToken: the NAME'),
    ]);
    expect(wizard.screen()).toContain('HubSpot does not accept the access token.');
    expect(wizard.screen()).not.toContain('invalid-key-typed-in');
    await wizard.question('Settings of HubSpot that differ');
    await wizard.press('ctrlC');
    expect(await wizard.ended).toBe(130);
  });
});

describe('setup by flags', () => {
  const contacts = [
    ...['--left', 'hubspot:contacts', '--right', 'airtable:People', '--match', 'email=Email'],
    ...['--field', 'email=Email', '--field', 'firstname=First name', '--field', 'createdate->Since'],
    ...['--association', 'primary_company=Account', '--yes'],
  ];

  it('asks nothing, and writes what questions would have written', async () => {
    const crm = await startCrm();
    await crm.addField('People', { name: 'Since', type: 'singleLineText' });
    const file = crmConfiguration(['companies']);
    await crm.configure(file);
    const acme = await addCompany(crm, { name: 'Acme', domain: 'acme.example' });
    await addContact(crm, { email: 'ada@acme.example', firstname: 'Ada' }, [acme]);
    const { exitCode, stdout, stderr } = await crm.run('setup', ...contacts);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('+  contacts:\n');
    expect(stdout).toContain('+ Airtable  ada@acme.example');
    expect(await fileOf(crm)).toBe(`${file}  contacts:
    left: { connection: hubspot, object: contacts }
    right: { connection: airtable, object: People }
    match: { left: email, right: Email }
    fields:
      - { left: email, right: Email }
      - { left: firstname, right: First name }
      - { left: createdate, right: Since, direction: left-to-right }
    associations:
      - { left: primary_company, right: Account }
`);
    expect(await readdir(crm.directory)).not.toContain('.linkwright');
    expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
    expect((await readApps(crm)).people).toMatchObject([{ 'First name': 'Ada', Account: ['Acme'] }]);

    const change = ['setup', '--change', 'contacts', '--field', 'lastname=Last name', '--disable', '--yes'];
    expect((await crm.document(...change)).document).toMatchObject({ written: true, syncs: ['contacts'] });
    expect(await fileOf(crm)).toMatch(/- \{ left: lastname, right: Last name \}\n[\s\S]*enabled: false\n$/);
  });

  it('makes new connections, with secrets as references only', async () => {
    const crm = await startCrm();
    await rm(join(crm.directory, 'linkwright.yaml'));
    const connections = (token: string) => [
      ...['--left-connector', 'hubspot', '--left-setting', `accessToken=${token}`],
      ...['--left-setting', `baseUrl=${crm.sandbox.hubspot.baseUrl}`],
      ...['--right-connector', 'airtable', '--right-setting', 'accessToken=$' + '{AIRTABLE_ACCESS_TOKEN}'],
      ...['--right-setting', `baseId=${crm.baseId}`, '--right-setting', `baseUrl=${crm.sandbox.airtable.baseUrl}`],
    ];
    const ends = ['--left', 'hubspot:companies', '--right', 'airtable:Accounts', '--suggested', '--yes'];
    const refused = await crm.run('setup', ...ends, ...connections('pat-na1-secret'));
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(refused.stderr).toMatch(/^accessToken would stand in the file for all to read\.\n/);
    expect(refused.stderr).not.toContain('pat-na1-secret');
    expect(await readdir(crm.directory)).toEqual(['.env']);

    const done = await crm.run('setup', ...ends, ...connections('$' + '{HUBSPOT_ACCESS_TOKEN}'));
    expect(done).toMatchObject({ exitCode: 0 });
    expect(done.stdout + (await fileOf(crm))).not.toContain(crm.variables.HUBSPOT_ACCESS_TOKEN);
    expect(await crm.run('check')).toMatchObject({ exitCode: 0 });

    // As `init` does.
    expect(done.stdout).toContain('Wrote linkwright.yaml, .env.example, .gitignore, linkwright.schema.json.');
    expect(await fileOf(crm)).toMatch(/^# yaml-language-server: \$schema=\.\/linkwright\.schema\.json\nversion: 1\n/);
    const beside = (name: string): Promise<string> => readFile(join(crm.directory, name), 'utf8');
    expect(JSON.parse(await beside('linkwright.schema.json'))).toHaveProperty('properties.syncs');
    expect(parseEnv(await beside('.env.example'))).toEqual({
      HUBSPOT_ACCESS_TOKEN: '…',
      AIRTABLE_ACCESS_TOKEN: 'pat…',
    });
    expect(await beside('.gitignore')).toBe('.env\n.linkwright/\n.linkwright-service/\n');
  });

  it('changes filters, rules, names and what is mapped, as questions do', async () => {
    const crm = await startCrm();
    await crm.configure(crmConfiguration(['companies', 'contacts']));
    const changed = await crm.run(
      ...['setup', '--change', 'companies', '--filter', 'left:name=*', '--filter', 'left:city=Bonn'],
      ...['--filter', 'left:city=Köln', '--winner', 'right', '--create', 'right'],
      ...['--remove-mapping', 'phone=Phone', '--rename', 'firms', '--yes'],
    );
    expect(changed).toMatchObject({ exitCode: 0, stderr: '' });
    const { syncs } = parse(await fileOf(crm));
    expect(syncs.firms).toMatchObject({
      filter: { left: { name: { exists: true }, city: { in: ['Bonn', 'Köln'] } } },
      conflicts: { winner: 'right' },
      create: 'right',
    });
    expect(syncs.firms.fields).toHaveLength(2);
    expect(await crm.run('setup', '--change', 'contacts', '--remove', '--yes')).toMatchObject({ exitCode: 0 });
    expect(Object.keys(parse(await fileOf(crm)).syncs)).toEqual(['firms']);
    const odd = await crm.run('setup', '--change', 'firms', '--rename', 'two words', '--yes');
    expect(odd).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Write one plain word') });
  });

  it('names every flag that is missing at once', async () => {
    const crm = await startCrm();
    await crm.configure(crmConfiguration(['companies']));
    const before = await traces(crm.directory);
    const { exitCode, stdout, stderr } = await crm.run(
      'setup',
      '--left',
      'crm:contacts',
      '--left-connector',
      'airtable',
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toBe(`There is no terminal to ask on, and flags are missing:
  --left-setting accessToken=VALUE
  --left-setting baseId=VALUE
  --right CONNECTION:OBJECT
  --match LEFT=RIGHT (or --suggested)
  --field LEFT=RIGHT, once for each pair (or --suggested)
  --yes (to write the file without being asked)
Add them, or run linkwright setup on a terminal, which asks.
`);
    expect((await crm.run('setup', '--change', 'companies')).stderr).toContain('what is to change: --match');
    expect((await crm.run('setup', '--left', 'hubspot')).stderr).toContain('Write CONNECTION:OBJECT');
    expect(await traces(crm.directory)).toEqual(before);
  });

  it('refuses what would not run, and leaves the file as it is', async () => {
    const crm = await startCrm();
    const file = withSyncs('').replace('syncs:\n', 'syncs: {}\n');
    await writeFile(join(crm.directory, 'linkwright.yaml'), file);
    const { exitCode, stderr } = await crm.run('setup', ...contacts);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('association-target-not-synced');
    expect(stderr).toContain('Airtable People has no field "Since".');
    expect(await fileOf(crm)).toBe(file);
  });
});
