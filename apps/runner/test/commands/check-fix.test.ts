import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { crmConfiguration, withSyncs } from './support/crm-configuration.ts';
import { addCompany, addContact } from './support/fill-crm.ts';
import { readApps } from './support/read-apps.ts';
import { type Crm, startCrm } from './support/start-crm.ts';

const contacts = `  # Ours.
  contacts:
    left: { connection: hubspot, object: contacts }
    right: { connection: airtable, object: People }
    match: { left: email, right: Email }
    fields:
      - { left: email, right: Email }
    associations:
      - { left: primary_company, right: Account }   # moves with the person
`;

const fileOf = (crm: Crm): Promise<string> => readFile(join(crm.directory, 'linkwright.yaml'), 'utf8');

describe('check --fix', () => {
  it('adds the sync that an association needs, from the two schemas, and says what it took for granted', async () => {
    const crm = await startCrm();
    const before = withSyncs(contacts);
    await crm.configure(before);
    expect(await crm.run('check')).toMatchObject({ exitCode: 2 });

    const shown = await crm.run('check', '--fix');
    expect(shown).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('was left as it is') });
    expect(await fileOf(crm)).toBe(before);
    expect(shown.stdout).toContain('+++ linkwright.yaml\n');

    const fixed = await crm.run('check', '--fix', '--yes');
    expect(fixed).toMatchObject({ exitCode: 0, stderr: '' });
    expect(fixed.stdout).toContain(
      'companies: added, because contacts maps primary_company to "Account". Matched on domain ↔ Website (both usually hold a web address), then name ↔ Name (same name). Further fields: phone ↔ Phone (same name).',
    );
    expect(await fileOf(crm)).toBe(
      `${before}  companies:
    left: { connection: hubspot, object: companies }
    right: { connection: airtable, object: Accounts }
    match:
      - { left: domain, right: Website }
      - { left: name, right: Name }
    fields:
      - { left: domain, right: Website }
      - { left: name, right: Name }
      - { left: phone, right: Phone }
`,
    );
    expect(await crm.run('check', '--fix')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('No problems.'),
    });

    const acme = await addCompany(crm, { name: 'Acme', domain: 'acme.example' });
    await addContact(crm, { email: 'ada@acme.example' }, [acme]);
    expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
    const { accounts, people } = await readApps(crm);
    expect(accounts).toMatchObject([{ Name: 'Acme' }]);
    expect(people).toEqual([{ Email: 'ada@acme.example', Account: ['Acme'] }]);
  });

  it('enables a sync that is switched off, and goes on with what that brings to light', async () => {
    const crm = await startCrm();
    const off = `  firms:
    left: { connection: hubspot, object: companies }
    right: { connection: airtable, object: Accounts }
    enabled: false   # until the tidying-up is done
    match: { left: name, right: Name }
    fields: [{ left: name, right: Name }]
  deals:
    left: { connection: hubspot, object: deals }
    right: { connection: airtable, object: Deals }
    match: { left: dealname, right: Name }
    fields:
      - { left: dealname, right: Name }
      - { left: dealstage, right: Stage }
    associations:
      - { left: contacts, right: Contacts }
      - { left: primary_company, right: Account }
`;
    await crm.configure(withSyncs(off));
    const { document } = await crm.document('check', '--fix', '--yes');
    expect(document).toMatchObject({
      written: true,
      assumed: [expect.stringMatching(/^contacts: added/), expect.stringMatching(/^firms: enabled/)],
      problems: [],
    });
    expect(await fileOf(crm)).toContain('    enabled: true   # until the tidying-up is done\n');
    expect(await crm.run('check')).toMatchObject({ exitCode: 0 });
  });

  it('lists what it cannot know, and fixes the rest', async () => {
    const crm = await startCrm();
    await crm.configure(
      withSyncs(contacts.replace('left: email, right: Email }\n    fields', 'left: email, right: Mail }\n    fields')),
    );
    const { exitCode, stdout, stderr } = await crm.run('check', '--fix', '--yes');
    expect(exitCode).toBe(2);
    expect(stdout).toContain('Wrote linkwright.yaml. 1 fix.');
    expect(stderr).toMatch(
      /linkwright\.yaml:16:34 {2}unknown-field\n[\s\S]*Did you mean "Email"\?\n1 problem, for you to decide; the file was changed as shown above\.\n$/,
    );
  });

  it('adds no sync for an association that is wrong, and names those that fit', async () => {
    const crm = await startCrm();
    const wrong = contacts.replace('left: primary_company, right', 'left: deals, right');
    const paired = crmConfiguration(['companies']) + wrong;
    await crm.configure(paired);
    const refused = await crm.run('check', '--fix', '--yes');
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(refused.stderr).toContain(
      'contacts maps deals to "Account", but they do not point at the same records: companies and Accounts are paired by "companies".\n  What fits "Account" of Airtable: companies, primary_company.',
    );
    expect(await fileOf(crm)).toBe(paired);

    await crm.configure(withSyncs(wrong));
    const declined = await crm.run('check', '--fix', '--yes');
    expect(declined).toMatchObject({ exitCode: 2, stdout: '' });
    expect(declined.stderr).toContain(
      'deals and Accounts look like different things, so a sync of them is hardly what is meant. What may fit "Account": primary_company, companies. What may fit "deals": Deals.\n1 problem',
    );
    for (const command of ['check', 'plan']) {
      expect(await crm.run(command)).toMatchObject({ exitCode: 2, stderr: declined.stderr });
    }
    expect(await fileOf(crm)).toBe(withSyncs(wrong));
  });

  it('takes back a fix that would bring another mistake into the file', async () => {
    const crm = await startCrm();
    const accounts = await crm.addTable('Opportunities', [{ name: 'Name', type: 'singleLineText' }]);
    await crm.addField('People', {
      name: 'Chances',
      type: 'multipleRecordLinks',
      options: { linkedTableId: accounts },
    });
    // HubSpot makes no deal without a stage, and this table has none.
    const before = withSyncs(`${contacts}      - { left: deals, right: Chances }\n`);
    await crm.configure(before);
    const { exitCode, stdout, stderr } = await crm.run('check', '--fix', '--yes');
    expect(exitCode).toBe(2);
    expect(stdout).toContain('Wrote linkwright.yaml. 1 fix.');
    expect(stderr).toContain('association-target-not-synced');
    expect(stderr).not.toContain('required-field-missing');
    const after = await fileOf(crm);
    expect(after).toContain('object: Accounts');
    expect(after).not.toContain('object: Opportunities');
  });

  it('shows no secret', async () => {
    const crm = await startCrm();
    await crm.configure(withSyncs(contacts));
    const { stdout, stderr } = await crm.run('check', '--fix', '--yes');
    const text = stdout + stderr + (await fileOf(crm));
    expect(text).not.toContain(crm.variables.HUBSPOT_ACCESS_TOKEN);
    expect(text).not.toContain(crm.variables.AIRTABLE_ACCESS_TOKEN);
  });
});

