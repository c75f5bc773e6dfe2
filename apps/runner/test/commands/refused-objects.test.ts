import { Client } from '@hubspot/api-client';
import { KintoneRestAPIClient } from '@kintone/rest-api-client';
import { describe, expect, it } from 'vitest';
import { crmConfiguration, withSyncs } from './support/crm-configuration.ts';
import { type Crm, startCrm } from './support/start-crm.ts';

const namesIn = async (crm: Crm, table: string, field: string): Promise<readonly unknown[]> =>
  (await crm.base(table).select().all()).map((record) => record.get(field));

const peopleAndCases = withSyncs(`  people:
    left: { connection: hubspot, object: contacts }
    right: { connection: airtable, object: People }
    match: { left: email, right: Email }
    fields: [{ left: email, right: Email }]
    associations: []
  cases:
    left: { connection: hubspot, object: tickets }
    right: { connection: airtable, object: Cases }
    match: { left: subject, right: Name }
    fields: [{ left: subject, right: Name }]
    associations: []
`);

/** A portal whose token may not look at tickets, with a contact. */
async function startWithoutTickets(): Promise<Crm> {
  const crm = await startCrm();
  await crm.addTable('Cases', [{ name: 'Name', type: 'singleLineText' }]);
  const token = 'lacks-tickets-pat-crm';
  await crm.setVariables({ ...crm.variables, HUBSPOT_ACCESS_TOKEN: token });
  const hubspot = new Client({ accessToken: token, basePath: crm.sandbox.hubspot.baseUrl });
  await hubspot.crm.contacts.basicApi.create({ properties: { email: 'ada@acme.example' }, associations: [] });
  await crm.configure(peopleAndCases);
  return crm;
}

const ticketsProblem = {
  code: 'scope-missing',
  file: 'linkwright.yaml',
  line: 5,
  column: 30,
  path: ['connections', 'hubspot', 'settings', 'accessToken'],
  message: 'The HubSpot access token may not see Tickets. It lacks a scope: tickets. Stopped: cases.',
  why: 'The connection "hubspot" was opened with it.',
  remedy: 'In HubSpot open Development > Keys > Service keys, add tickets to the key and save.',
};

describe('an object that the key may not look at', () => {
  it('stops the syncs that need it and no other, and every verb tells which, why and what to do', async () => {
    const crm = await startWithoutTickets();
    const check = await crm.run('check');
    expect(check).toMatchObject({ exitCode: 2, stdout: '' });
    expect(check.stderr).toBe(
      `linkwright.yaml:5:30  scope-missing
  ${ticketsProblem.message}
  ${ticketsProblem.why}
  ${ticketsProblem.remedy}
1 problem, nothing was written; at a sync the other syncs go on.
`,
    );
    const plan = await crm.document('plan');
    expect(plan).toMatchObject({
      exitCode: 2,
      document: { status: 'stopped', syncs: [{ name: 'people' }], problems: [ticketsProblem] },
    });
    expect(await namesIn(crm, 'People', 'Email')).toEqual([]);

    const sync = await crm.run('sync');
    expect(sync).toMatchObject({ exitCode: 2, stdout: expect.stringContaining('people') });
    expect(sync.stderr).toContain(`${ticketsProblem.message}\n`);
    expect(sync.stderr).toMatch(/\n1 problem, the other syncs go on\.\n$/);
    expect(await namesIn(crm, 'People', 'Email')).toEqual(['ada@acme.example']);
    expect(await namesIn(crm, 'Cases', 'Name')).toEqual([]);

    const status = await crm.run('status');
    expect(status).toMatchObject({ exitCode: 2, stdout: expect.stringMatching(/^Stopped at the last sync: cases\./) });
    expect(status.stderr).toContain(`${ticketsProblem.message}\n`);
    expect(await crm.document('status')).toMatchObject({
      exitCode: 2,
      document: { lastRun: { status: 'stopped' }, problems: [ticketsProblem] },
    });
    expect(await crm.document('drift')).toMatchObject({
      exitCode: 2,
      document: { status: 'stopped', syncs: [{ name: 'people', different: 0 }], problems: [ticketsProblem] },
    });
    expect(await crm.run('record', 'hubspot', 'contacts', 'ada@acme.example')).toMatchObject({
      exitCode: 0,
      stderr: '',
    });
    const record = await crm.run('record', 'hubspot', 'tickets', '1');
    expect(record).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining(ticketsProblem.message) });
    expect(record.stderr).not.toContain('No sync uses');
  });

  it('is refused where nothing but what needs it was asked for', async () => {
    const crm = await startWithoutTickets();
    for (const verb of ['plan', 'sync', 'drift']) {
      const refused = await crm.run(verb, 'cases');
      expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
      expect(refused.stderr).toMatch(
        /^linkwright\.yaml:5:30 {2}scope-missing\n[\s\S]*\n1 problem, nothing was written\.\n$/,
      );
    }
    expect(await crm.run('sync', 'people')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await namesIn(crm, 'People', 'Email')).toEqual(['ada@acme.example']);
  });

  it('leaves the others to be proposed', async () => {
    const crm = await startWithoutTickets();
    await crm.addTable('Tickets', [{ name: 'Subject', type: 'singleLineText' }]);
    await crm.configure(peopleAndCases.slice(0, peopleAndCases.indexOf('  cases:')));
    const suggested = await crm.run('check', '--suggest');
    expect(suggested).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('companies:') });
    expect(suggested.stderr).toContain('look alike. The HubSpot access token may not see Tickets.');
  });
});

