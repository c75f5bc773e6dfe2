import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { inspect } from 'node:util';
import { testState } from '@linkwright/postgres-server/test-state';
import { sql } from 'kysely';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { isStateLocked, lockState, openStore, openStoreIfThere, type Store } from '../src/index.ts';
import { contacts, people, peopleSync } from './support/people.ts';
import { startPooler } from './support/transaction-pooler.ts';
import { twoApps } from './support/two-apps.ts';

/** A schema for one test, and the server's own view of it. */
async function place(): Promise<{ url: string; schema: string; admin: pg.Client }> {
  const { place: url, schema = '', release } = testState();
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  onTestFinished(async () => {
    await admin.end();
    await release();
  });
  return { url, schema, admin };
}

/** The server's process for the store: other tests are connected to the same server under the same name. */
async function processOf({ database }: Store): Promise<number | undefined> {
  const { rows } = await sql<{ process: number }>`select pg_backend_pid() as process`.execute(database);
  return rows[0]?.process;
}

/** Ends the connection of the store, and returns when the store has another one. */
async function cutConnection(admin: pg.Client, store: Store): Promise<void> {
  await admin.query('select pg_terminate_backend($1, 60000)', [await processOf(store)]);
  const answers = (): Promise<boolean> =>
    store.database
      .selectFrom('runs')
      .selectAll()
      .execute()
      .then(
        () => true,
        () => false,
      );
  await expect.poll(answers, { timeout: 300_000 }).toBe(true);
}

const withPassword = (url: string, password: string): string => {
  const changed = new URL(url);
  changed.password = password;
  changed.searchParams.delete('host');
  return changed.href;
};

test('two that sync the same state: the second is refused, and may begin when the first has ended', async () => {
  const { url, schema } = await place();
  expect(await isStateLocked(url, { schema })).toBe(false);
  const lock = await lockState(url, { schema });
  expect(await isStateLocked(url, { schema })).toBe(true);
  await expect(lockState(url, { schema })).rejects.toMatchObject({ kind: 'configuration', code: 'state-locked' });
  const other = await lockState(url, { schema: `${schema}_other` });
  await other.release();
  await lock.release();
  expect(lock.lost.aborted).toBe(false);
  await (await lockState(url, { schema })).release();
});

test('a process that is killed gives its lock up at once', async () => {
  const { url, schema } = await place();
  const script = `
    const { lockState } = await import('@linkwright/engine');
    await lockState(process.argv[1], { schema: process.argv[2] });
    console.log('locked');
    setInterval(() => {}, 1000);
  `;
  const child = spawn(
    process.execPath,
    [
      '--conditions=@linkwright/source',
      '--disable-warning=ExperimentalWarning',
      '--input-type=module',
      '-e',
      script,
      url,
      schema,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], cwd: new URL('..', import.meta.url) },
  );
  await once(createInterface(child.stdout), 'line');
  expect(await isStateLocked(url, { schema })).toBe(true);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await expect.poll(() => isStateLocked(url, { schema }), { timeout: 300_000 }).toBe(false);
});

test('a lost connection is a lost lock: the run ends in one line, and the next one goes on', async () => {
  const { url, schema, admin } = await place();
  const lock = await lockState(url, { schema });
  const store = await openStore(url, { schema });
  onTestFinished(() => store.close());
  const apps = await twoApps({
    left: { objects: [contacts], pageSize: 5 },
    right: { objects: [people] },
    syncs: { people: peopleSync() },
    wrap: (app, side) => ({
      ...app,
      async *readChanges(request, options) {
        for await (const page of app.readChanges(request, options)) {
          yield page;
          if (side === 'left' && !lock.lost.aborted) {
            const held = 'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1';
            await admin.query(held, [`linkwright ${lock.lease?.owner}`]);
            await once(lock.lost, 'abort');
          }
        }
      },
    }),
  });
  for (let n = 0; n < 20; n += 1) apps.left.create('contacts', { email: `p${n}@x.example`, name: `P${n}` });
  await expect(apps.sync({ store, signal: lock.lost })).rejects.toMatchObject({
    kind: 'retryable',
    code: 'state-lock-lost',
    remedy: expect.stringContaining('what was done is kept'),
  });
  await lock.release();
  const again = await lockState(url, { schema });
  expect((await apps.sync({ store, signal: again.lost })).status).toBe('done');
  expect(apps.right.count('people')).toBe(20);
  expect(apps.left.count('contacts')).toBe(20);
  await again.release();
});

test('a server that goes away in a run ends it in one line, and the next run goes on', async () => {
  const { url, schema, admin } = await place();
  const store = await openStore(url, { schema });
  onTestFinished(() => store.close());
  const apps = await twoApps({
    left: { objects: [contacts], pageSize: 5 },
    right: { objects: [people] },
    syncs: { people: peopleSync() },
  });
  for (let n = 0; n < 20; n += 1) apps.left.create('contacts', { email: `p${n}@x.example`, name: `P${n}` });
  const serving = await processOf(store);
  let transactions = 0;
  const mortal: typeof store = {
    ...store,
    transaction: (work) =>
      store.transaction(async (database) => {
        transactions += 1;
        if (transactions === 4) await admin.query('select pg_terminate_backend($1)', [serving]);
        return work(database);
      }),
  };
  await expect(apps.sync({ store: mortal })).rejects.toMatchObject({ kind: 'retryable', code: 'state-unreachable' });
  expect((await apps.sync({ store })).status).toBe('done');
  expect(apps.right.count('people')).toBe(20);
  expect(apps.written(await apps.sync({ store }))).toBe(0);
});

