import { once } from 'node:events';
import { existsSync, watch } from 'node:fs';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { rehearsalSchema, type SyncResult } from '../../src/rehearse/rehearsal-report.ts';
import { resultOf, runCommand, startCommand } from '../support/run-command.ts';
import { crmConfiguration, withSyncs } from './support/crm-configuration.ts';
import { addCompany, addContact, addRow } from './support/fill-crm.ts';
import { readApps } from './support/read-apps.ts';
import { type Crm, startCrm } from './support/start-crm.ts';

const core = fileURLToPath(new URL('../../../../packages/core', import.meta.url));

/** Some people are in both apps, some in one. */
async function fill(crm: Crm): Promise<void> {
  const acme = await addCompany(crm, { name: 'Acme', domain: 'acme.example', phone: '+49 30 901820' });
  const globex = await addCompany(crm, { name: 'Globex', domain: 'globex.example' });
  for (const [index, name] of ['Ada', 'Ben', 'Cleo', 'Dan', 'Eve', 'Flo'].entries()) {
    const email = `${name.toLowerCase()}@acme.example`;
    await addContact(crm, { email, firstname: name, lastname: 'Example' }, [index % 2 === 0 ? acme : globex]);
  }
  const row = await addRow(crm, 'Accounts', { Name: 'Acme', Website: 'https://www.acme.example/' });
  for (const name of ['Ada', 'Ben', 'Gus']) {
    await addRow(crm, 'People', { 'First name': name, Email: `${name.toLowerCase()}@acme.example`, Account: [row] });
  }
}

const documentSchema = z.object({ rehearsal: rehearsalSchema });

async function rehearse(crm: Crm, ...words: readonly string[]) {
  const { exitCode, document } = await crm.document('rehearse', ...words);
  return { exitCode, ...documentSchema.parse(document) };
}

const side = z.object({ created: z.number(), updated: z.number() });
const edges = z.object({ added: z.number(), removed: z.number() });
const syncedSchema = z.object({
  syncs: z.array(
    z.object({
      name: z.string(),
      left: side,
      right: side,
      newlyLinked: z.number(),
      conflicts: z.number(),
      failing: z.number(),
      associations: z.object({ left: edges, right: edges }),
    }),
  ),
});

/** What a sync of the real accounts does, in the words of a rehearsal. */
async function syncForReal(crm: Crm) {
  const { syncs } = syncedSchema.parse((await crm.document('sync', '--yes')).document);
  return syncs.map(({ name, left, right, newlyLinked, conflicts, failing, associations }) => ({
    name,
    matched: newlyLinked - left.created - right.created,
    created: { left: left.created, right: right.created },
    updated: { left: left.updated, right: right.updated },
    added: associations.left.added + associations.right.added,
    conflicts,
    refused: failing,
  }));
}

const figures = (results: readonly SyncResult[]) =>
  results.map(({ name, matched, created, updated, associations, conflicts, refused }) => ({
    name,
    matched,
    created,
    updated,
    added: associations.added,
    conflicts,
    refused: refused.reduce((sum, { records }) => sum + records, 0),
  }));

test('a rehearsal does to copies what the sync then does to the accounts, and writes nothing to these', async () => {
  const crm = await startCrm();
  await fill(crm);
  await addRow(crm, 'People', { 'First name': 'Hal', Email: 'no address' });
  const before = { writes: crm.writes(), apps: await readApps(crm) };

  const { exitCode, rehearsal } = await rehearse(crm);

  expect({ writes: crm.writes(), apps: await readApps(crm) }).toEqual(before);
  expect(existsSync(join(crm.directory, '.linkwright'))).toBe(false);
  expect(exitCode).toBe(3);
  const contacts = rehearsal.firstSync.find(({ name }) => name === 'contacts');
  expect(contacts).toMatchObject({
    matched: 2,
    created: { left: 1, right: 4 },
    refused: [{ message: expect.stringContaining('no address'), records: 1, examples: ['no address'] }],
  });
  expect(rehearsal.thirdSync.nothingToDo).toBe(true);
  expect(rehearsal.edits.length).toBeGreaterThan(6);
  expect(rehearsal.edits.filter(({ refused }) => refused !== undefined)).toEqual([]);
  expect(rehearsal.sample).toContainEqual({
    connection: 'hubspot',
    app: 'HubSpot',
    object: 'contacts',
    taken: 6,
    of: 6,
    counted: true,
    associations: 12,
    associationsCut: 0,
  });
  expect(rehearsal.realThing.basis).toBe('counted');

  expect(figures(rehearsal.firstSync)).toEqual(await syncForReal(crm));
});