describe('an app of Kintone whose token is taken away', () => {
  it('is stopped with its links kept, while the other app goes on, and goes on itself with the token', async () => {
    const crm = await startCrm({ kintone: { deployMs: 0 } });
    const { baseUrl } = crm.sandbox.kintone;
    const kintone = new KintoneRestAPIClient({ baseUrl, auth: { username: 'ann', password: 'secret' } });
    const line = (code: string) => ({ [code]: { type: 'SINGLE_LINE_TEXT' as const, code, label: code } });
    const appOf = async (name: string, ...fields: readonly string[]): Promise<string> => {
      const { app } = await kintone.app.addApp({ name });
      await kintone.app.addFormFields({ app, properties: Object.assign({}, ...fields.map(line)) });
      await kintone.app.deployApp({ apps: [{ app }] });
      return app;
    };
    const [people, firms] = [await appOf('People', 'Email', 'Name'), await appOf('Firms', 'Name', 'Phone')];
    const configure = (token: string) =>
      crm.configure(
        withSyncs(`  contacts:
    left: { connection: hubspot, object: contacts }
    right: { connection: kintone, object: "${people}" }
    match: { left: email, right: Email }
    fields: [{ left: email, right: Email }, { left: firstname, right: Name }]
    associations: []
  companies:
    left: { connection: hubspot, object: companies }
    right: { connection: kintone, object: "${firms}" }
    match: { left: name, right: Name }
    fields: [{ left: name, right: Name }, { left: phone, right: Phone }]
    associations: []
`).replace(
          'syncs:\n',
          `  kintone:
    connector: "@linkwright/connector-kintone"
    settings: { baseUrl: "${baseUrl}", apiToken: [${token}] }
    limits: { requestsPerSecond: 1000 }
syncs:
`,
        ),
      );
    const valuesIn = async (app: string, code: string): Promise<readonly unknown[]> =>
      (await kintone.record.getAllRecords({ app })).map((record) => record[code]?.value);

    await configure(`of-${people}-token, of-${firms}-token`);
    const { contacts, companies } = crm.hubspot.crm;
    const ada = await contacts.basicApi.create({
      properties: { email: 'ada@acme.example', firstname: 'Ada' },
      associations: [],
    });
    const acme = await companies.basicApi.create({ properties: { name: 'Acme', phone: '1' }, associations: [] });
    expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });

    await configure(`of-${people}-token`);
    await contacts.basicApi.update(ada.id, { properties: { firstname: 'Augusta' } });
    await companies.basicApi.update(acme.id, { properties: { phone: '2' } });
    const stopped = await crm.run('sync');
    expect(stopped).toMatchObject({ exitCode: 2 });
    expect(stopped.stderr).toMatch(
      /linkwright\.yaml:13:\d+ {2}access-denied\n {2}Kintone does not allow .* Stopped: companies\.\n/,
    );
    expect(await valuesIn(people, 'Name')).toEqual(['Augusta']);
    expect(await valuesIn(firms, 'Phone')).toEqual(['1']);
    // What is known of it is kept, and answers from the state alone.
    const record = await crm.run('record', 'hubspot', 'companies', 'Acme');
    expect(record).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('linked: one was created') });
    expect(record.stderr).toContain('Stopped: companies.');
    expect(await crm.document('status')).toMatchObject({
      exitCode: 2,
      document: { syncs: expect.arrayContaining([expect.objectContaining({ name: 'companies', linked: 1 })]) },
    });

    await configure(`of-${people}-token, of-${firms}-token`);
    expect(await crm.run('sync')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await valuesIn(firms, 'Phone')).toEqual(['2']);
    expect(await crm.run('status')).toMatchObject({ exitCode: 0, stderr: '' });
  });
});

