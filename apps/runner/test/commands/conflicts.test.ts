import { userInfo } from 'node:os';
import { expect, it } from 'vitest';
import { crmConfiguration } from './support/crm-configuration.ts';
import { addCompany, addContact, contactId, editRow, rowId } from './support/fill-crm.ts';
import { readApps } from './support/read-apps.ts';
import { type Crm, startCrm } from './support/start-crm.ts';

/** Ada, linked, with another job title in each app since. */
async function contested(configuration = crmConfiguration(['companies', 'contacts'])): Promise<Crm> {
  const crm = await startCrm();
  await crm.configure(configuration);
  await addContact(crm, { email: 'ada@acme.example', firstname: 'Ada', jobtitle: 'Engineer' });
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  await editBoth(crm, 'Countess', 'Programmer');
  return crm;
}

async function editBoth(crm: Crm, inHubspot: string, inAirtable: string): Promise<void> {
  const contact = await contactId(crm, 'ada@acme.example');
  await crm.hubspot.crm.contacts.basicApi.update(contact, { properties: { jobtitle: inHubspot } });
  const row = await rowId(crm, 'People', 'Email', 'ada@acme.example');
  await editRow(crm, 'People', row, { 'Job title': inAirtable });
}

it('a value that lost is listed with the other, what stood there before, the times, the run and who won', async () => {
  const crm = await contested();
  const synced = await crm.document('sync');
  const contact = await contactId(crm, 'ada@acme.example');
  const row = await rowId(crm, 'People', 'Email', 'ada@acme.example');
  const run = (synced.document as { run: string }).run;
  const conflict = {
    id: 1,
    sync: 'contacts',
    run,
    at: expect.any(Number),
    left: {
      connection: 'hubspot',
      id: contact,
      label: 'ada@acme.example',
      field: 'jobtitle',
      value: 'Countess',
      base: 'Engineer',
      modifiedAt: expect.stringMatching(/^\d{4}-.*Z$/),
    },
    right: {
      connection: 'airtable',
      id: row,
      label: 'ada@acme.example',
      field: 'Job title',
      value: 'Programmer',
      base: 'Engineer',
      modifiedAt: null,
    },
    winner: 'left',
    reason: 'both-edited',
    state: 'decided',
    resolution: null,
  };
  expect(await crm.document('conflicts')).toEqual({
    exitCode: 0,
    document: { version: 1, conflicts: [conflict], total: 1 },
  });

  const told = await crm.run('conflicts');
  expect(told.exitCode).toBe(0);
  expect(told.stdout).toMatch(/#1 {2}.*jobtitle ↔ Job title {3}hubspot won: both were edited/);
  expect(told.stdout).toContain(`  ✓ hubspot ${contact}  Countess, edited `);
  expect(told.stdout).toContain(`    airtable ${row}  Programmer\n`);
  expect(told.stdout).toContain(`before: Engineer; contacts, run ${run}, `);
  expect((await crm.run('record', 'airtable', 'People', row)).stdout).toContain('hubspot won: both were edited');
  expect((await crm.run('status')).stdout).toMatch(/^contacts +1 +1$/m);

  // Filters.
  await editBoth(crm, 'Lady', 'Mathematician');
  await crm.run('sync');
  const listed = async (...words: readonly string[]): Promise<readonly string[]> => {
    const { document } = await crm.document('conflicts', ...words);
    return (document as { conflicts: { left: { value: string } }[] }).conflicts.map(({ left }) => left.value);
  };
  expect(await listed()).toEqual(['Lady', 'Countess']);
  expect(await listed('--limit', '1')).toEqual(['Lady']);
  expect(await listed('--run', run)).toEqual(['Countess']);
  expect(await listed('--record', row)).toEqual(['Lady', 'Countess']);
  expect(await listed('--sync', 'contacts')).toEqual(['Lady', 'Countess']);
  expect(await listed('--sync', 'companies')).toEqual([]);
  expect(await listed('--open')).toEqual([]);
  expect(await listed('--settled')).toEqual(['Lady', 'Countess']);
  expect((await crm.run('conflicts', '--settled')).stdout).toContain('\n2 conflicts, settled.\n');
  expect(await crm.run('conflicts', '--settled', '--open')).toMatchObject({ exitCode: 2, stdout: '' });
  expect(await crm.run('conflicts', '--record', 'nobody@acme.example')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('No record "nobody@acme.example" is known.'),
  });
});