test('with the lock goes the connection of the store, and whoever waits there for an answer is told why', async () => {
  const { url, schema, admin } = await place();
  const lost = new AbortController();
  const store = await openStore(url, { schema, busyTimeoutMs: 600_000, signal: lost.signal });
  const put = (connection: string): Promise<unknown> =>
    store.transaction((database) => database.insertInto('accounts').values({ connection, account: 'a' }).execute());
  await put('a');
  // A server that does not answer: somebody else holds the table.
  await admin.query(`begin; lock table ${schema}.accounts in access exclusive mode`);
  const waiting = [put('b'), store.database.selectFrom('accounts').selectAll().execute()];
  const isAsked = async (): Promise<number> =>
    (await admin.query(`select 1 from pg_locks where not granted and locktype = 'relation'`)).rows.length;
  await expect.poll(isAsked, { timeout: 300_000 }).toBe(1);
  const reason = new Error('The lock was lost.');
  lost.abort(reason);
  for (const one of await Promise.allSettled(waiting)) expect(one).toEqual({ status: 'rejected', reason });
  await expect(put('c')).rejects.toBe(reason);
  await store.close();
  await admin.query('rollback');
  expect((await admin.query(`select connection from ${schema}.accounts`)).rows).toEqual([{ connection: 'a' }]);
});

test('a connection that comes back in the middle of a listing: the run goes on, and misses nothing', async () => {
  const { url, schema, admin } = await place();
  const store = await openStore(url, { schema });
  onTestFinished(() => store.close());
  let cut: PromiseWithResolvers<void> | null = null;
  let isCut = false;
  const apps = await twoApps({
    left: { objects: [contacts], pageSize: 5 },
    right: { objects: [people] },
    syncs: { people: peopleSync() },
    wrap: (app, side) => ({
      ...app,
      async *readChanges(request, options) {
        // The other side asks the state at the same time: it would meet the cut itself.
        if (side === 'right') await cut?.promise;
        for await (const page of app.readChanges(request, options)) {
          yield page;
          if (side !== 'left' || cut === null || isCut) continue;
          isCut = true;
          await cutConnection(admin, store);
          cut.resolve();
        }
      },
    }),
  });
  const ids = Array.from({ length: 20 }, (_, n) =>
    apps.left.create('contacts', { email: `p${n}@x.example`, name: `P${n}` }),
  );
  expect((await apps.sync({ store })).status).toBe('done');
  apps.left.update('contacts', ids[19] ?? '', { name: 'Renamed' });
  cut = Promise.withResolvers();
  const run = await apps.sync({ store, full: true });
  expect(run.status).toBe('done');
  expect(apps.written(run)).toBe(1);
  expect(apps.right.count('people')).toBe(20);
});

test('a connection that comes back in the middle of a scan of links: the run ends in one line, and the next one goes on', async () => {
  const { url, schema, admin } = await place();
  const store = await openStore(url, { schema });
  onTestFinished(() => store.close());
  let cut: PromiseWithResolvers<void> | null = null;
  let isCut = false;
  const named = [{ id: 'name', type: 'text' as const }];
  const set = (id: string, target: string) => ({ id, targets: [target], cardinality: 'many' as const });
  const unseen = { changeTouchesRecord: false };
  const sync = (left: string, right: string, associations: { left: string; right: string }[]) => ({
    left: { connection: 'left', object: left },
    right: { connection: 'right', object: right },
    match: { left: 'name', right: 'name' },
    fields: [{ left: 'name', right: 'name' }],
    associations,
  });
  const apps = await twoApps({
    left: {
      objects: [
        {
          id: 'companies',
          displayField: 'name',
          fields: named,
          associations: [
            { ...set('contacts', 'contacts'), ...unseen, inverse: { object: 'contacts', field: 'companies' } },
          ],
        },
        {
          id: 'contacts',
          displayField: 'name',
          fields: named,
          associations: [
            { ...set('companies', 'companies'), ...unseen, inverse: { object: 'companies', field: 'contacts' } },
          ],
        },
      ],
      associationReads: 'separate',
      capabilities: {
        batchLimits: {
          read: 100,
          lookup: 100,
          create: 100,
          update: 100,
          archive: 100,
          writeAssociations: 100,
          readAssociations: 10,
        },
      },
    },
    right: {
      objects: [
        { id: 'Accounts', displayField: 'name', fields: named },
        { id: 'People', displayField: 'name', fields: named, associations: [set('Accounts', 'Accounts')] },
      ],
      capabilities: { associationWrites: { create: 'inline', update: 'inline' } },
    },
    syncs: {
      companies: sync('companies', 'Accounts', []),
      contacts: sync('contacts', 'People', [{ left: 'companies', right: 'Accounts' }]),
    },
    wrap: (app, side) => ({
      ...app,
      async *readChanges(request, options) {
        // The other side asks the state at the same time: it would meet the cut itself.
        if (side === 'right') await cut?.promise;
        yield* app.readChanges(request, options);
      },
      async readAssociations(request, options) {
        const answer = await app.readAssociations(request, options);
        if (side !== 'left' || request.object !== 'companies' || cut === null || isCut) return answer;
        isCut = true;
        await cutConnection(admin, store);
        cut.resolve();
        return answer;
      },
    }),
  });
  const companies = Array.from({ length: 20 }, (_, n) => apps.left.create('companies', { name: `C${n}` }));
  for (let n = 0; n < 60; n += 1) {
    apps.left.create('contacts', { name: `P${n}` }, { companies: [companies[n % 20] ?? ''] });
  }
  expect((await apps.sync({ store })).status).toBe('done');
  cut = Promise.withResolvers();
  await expect(apps.sync({ store, full: true })).rejects.toMatchObject({
    kind: 'retryable',
    code: 'state-unreachable',
    message: expect.stringMatching(/^The connection to the state at .* was lost in the middle of a run\.$/),
  });
  const again = await apps.sync({ store, full: true });
  expect(again.status).toBe('done');
  expect(apps.written(again)).toBe(0);
});

