import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isStateLocked, lockState } from '@linkwright/engine';
import { testState } from '@linkwright/postgres-server/test-state';
import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { crmConfiguration } from './support/crm-configuration.ts';
import { addCompany, addContact, contactId } from './support/fill-crm.ts';
import { startCrm } from './support/start-crm.ts';

async function start() {
  const { place, schema = '' } = testState();
  const url = new URL(place);
  const wanted = `copy_${schema}`;
  url.searchParams.set('schema', wanted);
  const admin = new pg.Client({ connectionString: place });
  await admin.connect();
  onTestFinished(async () => {
    await admin.query(`drop schema if exists ${wanted} cascade`);
    await admin.end();
  });
  const crm = await startCrm();
  await crm.configure(crmConfiguration());
  const acme = await addCompany(crm, { name: 'Acme', domain: 'acme.example' });
  await addContact(crm, { email: 'ada@acme.example', firstname: 'Ada', lastname: 'Lovelace' }, [acme]);
  expect(await crm.run('sync')).toMatchObject({ exitCode: 0 });
  return { crm, address: url.href, admin, schema: wanted };
}

const inStep = { exitCode: 0, stdout: expect.stringContaining('Nothing to do') };

it('a state is copied to PostgreSQL and back: each time syncs go on with nothing to do, and make what is new', async () => {
  const { crm, address, admin, schema } = await start();
  const folder = join(crm.directory, '.linkwright');
  // More than one chunk, in a table with a key of several columns and in one that is numbered.
  const original = new DatabaseSync(join(folder, 'state.db'));
  original.exec(`
    with recursive number(n) as (select 1 union all select n + 1 from number where n < 2500)
    insert into forgotten select 1, 'gone ' || n || ' \u00e9\u{1f600}', n from number;
  `);
  original.close();

  expect(await crm.run('state', 'copy', folder, address)).toMatchObject({
    exitCode: 0,
    stderr: '',
    stdout: expect.stringMatching(/^Copied [\d,]+ rows from /),
  });
  // Leases are of processes at work, and a file has none.
  const { rows: tables } = await admin.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = $1 and tablename not in ('schema_version', 'leases')`,
    [schema],
  );
  const file = new DatabaseSync(join(folder, 'state.db'), { readOnly: true });
  const told = file.prepare(`select name from sqlite_master where type = 'table'`).all();
  expect(tables.map(({ name }) => name).sort()).toEqual(told.map(({ name }) => String(name)).sort());
  for (const { name } of tables) {
    const { rows } = await admin.query(`select * from ${schema}.${name}`);
    const texts = (all: readonly object[]): string[] =>
      all
        .map((row) => JSON.stringify(Object.values(row).map((value) => (value === null ? null : String(value)))))
        .sort();
    expect(texts(rows), name).toEqual(texts(file.prepare(`select * from ${name}`).all()));
  }
  file.close();

  // A sync on the copy creates nothing twice, and what is new gets numbers of its own.
  crm.sandbox.clearRequests();
  expect(await crm.run('--state', address, 'sync')).toMatchObject(inStep);
  expect(crm.writes()).toEqual([]);
  await addCompany(crm, { name: 'Beta', domain: 'beta.example' });
  const ada = await contactId(crm, 'ada@acme.example');
  await crm.hubspot.crm.contacts.basicApi.update(ada, { properties: { jobtitle: 'Countess' } });
  expect(await crm.run('--state', address, 'sync')).toMatchObject({ exitCode: 0 });
  const names = async (): Promise<string[]> =>
    (await crm.base('Accounts').select().all()).map(({ fields }) => String(fields.Name)).sort();
  expect(await names()).toEqual(['Acme', 'Beta']);
  const [person] = await crm.base('People').select().all();
  expect(person?.get('Job title')).toBe('Countess');

  const back = join(crm.directory, 'back');
  const { exitCode, document } = await crm.document('state', 'copy', address, back);
  expect({ exitCode, document }).toMatchObject({ exitCode: 0, document: { to: back, rows: expect.any(Number) } });
  expect((await readdir(back)).sort()).toEqual(['lock.db', 'service.db', 'state.db']);
  crm.sandbox.clearRequests();
  expect(await crm.run('--state', back, 'sync')).toMatchObject(inStep);
  expect(crm.writes()).toEqual([]);
  await addCompany(crm, { name: 'Gamma', domain: 'gamma.example' });
  expect(await crm.run('--state', back, 'sync')).toMatchObject({ exitCode: 0 });
  expect(await names()).toEqual(['Acme', 'Beta', 'Gamma']);
});

it('a place that holds something, one that is held, and a copy that fails leave the other state as it was', async () => {
  const { crm, address, admin, schema } = await start();
  const folder = join(crm.directory, '.linkwright');
  const refused = async (from: string, to: string, message: string): Promise<void> =>
    expect(await crm.run('state', 'copy', from, to)).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining(message),
    });
  await refused(folder, folder, 'A state cannot be copied onto itself.');
  await refused(join(crm.directory, 'none'), address, 'There is no state in ');
  await refused(address, join(crm.directory, 'other'), 'There is no state in ');
  for (const purpose of ['run', 'service'] as const) {
    const lock = await lockState(join(folder, 'state.db'), { purpose });
    await refused(folder, address, 'linkwright');
    await lock.release();
  }
  expect(await isStateLocked(join(folder, 'state.db'))).toBe(false);

  // A number that the other database cannot hold is met near the end of the copy.
  const state = new DatabaseSync(join(folder, 'state.db'));
  onTestFinished(() => state.close());
  state.exec(`insert into calls values ('z', '2026-01-01', 'many')`);
  const failed = await crm.run('state', 'copy', folder, address);
  expect(failed.exitCode).not.toBe(0);
  const { rows } = await admin.query(`select 1 from ${schema}.links union all select 1 from ${schema}.records`);
  expect(rows).toEqual([]);
  state.exec(`delete from calls where account = 'z'`);
  expect(await crm.run('state', 'copy', folder, address)).toMatchObject({ exitCode: 0 });
  await refused(folder, address, 'holds a state already.');
  const held = join(crm.directory, 'held');
  await mkdir(held);
  await crm.run('--state', held, 'sync');
  await refused(address, held, 'holds a state already.');

  await admin.query(`insert into ${schema}.calls values ('z', '2026-01-01', 9007199254740993)`);
  const elsewhere = join(crm.directory, 'elsewhere');
  expect((await crm.run('state', 'copy', address, elsewhere)).exitCode).not.toBe(0);
  expect(existsSync(join(elsewhere, 'state.db'))).toBe(false);
  expect((await readdir(elsewhere)).filter((name) => name.startsWith('state'))).toEqual([]);
});