it('the story of both twins is one: made, edited on either side, decided', async () => {
  const crm = await contested();
  await crm.run('sync');
  const row = await rowId(crm, 'People', 'Email', 'ada@acme.example');
  await editRow(crm, 'People', row, { 'First name': 'Augusta' });
  await crm.run('sync');
  const { document } = await crm.document('record', 'airtable', 'People', row);
  const [record] = (document as { records: { history: { changes: { field: string }[] }[] }[] }).records;
  const written = (field: string, before: string | null, after: string, reason: string) =>
    expect.objectContaining({ field, before, after, reason });
  expect(record?.history).toEqual([
    {
      at: expect.any(Number),
      run: expect.any(String),
      side: 'right',
      connection: 'airtable',
      id: row,
      kind: 'create',
      changes: expect.arrayContaining([
        written('Email', null, 'ada@acme.example', 'created'),
        written('Job title', null, 'Engineer', 'created'),
      ]),
    },
    expect.objectContaining({
      connection: 'airtable',
      kind: 'update',
      changes: [written('Job title', 'Programmer', 'Countess', 'both-edited')],
    }),
    expect.objectContaining({
      side: 'left',
      connection: 'hubspot',
      kind: 'update',
      changes: [written('firstname', 'Ada', 'Augusta', 'edited')],
    }),
  ]);

  const { stdout } = await crm.run('record', 'hubspot', 'contacts', 'ada@acme.example');
  expect(stdout).toMatch(
    /What happened, the latest last\n {2}.* {2}airtable made: made from its twin {3}run [^\n]*\n( {6}[^\n]*\n)+ {2}.* {2}airtable written: both were edited, and the rule of the file decides {3}run [^\n]*\n {6}Job title {2}Programmer → Countess\n {2}.* {2}hubspot written: its twin was edited {3}run [^\n]*\n {6}firstname {2}Ada → Augusta\n/,
  );
});

it('conflicts wait for a decision where the file says so, and one is carried out in both apps', async () => {
  const rule = 'conflicts: { winner: newest, fields: { firstname: left } }';
  const crm = await contested(
    crmConfiguration(['companies', 'contacts']).replace('match: { left: email', `${rule}\n    match: { left: email`),
  );
  // Airtable does not tell when a row was edited.
  expect((await crm.run('check')).stdout).toContain('conflicts with `winner: newest` wait for a decision');
  const row = await rowId(crm, 'People', 'Email', 'ada@acme.example');
  const contact = await contactId(crm, 'ada@acme.example');
  const titles = async (): Promise<unknown> => [
    (await crm.hubspot.crm.contacts.basicApi.getById(contact, ['jobtitle'])).properties.jobtitle,
    (await crm.base('People').find(row)).fields['Job title'],
  ];
  const synced = await crm.run('sync');
  expect(synced.exitCode).toBe(3);
  expect(synced.stdout).toContain('1 conflict to decide: linkwright conflicts --open lists it.');
  expect(await titles()).toEqual(['Countess', 'Programmer']);
  const open = await crm.run('conflicts', '--open');
  expect(open.exitCode).toBe(3);
  expect(open.stdout).toMatch(/#1 .* jobtitle ↔ Job title {3}waits for a decision/);
  expect(await crm.run('conflicts', '--settled')).toMatchObject({
    exitCode: 0,
    stdout: 'No conflict has been settled.\n',
  });
  expect(await crm.run('status')).toMatchObject({
    exitCode: 3,
    stdout: expect.stringMatching(
      /^1 conflict needs you\.\n[\s\S]*\n1 conflict to decide: linkwright conflicts --open lists it\.\n/,
    ),
  });
  expect(await crm.run('conflicts', 'resolve', '1')).toMatchObject({ exitCode: 2 });
  expect(await crm.run('conflicts', 'resolve', '1', 'rigth')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('linkwright conflicts resolve 1 right, or --value "rigth"'),
  });
  expect(await titles()).toEqual(['Countess', 'Programmer']);
  const resolved = await crm.run('conflicts', 'resolve', '1', 'right');
  expect(resolved.exitCode).toBe(0);
  expect(resolved.stdout).toMatch(
    /~ HubSpot +ada@acme\.example +jobtitle +Countess → Programmer +\(somebody decided the conflict\)/,
  );
  expect(await titles()).toEqual(['Programmer', 'Programmer']);
  expect((await crm.run('sync')).stdout).toContain('Nothing to do');
  for (const words of [['conflicts'], ['conflicts', '--settled']]) {
    expect((await crm.run(...words)).stdout).toContain('airtable won: somebody decided');
  }
});