test('a pooler in transaction mode is refused, one in session mode serves', async () => {
  const { url, schema } = await place();
  const pooler = await startPooler(url, 'transaction');
  for (const open of [openStore, lockState]) {
    await expect(open(pooler, { schema })).rejects.toMatchObject({
      kind: 'configuration',
      code: 'state-behind-pooler',
      message: expect.stringMatching(/transaction mode/),
      remedy: expect.stringContaining('pool_mode = session'),
    });
  }
  const store = await openStore(await startPooler(url, 'session'), { schema });
  expect(await store.database.selectFrom('runs').selectAll().execute()).toEqual([]);
  await store.close();
});

test.each([
  ['a wrong password', (url: string) => withPassword(url, 'secret-word'), 'state-login-refused'],
  ['a server that is not there', () => 'postgresql://ada:secret-word@127.0.0.1:1/crm', 'state-unreachable'],
  ['a database that is not there', (url: string) => url.replace('/postgres?', '/nowhere?'), 'state-database-missing'],
  ['no address', () => 'postgresql://ada:secret-word@:x/crm', 'state-address-invalid'],
  ['a schema of the server', (url: string) => `${url}&schema=pg_catalog`, 'state-address-invalid'],
])('%s is refused in one line without the password', async (_, address, code) => {
  const { url } = await place();
  for (const ask of [openStore, openStoreIfThere, lockState, isStateLocked]) {
    const refused = await ask(address(url)).then(
      () => null,
      (error: unknown) => error,
    );
    expect(refused, ask.name).toMatchObject({ code, message: expect.not.stringContaining('\n') });
    expect(inspect(refused, { depth: null })).not.toContain('secret-word');
  }
});

test('a user without the right to make a schema is told, and works in one that was made for it', async () => {
  const { url, schema, admin } = await place();
  const user = `user_${schema}`;
  await admin.query(`create role ${user} login; revoke create on database postgres from public`);
  const own = new URL(url);
  own.username = user;
  await expect(openStore(own.href, { schema: user })).rejects.toMatchObject({
    kind: 'configuration',
    code: 'state-unwritable',
  });
  await admin.query(`create schema ${user} authorization ${user}`);
  await (await openStore(own.href, { schema: user })).close();
  await admin.query(`drop schema ${user} cascade; drop role ${user}`);
});

test('a state that a newer program wrote is refused in one line', async () => {
  const { url, schema, admin } = await place();
  await (await openStore(url, { schema })).close();
  const version = await admin.query<{ version: string }>(`select version from ${schema}.schema_version`);
  await admin.query(`update ${schema}.schema_version set version = 99`);
  await expect(openStore(url, { schema })).rejects.toMatchObject({ kind: 'configuration', code: 'state-too-new' });
  await admin.query(`update ${schema}.schema_version set version = ${version.rows[0]?.version}`);
});

test('processes that open an empty schema at the same time make its tables once', async () => {
  const { url, schema, admin } = await place();
  const openAll = async (schemas: readonly string[]): Promise<void> => {
    const stores = await Promise.all(schemas.map((one) => openStore(url, { schema: one })));
    await Promise.all(stores.map((store) => store.close()));
  };
  // Sessions that have made tables before remember more than fresh ones do.
  const others = [1, 2, 3, 4].map((number) => `${schema}_other_${number}`);
  await openAll(others);
  const fresh = `${schema}_fresh`;
  await openAll(others.map(() => fresh));
  const { rows } = await admin.query(`select version from ${fresh}.schema_version`);
  expect(rows).toHaveLength(1);
  for (const one of [fresh, ...others]) await admin.query(`drop schema ${one} cascade`);
});