describe('a refusal of one object in the middle of a run', () => {
  it('of a table of Airtable that may only be read stops its sync alone, and the next sync goes on from there', async () => {
    const crm = await startCrm();
    const table = await crm.addTable('Guests', [{ name: 'Email', type: 'email' }]);
    await crm.configure(
      `${crmConfiguration(['companies'])}  guests:
    left: { connection: hubspot, object: contacts }
    right: { connection: airtable, object: Guests }
    match: { left: email, right: Email }
    fields: [{ left: email, right: Email }]
    associations: []
`,
    );
    await crm.hubspot.crm.companies.basicApi.create({ properties: { name: 'Acme' }, associations: [] });
    await crm.hubspot.crm.contacts.basicApi.create({ properties: { email: 'ada@acme.example' }, associations: [] });
    await crm.setVariables({ ...crm.variables, AIRTABLE_ACCESS_TOKEN: `lacks-${table}-patCrm` });
    const message =
      'Airtable refuses writing to "Guests": You are not permitted to perform this operation. Stopped: guests.';
    const problem = expect.objectContaining({ code: 'access-denied', line: 9, message });
    expect(await crm.document('sync')).toMatchObject({
      exitCode: 2,
      document: { status: 'stopped', problems: [problem] },
    });
    expect(await namesIn(crm, 'Accounts', 'Name')).toEqual(['Acme']);
    expect(await namesIn(crm, 'Guests', 'Email')).toEqual([]);
    expect(await crm.document('status')).toMatchObject({
      exitCode: 2,
      document: { lastRun: { stopped: [{ name: 'guests', connection: 'airtable' }] }, problems: [problem] },
    });
    await crm.setVariables(crm.variables);
    expect(await crm.run('sync')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await namesIn(crm, 'Guests', 'Email')).toEqual(['ada@acme.example']);
    expect(await crm.run('status')).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('that meets every sync of the run ends it as one problem, with the syncs named', async () => {
    const crm = await startCrm();
    await crm.configure(crmConfiguration(['companies']));
    await crm.hubspot.crm.companies.basicApi.create({ properties: { name: 'Acme' }, associations: [] });
    await crm.setVariables({ ...crm.variables, AIRTABLE_ACCESS_TOKEN: 'noscope-airtable-token' });
    const airtable = await crm.run('sync');
    expect(airtable).toMatchObject({ exitCode: 2, stdout: '' });
    expect(airtable.stderr).toMatch(
      /^linkwright\.yaml:9:30 {2}access-denied\n {2}Airtable refuses writing to "Accounts": .* Stopped: companies\.\n {2}The connection "airtable" was opened with it\.\n[\s\S]*\n1 problem, what was done is kept; the same command goes on from there\.\n$/,
    );
  });

  it('of a scope of HubSpot is told with the scope', async () => {
    const crm = await startCrm();
    await crm.configure(crmConfiguration(['companies']));
    await crm.base('Accounts').create([{ fields: { Name: 'Umbrella' } }]);
    await crm.setVariables({ ...crm.variables, HUBSPOT_ACCESS_TOKEN: 'noscope-hubspot-token' });
    const refused = await crm.run('sync');
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(refused.stderr).toMatch(
      /^linkwright\.yaml:5:30 {2}scope-missing\n {2}The HubSpot access token lacks a scope: crm\.objects\.companies\.write\. Stopped: companies\.\n {2}The connection "hubspot" was opened with it\.\n {2}In HubSpot open Development > Keys > Service keys, add crm\.objects\.companies\.write to the key and save\.\n1 problem, what was done is kept/,
    );
  });
});
