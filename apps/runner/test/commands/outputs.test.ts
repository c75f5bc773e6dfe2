import { describe, expect, it } from 'vitest';
import { explained } from '../support/explained.ts';
import { crmConfiguration } from './support/crm-configuration.ts';
import { addCompany, addContact, addRow } from './support/fill-crm.ts';
import { readApps } from './support/read-apps.ts';
import { type Crm, startCrm } from './support/start-crm.ts';

/** Two companies and three contacts in HubSpot; one of the contacts is in Airtable too. */
async function startFilled(): Promise<Crm> {
  const crm = await startCrm();
  const acme = await addCompany(crm, { name: 'Acme', domain: 'acme.example' });
  const tokyo = await addCompany(crm, { name: '東京商事', domain: 'tokyo.example' });
  await addContact(crm, { email: 'ada@acme.example', firstname: 'Ada' }, [acme]);
  await addContact(crm, { email: 'bob@acme.example', firstname: 'Łukasz' }, [acme]);
  await addContact(crm, { email: 'yuki@tokyo.example' }, [tokyo]);
  await addRow(crm, 'People', { Email: 'Ada@Acme.example', 'First name': 'Augusta' });
  crm.sandbox.clearRequests();
  return crm;
}

const note =
  'deals: options of "dealstage" and "Stage" without a partner, not carried over: Qualified To Buy (HubSpot deals), Presentation Scheduled (HubSpot deals), Decision Maker Bought-In (HubSpot deals), Contract Sent (HubSpot deals), Closed Lost (HubSpot deals)\n';

const planned = `companies   HubSpot companies ⇄ Airtable Accounts   0 linked
  + Airtable  Acme       2 fields
  + Airtable  東京商事   2 fields
contacts   HubSpot contacts ⇄ Airtable People   0 linked · 1 to be linked
  + Airtable  bob@acme.example     2 fields; Account → Acme
  + Airtable  yuki@tokyo.example   1 field; Account → 東京商事
  ! Airtable  Ada@Acme.example   First name  Augusta | Ada   HubSpot wins, Augusta kept in the conflict log
  ~ Airtable  Ada@Acme.example   Account     + Acme
deals   HubSpot deals ⇄ Airtable Deals   0 linked
Airtable: 4 creates, 1 change. Associations: 3 added. 1 pair to be linked. 1 value in the conflict log. Writing takes about 3 calls, 1 s. Nothing was written.
`;

describe('plan', () => {
  it('shows what a sync would write, the same every time, and writes nothing', async () => {
    const crm = await startFilled();
    const before = await readApps(crm);
    expect(await crm.runProcess('plan')).toEqual({ exitCode: 0, stdout: planned, stderr: note });
    expect(await crm.run('plan', '-q')).toEqual({ exitCode: 0, stdout: planned, stderr: '' });
    expect(crm.writes()).toEqual([]);
    expect(await readApps(crm)).toEqual(before);
    // No colours where nobody looks on.
    expect(planned).not.toContain('\u001B');

    const { exitCode, document } = await crm.document('plan', 'companies');
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({
      version: 1,
      mode: 'plan',
      status: 'done',
      estimate: { calls: 1 },
      syncs: [
        {
          name: 'companies',
          right: { connection: 'airtable', created: 2, updated: 0 },
          operations: [
            { kind: 'create', side: 'right', connection: 'airtable', label: 'Acme' },
            { kind: 'create', side: 'right', connection: 'airtable', label: '東京商事' },
          ],
          operationsLeftOut: 0,
        },
      ],
    });

    // And what it has shown is what a sync does.
    const told = await crm.runProcess('sync', '-q');
    expect(told.exitCode).toBe(0);
    expect(told.stdout.split('\n').filter((line) => line.startsWith('  '))).toEqual(
      planned.split('\n').filter((line) => line.startsWith('  ')),
    );
  });

  it('takes names of syncs, and a number of records', async () => {
    const crm = await startFilled();
    const one = await crm.run('plan', 'companies', '--limit', '1');
    expect(one).toEqual({
      exitCode: 0,
      stdout: `companies   HubSpot companies ⇄ Airtable Accounts   0 linked
  + Airtable  Acme   2 fields
Airtable: 1 create. Writing takes about 1 call, 1 s. Nothing was written.
`,
      stderr: '',
    });
    expect(await crm.run('plan', 'contcts')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `There is no sync "contcts".\nDid you mean "contacts"?\n${explained('unknown-sync')}`,
    });
    expect(await crm.run('sync', 'orders')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `There is no sync "orders".\nKnown syncs: companies, contacts, deals.\n${explained('unknown-sync')}`,
    });
    await crm.configure(crmConfiguration().replace('  deals:\n', '  deals:\n    enabled: false\n'));
    expect(await crm.run('plan', 'deals')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `The sync "deals" is disabled.\nSet \`enabled: true\` in the file.\n${explained('sync-disabled')}`,
    });
    expect(crm.writes()).toEqual([]);
  });
});