describe('check --suggest', () => {
  it('proposes pairs of objects, fields and associations with the reason of each; a sync assumes none of them', async () => {
    const crm = await startCrm();
    const mapped = contacts.replace(/ {4}associations:[\s\S]*$/, '');
    await crm.configure(withSyncs(mapped));
    const company = await addCompany(crm, { name: 'Acme', domain: 'acme.example' });
    await addContact(crm, { email: 'ada@acme.example', firstname: 'Ada' }, [company]);
    const { exitCode, stdout } = await crm.run('check', '--suggest');
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: suggested });

    expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
    expect(await readApps(crm)).toMatchObject({ people: [{ Email: 'ada@acme.example' }], accounts: [] });

    // What is pasted is right as it stands.
    const [deals, companies, fields, associations] = suggested.split(/# Add under .*\n/).slice(1);
    const pasted = `${mapped}${fields}    associations:\n${associations}${companies}${deals}`;
    await crm.configure(withSyncs(pasted));
    expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
    expect(await readApps(crm)).toMatchObject({
      people: [{ Email: 'ada@acme.example', 'First name': 'Ada', Account: ['Acme'] }],
      accounts: [{ Name: 'Acme', Website: expect.stringContaining('acme.example') }],
    });
    expect(await crm.run('check', '--suggest')).toMatchObject({ exitCode: 0, stdout: 'Nothing else looks alike.\n' });
  });
});