test('what people do in the apps is told with where it arrived', async () => {
  const crm = await startCrm();
  await fill(crm);
  const { stdout, exitCode } = await crm.run('rehearse');
  expect(exitCode).toBe(0);
  expect(stdout).toContain('HubSpot: ada@acme.example, firstname: Ada → Ada (rehearsed)');
  expect(stdout).toMatch(/~ Airtable: {2}ada@acme\.example {2}First name {2}Ada → Ada \(rehearsed\)/);
  expect(stdout).toContain('Airtable: ben@acme.example, First name: Ben → Ben (rehearsed)');
  expect(stdout).toMatch(/~ HubSpot: {2}ben@acme\.example {2}firstname {2}Ben → Ben \(rehearsed\)/);
  expect(stdout).toMatch(/! Airtable: {2}cleo@acme\.example .* kept in the conflict log/);
  expect(stdout).toMatch(/\+ Airtable: {2}rehearsed\.ada@acme\.example/);
  expect(stdout).toContain('HubSpot: gus@acme.example is deleted');
  expect(stdout).toMatch(/HubSpot: .*, primary_company: moves to another target\n/);
  expect(stdout).toContain('Third sync\n  Nothing to do: both sides are in step.');
});

test('a sample is smaller than the accounts, keeps its associations, and is told beside how many there are', async () => {
  const crm = await startCrm();
  await fill(crm);
  const { rehearsal } = await rehearse(crm, '--records', '2');
  const of = (object: string) => rehearsal.sample.find((one) => one.object === object);
  expect(of('contacts')).toMatchObject({ taken: 2, of: 6, counted: true, associationsCut: 0 });
  expect(of('People')).toMatchObject({ taken: 2, of: 3, associations: 2, associationsCut: 0 });
  const contacts = rehearsal.firstSync.find(({ name }) => name === 'contacts');
  expect(contacts).toMatchObject({ matched: 2, created: { left: 0, right: 0 } });
});

test('records that are pointed at are taken before those that nothing points at', async () => {
  const crm = await startCrm();
  const rows: string[] = [];
  for (let index = 0; index < 10; index += 1) rows.push(await addRow(crm, 'Accounts', { Name: `Account ${index}` }));
  for (const [name, row] of [
    ['First deal', rows[8] ?? ''],
    ['Second deal', rows[9] ?? ''],
  ] as const) {
    await addRow(crm, 'Deals', { Name: name, Account: [row] });
  }
  const { rehearsal } = await rehearse(crm, '--records', '4');
  const of = (object: string) => rehearsal.sample.find((one) => one.object === object);
  expect(of('Deals')).toMatchObject({ taken: 2, associations: 2, associationsCut: 0 });
  expect(of('Accounts')).toMatchObject({ taken: 4, of: 10 });
});

test('a record whose partner is there is not told as one to be created, however small the sample', async () => {
  const crm = await startCrm();
  for (const name of ['p0', 'p1', 'p2', 'p3']) await addContact(crm, { email: `${name}@acme.example` });
  for (const name of ['p0', 'p0', 'p1', 'p2', 'p3']) await addRow(crm, 'People', { Email: `${name}@acme.example` });
  const { rehearsal } = await rehearse(crm, '--records', '4');
  const contacts = rehearsal.firstSync.find(({ name }) => name === 'contacts');
  expect(contacts).toMatchObject({ matched: 3, created: { left: 0, right: 0 } });
  expect(contacts?.held.reduce((sum, { records }) => sum + records, 0)).toBe(3);
});

