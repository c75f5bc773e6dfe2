import { existsSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { testState } from '@linkwright/postgres-server/test-state';
import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { resultOf, runCommand, startCommand } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { crmConfiguration } from './support/crm-configuration.ts';
import { addCompany, addContact } from './support/fill-crm.ts';
import { holdBatches } from './support/hold-batches.ts';
import { type Crm, startCrm } from './support/start-crm.ts';

/** Of a user of the database. It is given as a secret is, and looked for in everything that is told and kept. */
const password = 'pass-word/of ada';

async function startOnPostgres(
  options: Parameters<typeof startCrm>[0] = {},
): Promise<{ crm: Crm; address: string; admin: pg.Client; schema: string }> {
  const { place, schema = '' } = testState();
  const admin = new pg.Client({ connectionString: place });
  await admin.connect();
  const user = `runner_${schema}`;
  await admin.query(`create role ${user} login password '${password}'; grant create on database postgres to ${user}`);
  onTestFinished(async () => {
    await admin.query(`drop owned by ${user} cascade; drop role ${user}`);
    await admin.end();
  });
  const url = new URL(place);
  url.searchParams.delete('host');
  url.searchParams.set('schema', user);
  url.username = user;
  url.password = password;
  const crm = await startCrm(options);
  await crm.setVariables({ ...crm.variables, DB_PASSWORD: encodeURIComponent(password) });
  const written = url.href.replace(url.password, '$' + '{DB_PASSWORD}');
  await crm.configure(crmConfiguration().replace('version: 1\n', `version: 1\nstate: ${written}\n`));
  const acme = await addCompany(crm, { name: 'Acme', domain: 'acme.example' });
  await addContact(crm, { email: 'ada@acme.example', firstname: 'Ada', lastname: 'Lovelace' }, [acme]);
  return { crm, address: url.href, admin, schema: user };
}

function withoutSchema(address: string): string {
  const url = new URL(address);
  url.searchParams.delete('schema');
  return url.href;
}

it('a workspace on PostgreSQL: everything works as with a file, nothing lies beside it, and the password is nowhere', async () => {
  const { crm, admin, schema } = await startOnPostgres();
  const told: string[] = [];
  const run = async (...words: string[]) => {
    const result = await crm.run(...words);
    told.push(result.stdout, result.stderr);
    return result;
  };
  expect(await run('check')).toMatchObject({ exitCode: 0 });
  const schemas = `select 1 from pg_namespace where nspname = '${schema}'`;
  expect((await admin.query(schemas)).rows).toEqual([]);

  expect(await run('plan')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('ada@acme.example') });
  expect(await crm.base('People').select().all()).toEqual([]);
  expect((await admin.query(`select count(*)::int as links from ${schema}.links`)).rows).toEqual([{ links: 0 }]);

  expect(await run('sync')).toMatchObject({ exitCode: 0 });
  const [ada] = await crm.base('People').select().all();
  expect(ada?.fields).toMatchObject({ Email: 'ada@acme.example', Account: [expect.any(String)] });
  expect(await run('sync')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Nothing to do') });
  expect(await run('status')).toMatchObject({ exitCode: 0 });
  expect(await run('record', 'airtable', 'People', 'ada@acme.example')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('Acme'),
  });
  expect(await run('drift')).toMatchObject({ exitCode: 0 });

  await crm.setVariables({ ...crm.variables, DB_PASSWORD: 'not-the-pass-word' });
  expect(await run('sync')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringMatching(/^PostgreSQL refuses the user of the state at postgresql:\/\/runner_.*\n.*pg_hba/),
  });
  for (const text of told) for (const secret of [password, 'not-the-pass-word']) expect(text).not.toContain(secret);
  expect(existsSync(join(crm.directory, '.linkwright'))).toBe(false);
  const { rows: tables } = await admin.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = '${schema}'`,
  );
  expect(tables.length).toBeGreaterThan(20);
  const kept = [crm.variables.HUBSPOT_ACCESS_TOKEN, crm.variables.AIRTABLE_ACCESS_TOKEN, password];
  for (const { name } of tables) {
    const { rows } = await admin.query(`select t::text as row from ${schema}.${name} t`);
    for (const { row } of rows) for (const secret of kept) expect(row).not.toContain(secret);
  }
});

it('--state goes before the environment, and that before the file', async () => {
  const { crm, address, admin, schema } = await startOnPostgres();
  const other = address.replace(`schema=${schema}`, `schema=${schema}_other`);
  const count = async (of: string): Promise<number> =>
    (await admin.query(`select 1 from pg_namespace where nspname = '${of}'`)).rows.length;
  await crm.setVariables({ ...crm.variables, DB_PASSWORD: encodeURIComponent(password), LINKWRIGHT_STATE: other });
  expect(await crm.run('--state', 'here', 'sync')).toMatchObject({ exitCode: 0 });
  expect(existsSync(join(crm.directory, 'here', 'state.db'))).toBe(true);
  expect([await count(schema), await count(`${schema}_other`)]).toEqual([0, 0]);
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  expect([await count(schema), await count(`${schema}_other`)]).toEqual([0, 1]);
});

it('two workspaces do not share a schema by accident; a folder that is moved, and whoever names the schema, goes on', async () => {
  const { crm, address, schema } = await startOnPostgres();
  const shared = withoutSchema(address);
  const others = await startCrm();
  await others.base('People').create({ Email: 'bo@b.example' });
  const portal = { ...others.variables, HUBSPOT_ACCESS_TOKEN: 'pat-other-2-token' };
  const before = others.writes();
  const inFile = (yaml: string): string => yaml.replace('version: 1\n', `version: 1\nstate: ${shared}\n`);
  await crm.setVariables(crm.variables);
  await others.setVariables(portal);
  await crm.configure(inFile(crmConfiguration()));
  await others.configure(inFile(crmConfiguration().replaceAll(/(hubspot|airtable)(?=:\n|,)/g, 'other_$1')));
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });

  const refusal = {
    exitCode: 2,
    stdout: '',
    stderr: expect.stringMatching(
      /^The schema "linkwright" of the database holds the state of another workspace, .*linkwright\.yaml on .*\.\n.*\?schema=NAME.*\?schema=linkwright\.\nstate-of-another-workspace: \S+\n$/,
    ),
  };
  for (const word of ['sync', 'plan']) expect(await others.run(word), word).toEqual(refusal);
  expect(others.writes()).toEqual(before);
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Nothing to do') });

  const moved = await temporaryFolder();
  for (const file of ['linkwright.yaml', '.env']) await copyFile(join(crm.directory, file), join(moved, file));
  const there = await runCommand(['sync'], { directory: moved });
  expect(there).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Nothing to do') });

  await others.setVariables({ ...portal, LINKWRIGHT_STATE: `${shared}?schema=${schema}` });
  expect(await others.run('sync')).toMatchObject({ exitCode: 0 });
  expect(others.writes().length).toBe(before.length + 1);
  await others.setVariables({ ...portal, LINKWRIGHT_STATE: `${shared}?schema=linkwright` });
  expect(await others.run('sync')).toMatchObject({ exitCode: 0 });
});

it('one sync at a time; a process that loses its connection to the lock ends in one line, and the next goes on', async () => {
  const { chooseFault, held, release } = holdBatches();
  const { crm, admin, schema } = await startOnPostgres({ chooseFault });
  const inputs = Array.from({ length: 100 }, (_, index) => ({
    properties: { name: `Company ${index}`, domain: `company${index}.example` },
    associations: [],
  }));
  await crm.hubspot.crm.companies.batchApi.create({ inputs });
  const { place } = testState();
  const state = new URL(place);
  state.searchParams.set('schema', schema);
  await crm.configure(crmConfiguration());
  const child = startCommand(['--state', state.href, 'sync'], { directory: crm.directory });
  const ended = resultOf(child);
  await held;
  expect(await crm.run('--state', state.href, 'sync')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('Another linkwright is syncing this state.'),
  });
  // The server is everybody's: other tests hold locks of their own there.
  const { rows: holders } = await admin.query(
    `select pg_terminate_backend(pid) from pg_locks join pg_stat_activity using (pid)
     where locktype = 'advisory' and granted
       and application_name = (select 'linkwright ' || owner from ${schema}.leases where name = 'run')`,
  );
  expect(holders).toHaveLength(1);
  expect(await ended).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: expect.stringMatching(
      /^The connection that held the lock on the state was lost\.\n.*what was done is kept\.\nstate-lock-lost: \S+\n$/,
    ),
  });
  release();
  expect(await crm.run('--state', state.href, 'sync')).toMatchObject({ exitCode: 0 });
  const rows = await crm.base('Accounts').select().all();
  expect(rows).toHaveLength(101);
  expect(new Set(rows.map(({ fields }) => fields.Name)).size).toBe(101);
});