describe('beside unrelated mistakes', () => {
  const broken = `  deals:
    left: { connection: hubspot, object: deals }
    right: { connection: airtable, object: Deals }
    math: { left: dealname, right: Name }
  offices:
    left: { connection: hubspot, object: offices }
    right: { connection: airtable, object: Offices }
    match: { left: name, right: Name }
`;

  it('check --suggest proposes what the sound syncs lack, and nothing twice', async () => {
    const crm = await startCrm();
    await crm.configure(crmConfiguration(['companies']) + contacts + broken);
    const { exitCode, stdout, stderr } = await crm.run('check', '--suggest');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: expect.stringContaining('The file has mistakes that were passed over: linkwright check tells.'),
    });
    expect(stdout).toContain('# Add under syncs.contacts.fields:\n      - { left: firstname, right: First name }');
    expect(stdout).not.toContain('object: deals');
  });

  it('objects --compatible-with answers, and a refused app keeps only itself from being listed', async () => {
    const crm = await startCrm();
    const wrong = contacts.replace('right: Email }\n    fields', 'right: Mail }\n    fields');
    await crm.configure(crmConfiguration(['companies']) + wrong + broken);
    const fitting = await crm.run('objects', 'hubspot', 'contacts', '--compatible-with', 'Account');
    expect(fitting).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/primary_company +yes +via companies/),
    });

    await crm.setVariables({ ...crm.variables, AIRTABLE_ACCESS_TOKEN: 'invalid-token' });
    const listed = await crm.run('objects', 'hubspot', 'companies');
    expect(listed).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('domain') });
    const refused = await crm.run('objects', 'airtable');
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('The connection "airtable"') });
  });

  it('a mistyped group is told with an example', async () => {
    const crm = await startCrm();
    await crm.configure(withSyncs('  contacts:\n    left: hubspot contacts\n    right: []\n    match: email\n'));
    const { exitCode, stderr } = await crm.run('check');
    expect(exitCode).toBe(2);
    for (const line of [
      'left: { connection: hubspot, object: contacts }',
      'right: { connection: airtable, object: People }',
      'match: { left: email, right: Email }',
    ]) {
      expect(stderr).toContain(`  Write it like this:\n    ${line}\n`);
    }
  });
});

const suggested = `# Add under syncs:
  deals:                                     # same name
    left: { connection: hubspot, object: deals }
    right: { connection: airtable, object: Deals }
    match: { left: dealname, right: Name }   # both usually hold the name
    fields:
      - { left: dealname, right: Name }      # records are matched on it
      - { left: amount, right: Amount }      # same name
      - { left: dealstage, right: Stage }    # both usually hold a stage
    associations:
      - { left: companies, right: Account }  # the best that fits; both point at what companies pairs

# Add under syncs:
  companies:                                     # both usually hold companies
    left: { connection: hubspot, object: companies }
    right: { connection: airtable, object: Accounts }
    match:
      - { left: domain, right: Website }         # both usually hold a web address
      - { left: name, right: Name }              # same name
    fields:
      - { left: domain, right: Website }         # records are matched on it
      - { left: name, right: Name }              # records are matched on it
      - { left: phone, right: Phone }            # same name
    associations:
      - { left: parent_company, right: Parent }  # alike names; both point at what companies pairs

# Add under syncs.contacts.fields:
      - { left: firstname, right: First name }  # same name
      - { left: lastname, right: Last name }    # same name
      - { left: jobtitle, right: Job title }    # same name

# Add under syncs.contacts.associations:
      - { left: companies, right: Account }  # the best that fits; both point at what companies pairs
      - { left: deals, right: Deals }        # same name; both point at what deals pairs

`;