describe('sync', () => {
  it('tells machines what it did, in one document', async () => {
    const crm = await startFilled();
    const { exitCode, stdout, stderr } = await crm.runProcess('sync', '--json');
    const document: unknown = JSON.parse(stdout);
    expect(stderr).toBe(note);
    expect(exitCode).toBe(0);
    const side = (connection: string, created: number, updated: number) => ({
      connection,
      created,
      updated,
      archived: 0,
      calls: expect.any(Number),
    });
    const sync = (
      name: string,
      numbers: {
        linked: number;
        created: number;
        updated: number;
        added: number;
        conflicts: number;
        newlyLinked: number;
      },
    ) => ({
      name,
      implied: false,
      left: side('hubspot', 0, 0),
      right: side('airtable', numbers.created, numbers.updated),
      linked: numbers.linked,
      newlyLinked: numbers.newlyLinked,
      conflicts: numbers.conflicts,
      excluded: 0,
      twinGone: 0,
      frozen: 0,
      filter: { excluded: 0, frozen: 0, unlinked: 0, returned: 0 },
      ambiguous: 0,
      failing: 0,
      inReview: 0,
      undecided: 0,
      associations: { left: { added: 0, removed: 0 }, right: { added: numbers.added, removed: 0 }, pending: 0 },
      brakes: [],
      notes: [],
    });
    expect(document).toEqual({
      version: 1,
      run: expect.stringMatching(/^\d{8}T\d{6}Z-[0-9a-f]{6}$/),
      status: 'done',
      mode: 'sync',
      syncs: [
        sync('companies', { linked: 2, newlyLinked: 2, created: 2, updated: 0, added: 0, conflicts: 0 }),
        sync('contacts', { linked: 3, newlyLinked: 3, created: 2, updated: 1, added: 3, conflicts: 1 }),
        sync('deals', { linked: 0, newlyLinked: 0, created: 0, updated: 0, added: 0, conflicts: 0 }),
      ],
    });
    expect(await crm.run('sync', '-q')).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(/3 linked\n[\s\S]*Nothing to do: both sides are in step\. \d+ calls\.\n$/),
      stderr: '',
    });
  });

  it('writes to a few records only on trial, and compares everything on demand', async () => {
    const crm = await startFilled();
    expect(await crm.run('sync', '--limit', '1')).toMatchObject({ exitCode: 0, stderr: note });
    expect((await readApps(crm)).accounts).toHaveLength(1);
    expect(await crm.run('sync', '--full')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('Airtable: 3 creates, 1 change.'),
    });
    const { accounts, people } = await readApps(crm);
    expect(accounts.map(({ Name }) => Name)).toEqual(['Acme', '東京商事']);
    expect(people).toEqual([
      { Email: 'Ada@Acme.example', 'First name': 'Ada', Account: ['Acme'] },
      { Email: 'bob@acme.example', 'First name': 'Łukasz', Account: ['Acme'] },
      { Email: 'yuki@tokyo.example', Account: ['東京商事'] },
    ]);
    expect(await crm.run('sync', '--limit', '0')).toMatchObject({ exitCode: 2, stdout: '' });
  });

  it('ends with exit code 3 while records are ambiguous, and lists them', async () => {
    const crm = await startCrm();
    await addCompany(crm, { name: 'Acme' });
    await addCompany(crm, { name: 'ACME ' });
    const told = await crm.run('sync');
    expect(told.exitCode).toBe(3);
    expect(told.stdout).toMatch(/0 linked · 2 ambiguous\n {2}\? HubSpot +\S+ +ambiguous: /);
    expect(told.stdout).toContain('Nothing to write. 2 records need attention: linkwright status says why.');
    const status = await crm.run('status');
    expect(status.exitCode).toBe(3);
    expect(status.stdout).toMatch(
      /^2 records need you; each is listed below\.\nLast run \S+ ended \S+Z\.\n[\s\S]*\ncompanies\n {2}\? 2 left alone: ambiguous\n {4}Give one .*\n {4}hubspot {2}\S+ +\(\d+\) {2}/,
    );
    expect((await crm.document('sync')).document).toMatchObject({
      status: 'attention',
      syncs: [{ ambiguous: 2 }, {}, {}],
    });
  });
});