it('what a person chose stays in the log with who, when and in which run, also where it was neither of the two', async () => {
  const crm = await contested();
  await crm.run('sync');
  const before = Date.now();
  const { exitCode, document } = await crm.document('conflicts', 'resolve', '1', 'Mathematician');
  expect(exitCode).toBe(0);
  const { run } = document as { run: string };
  const resolution = {
    left: 'Mathematician',
    right: 'Mathematician',
    run,
    at: expect.any(Number),
    by: { via: 'command', by: userInfo().username },
  };
  const listed = await crm.document('conflicts');
  expect(listed.document).toMatchObject({
    conflicts: [
      { left: { value: 'Countess' }, right: { value: 'Programmer' }, winner: null, state: 'resolved', resolution },
    ],
  });
  const [{ resolution: { at } = { at: 0 } } = {}] = (listed.document as { conflicts: { resolution: { at: number } }[] })
    .conflicts;
  expect(at).toBeGreaterThanOrEqual(before);
  expect(at).toBeLessThanOrEqual(Date.now());
  const row = await rowId(crm, 'People', 'Email', 'ada@acme.example');
  expect((await crm.document('record', 'airtable', 'People', row)).document).toMatchObject({
    records: [{ conflicts: [{ id: 1, resolution }] }],
  });
  for (const words of [['conflicts'], ['record', 'airtable', 'People', row]]) {
    const { stdout } = await crm.run(...words);
    expect(stdout).toContain('  ✓ chosen  Mathematician\n');
    expect(stdout).toMatch(new RegExp(`decided by ${userInfo().username}, .+, run ${run}\n`));
  }

  // One side's value needs no line of its own.
  await editBoth(crm, 'Lady', 'Programmer');
  await crm.run('sync');
  await crm.run('conflicts', 'resolve', '2', 'right');
  expect((await crm.document('conflicts', '--limit', '1')).document).toMatchObject({
    conflicts: [{ id: 2, winner: 'right', resolution: { left: 'Programmer', right: 'Programmer' } }],
  });
  const { stdout } = await crm.run('conflicts', '--limit', '1');
  expect(stdout).toContain('airtable won: somebody decided');
  expect(stdout).toMatch(/decided by .+, run /);
  expect(stdout).not.toContain('chosen');
});

it('two companies of one contact wait for a decision, which both apps then show', async () => {
  const crm = await startCrm();
  const rule = 'conflicts: { winner: review }';
  await crm.configure(
    crmConfiguration(['companies', 'contacts']).replace('match: { left: email', `${rule}\n    match: { left: email`),
  );
  const companies: string[] = [];
  for (const name of ['Acme', 'Umbrella', 'Globex']) {
    companies.push(await addCompany(crm, { name, domain: `${name.toLowerCase()}.example` }));
  }
  await addContact(crm, { email: 'ada@acme.example' }, companies.slice(0, 1));
  await crm.run('sync');
  const contact = await contactId(crm, 'ada@acme.example');
  const row = await rowId(crm, 'People', 'Email', 'ada@acme.example');
  const primaryOf = async (): Promise<unknown> => (await readApps(crm)).contacts.map(({ primary }) => primary);
  const accountOf = async (): Promise<unknown> => (await readApps(crm)).people.map(({ Account }) => Account);
  const moveBoth = async (inHubspot: string, inAirtable: string): Promise<void> => {
    const primary = [{ associationCategory: 'HUBSPOT_DEFINED' as const, associationTypeId: 1 }];
    const company = companies[['Acme', 'Umbrella', 'Globex'].indexOf(inHubspot)] ?? '';
    await crm.hubspot.crm.associations.v4.basicApi.create('contacts', contact, 'companies', company, primary as never);
    await editRow(crm, 'People', row, { Account: [await rowId(crm, 'Accounts', 'Name', inAirtable)] });
  };

  await moveBoth('Umbrella', 'Globex');
  expect(await crm.run('sync')).toMatchObject({
    exitCode: 3,
    stdout: expect.stringContaining('1 conflict to decide: linkwright conflicts --open lists it.'),
  });
  expect([await primaryOf(), await accountOf()]).toEqual([[['Umbrella']], [['Globex']]]);
  const open = await crm.run('conflicts', '--open');
  expect(open.stdout).toMatch(/#1 .* primary_company ↔ Account {3}waits for a decision/);
  expect(open.stdout).toContain('Umbrella');
  // A text names no record.
  expect(await crm.run('conflicts', 'resolve', '1', 'Globex')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('linkwright conflicts resolve 1 left|right'),
  });
  const resolved = await crm.run('conflicts', 'resolve', '1', 'right');
  expect(resolved.exitCode).toBe(0);
  expect([await primaryOf(), await accountOf()]).toEqual([[['Globex']], [['Globex']]]);
  expect((await crm.run('sync')).stdout).toContain('Nothing to do');
  expect((await crm.run('conflicts')).stdout).toContain('airtable won: somebody decided');
  expect((await crm.document('conflicts')).document).toMatchObject({
    conflicts: [{ resolution: { left: ['Globex'], right: ['Globex'] } }],
  });

  // One that was edited since cannot be decided as it was listed.
  await moveBoth('Umbrella', 'Acme');
  await crm.run('sync');
  await editRow(crm, 'People', row, { Account: [await rowId(crm, 'Accounts', 'Name', 'Globex')] });
  expect(await crm.run('conflicts', 'resolve', '2', 'right')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('What conflict 2 is about has been edited since'),
  });
});