/** Lets a rehearsal leave its folder behind. */
const withoutRemoval = `data:text/javascript,${encodeURIComponent(
  "import fs from 'node:fs/promises'; import { syncBuiltinESMExports } from 'node:module'; fs.rm = async () => {}; syncBuiltinESMExports();",
)}`;

test.each([
  ['--mask', false],
  ['--no-color', true],
])('with %s, names of the accounts in the state: %s', async (option, found) => {
  const crm = await startCrm();
  await fill(crm);
  const temporary = join(crm.directory, 'tmp');
  await mkdir(temporary);
  const environment = { TMPDIR: temporary, NODE_OPTIONS: `--import ${withoutRemoval}` };
  const { exitCode } = await runCommand(['rehearse', option], { directory: crm.directory, environment });
  expect(exitCode).toBe(0);
  const entries = await readdir(temporary, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  expect(files.filter((file) => file.endsWith('state.db'))).toHaveLength(1);
  const texts = await Promise.all(files.map((file) => readFile(file, 'latin1')));
  expect(texts.some((text) => /acme|globex|cleo@|901820/i.test(text))).toBe(found);
});

const planSchema = z.object({ estimate: z.object({ calls: z.number(), duration: z.number() }) });

test('what the real thing takes is what a plan of it says', async () => {
  const crm = await startCrm();
  await crm.configure(crmConfiguration(['companies', 'contacts']));
  await crm.hubspot.crm.contacts.batchApi.create({
    inputs: Array.from({ length: 90 }, (_, index) => ({
      properties: { email: `person${index}@acme.example`, firstname: `Person ${index}` },
      associations: [],
    })),
  });
  const { estimate } = planSchema.parse((await crm.document('plan')).document);
  const whole = (await rehearse(crm)).rehearsal;
  const part = (await rehearse(crm, '--records', '20')).rehearsal;
  expect(part.sample.find(({ object }) => object === 'contacts')).toMatchObject({ taken: 20, of: 90, counted: true });
  for (const { realThing } of [whole, part]) {
    expect(realThing).toMatchObject({ writingCalls: estimate.calls, basis: 'counted' });
    expect(realThing.calls).toBe(realThing.readingCalls + realThing.writingCalls);
    expect(realThing.duration).toBeGreaterThan(estimate.duration);
  }
  expect(part.realThing.readingCalls).toBe(whole.realThing.readingCalls);
});

test('implied syncs and filters are rehearsed too', async () => {
  const crm = await startCrm();
  await fill(crm);
  const syncs = `  contacts:
    left: { connection: hubspot, object: contacts }
    right: { connection: support, object: contacts }
    filter: { left: { firstname: { in: [Ada, Cleo] } } }
`;
  const support = `  support:
    connector: "@linkwright/connector-hubspot"
    settings: { accessToken: pat-support, baseUrl: "\${HUBSPOT_URL}" }
syncs:
`;
  await crm.configure(withSyncs(syncs).replace('syncs:\n', support));
  const before = crm.writes();
  const [plain, masked] = [await rehearse(crm), await rehearse(crm, '--mask')];
  expect(crm.writes()).toEqual(before);
  for (const { rehearsal } of [plain, masked]) {
    expect(rehearsal.firstSync.map(({ name, implied, created }) => ({ name, implied, created }))).toContainEqual({
      name: 'contacts',
      implied: false,
      created: { left: 0, right: 2 },
    });
    expect(rehearsal.firstSync.find(({ implied }) => implied)).toMatchObject({ created: { left: 0, right: 1 } });
    expect(rehearsal.thirdSync.nothingToDo).toBe(true);
  }
});

test('a brake that would pull is told, and what it would stop all the same', async () => {
  const crm = await startCrm();
  await crm.configure(crmConfiguration(['companies', 'contacts']));
  const of = (app: string) => Array.from({ length: 25 }, (_, index) => `person${index}@${app}.example`);
  await crm.hubspot.crm.contacts.batchApi.create({
    inputs: of('hubspot').map((email) => ({ properties: { email }, associations: [] })),
  });
  for (const email of of('airtable')) await addRow(crm, 'People', { Email: email });
  const { exitCode, rehearsal } = await rehearse(crm);
  expect(exitCode).toBe(3);
  expect(rehearsal.firstSync.find(({ name }) => name === 'contacts')).toMatchObject({
    created: { left: 25, right: 25 },
    brakes: [{ kind: 'create' }],
  });
  expect(rehearsal.thirdSync.nothingToDo).toBe(true);
});

test('with --mask no name, address or number of the accounts leaves them, and the same things match', async () => {
  const crm = await startCrm();
  await fill(crm);
  const plain = await rehearse(crm);
  const { exitCode, stdout } = await crm.run('rehearse', '--mask', '--json');
  expect(exitCode).toBe(0);
  // Three letters may be drawn for three others that stand here, once in a few hundred runs.
  expect(stdout).not.toMatch(/acme|globex|cleo|901820/i);
  const { rehearsal } = documentSchema.parse(JSON.parse(stdout));
  expect(rehearsal.masked).toBe(true);
  expect(figures(rehearsal.firstSync)).toEqual(figures(plain.rehearsal.firstSync));
  expect(rehearsal.thirdSync.nothingToDo).toBe(true);
});

test('nothing is left behind after Ctrl-C', async () => {
  const crm = await startCrm();
  await fill(crm);
  const temporary = join(crm.directory, 'tmp');
  await mkdir(temporary);
  const watched = watch(temporary);
  onTestFinished(() => watched.close());
  const child = startCommand(['rehearse'], { directory: crm.directory, environment: { TMPDIR: temporary } });
  const ended = resultOf(child);
  // The folder of the rehearsal's state.
  await once(watched, 'change');
  child.kill('SIGINT');
  expect(await ended).toEqual({ exitCode: 130, stdout: '', stderr: expect.stringContaining('nothing is left behind') });
  expect(await readdir(temporary)).toEqual([]);
});

test('an app that the sandbox does not play is refused', async () => {
  const crm = await startCrm();
  const modules = join(crm.directory, 'node_modules');
  const folder = join(modules, 'linkwright-connector-rolodex');
  await mkdir(join(modules, '@linkwright'), { recursive: true });
  await mkdir(folder);
  await symlink(core, join(modules, '@linkwright', 'core'));
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'linkwright-connector-rolodex', version: '1.0.0', type: 'module', exports: './index.js' }),
  );
  await writeFile(
    join(folder, 'index.js'),
    `import { createInMemoryApp, createInMemoryConnector } from '@linkwright/core/testing';
const app = createInMemoryApp({
  name: 'rolodex',
  objects: [{ id: 'firm', name: 'Firms', displayField: 'name', fields: [{ id: 'name', type: 'text' }] }],
});
export default createInMemoryConnector(app, { name: 'rolodex', displayName: 'Rolodex' });
`,
  );
  const connections = crmConfiguration([]).replace(
    'syncs:\n',
    '  cards: { connector: linkwright-connector-rolodex, settings: { drawer: 7 } }\nsyncs:\n',
  );
  await crm.configure(`${connections}  firms:
    left: { connection: cards, object: Firms }
    right: { connection: airtable, object: Accounts }
    match: { left: name, right: Name }
    fields: [{ left: name, right: Name }]
`);
  expect(await crm.run('rehearse')).toMatchObject({
    exitCode: 2,
    stdout: '',
    stderr: expect.stringMatching(/^Rolodex cannot be rehearsed: the sandbox does not play it\./),
  });
});