describe('check', () => {
  it('says what was found and what it will cost', async () => {
    const crm = await startFilled();
    const told = await crm.run('check');
    expect(told).toMatchObject({ exitCode: 0, stderr: '' });
    expect(told.stdout).toMatch(
      /^connection {2}app +account +calls a month if nothing changes\nhubspot +HubSpot +HubSpot portal \d+ .*about [\d,]+\nairtable +Airtable +app\w{14} +about [\d,]+\n\nsync +left +right +matched on +fields +associations\ncompanies +HubSpot companies +Airtable Accounts +domain, then name +3 +1\n[\s\S]*No problems\. 3 syncs ready: linkwright plan shows what would be written\.\n$/,
    );
    expect((await crm.document('check')).document).toMatchObject({
      version: 1,
      connections: [
        { name: 'hubspot', connector: 'HubSpot' },
        { name: 'airtable', account: crm.baseId },
      ],
      syncs: [{ name: 'companies', fields: 3, associations: 1 }, { name: 'contacts' }, { name: 'deals' }],
      problems: [],
    });
    expect(crm.writes()).toEqual([]);
  });
});

describe('status and record', () => {
  it('tell how things stand', async () => {
    const crm = await startFilled();
    expect(await crm.run('status')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^There has been no sync yet: linkwright plan /),
    });
    expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
    const status = await crm.run('status');
    expect(status).toMatchObject({ exitCode: 0, stderr: '' });
    expect(status.stdout).toMatch(
      /^In step\.\nLast run \S+ ended \S+Z\.\n\nsync +linked +conflicts\ncompanies +2 +0\ncontacts +3 +1\n/,
    );

    const record = await crm.runProcess('record', 'hubspot', 'contacts', 'ADA@acme.example');
    expect(record).toMatchObject({ exitCode: 0, stderr: '' });
    expect(record.stdout).toMatch(
      /^ada@acme\.example {3}contacts {3}linked by their match key\n {2}hubspot contacts (\d+) {2}https:\/\/app\.hubspot\.com\/contacts\/\d+\/record\/0-1\/\1\n {2}airtable People rec\w{14} {2}https:\/\/airtable\.com\/\S+\n\nhubspot +value +airtable +value +at the last sync +last written by us\nemail +ada@acme\.example +Email +Ada@Acme\.example .*\nfirstname +Ada +First name +Ada +Ada +to airtable, \S+Z\n[\s\S]*\nprimary_company ↔ Account\n {2}└ Acme\n/,
    );
    expect((await crm.document('record', 'airtable', 'Accounts', '東京商事')).document).toMatchObject({
      version: 1,
      records: [
        { sync: 'companies', label: '東京商事', left: { connection: 'hubspot' }, right: { connection: 'airtable' } },
      ],
    });
    expect(await crm.run('record', 'hubspot', 'contacts', 'nobody@acme.example')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(
        /^No contacts record "nobody@acme\.example" of hubspot is known\.\nName its id or its match key/,
      ),
    });
    expect(await crm.run('record', 'hubspot', 'tickets', '1')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('Synced objects: hubspot companies, airtable Accounts'),
    });
  });
});

describe('objects', () => {
  it('tells what the apps offer, and which association fields fit', async () => {
    const crm = await startCrm();
    const all = await crm.run('objects');
    expect(all).toMatchObject({ exitCode: 0, stderr: '' });
    expect(all.stdout).toMatch(/^connection +app +object +id +label\nhubspot +HubSpot +contacts +contacts +Contacts\n/);
    expect(all.stdout).toMatch(/\nairtable +Airtable +People +tbl\w{14} +People\n/);
    const people = await crm.run('objects', 'airtable', 'People');
    expect(people.stdout).toMatch(
      /^field +type +label +remarks\nEmail +email +Email\n[\s\S]*\nAccount +several +Accounts +Account\n/,
    );
    const fitting = await crm.run('objects', 'hubspot', 'contacts', '--compatible-with', 'Account');
    expect(fitting.stdout).toMatch(
      /\ncompanies +yes +via companies\nprimary_company +yes +via companies\ncontacts +no .*\ndeals +no +"deals" points at deals/,
    );
    expect(await crm.run('objects', 'hubspt')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `There is no connection "hubspt".\nDid you mean "hubspot"?\n${explained('unknown-connection')}`,
    });
    expect(await crm.run('objects', 'airtable', 'Peple')).toMatchObject({
      exitCode: 2,
      stderr: `Airtable has no object "Peple".\nDid you mean "People"?\n${explained('unknown-object')}`,
    });
  });
});
