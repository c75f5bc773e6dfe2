import { testState } from '@linkwright/postgres-server/test-state';
import { sql } from 'kysely';
import pg from 'pg';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openStore, type Store } from '../src/index.ts';

/** A store, what another session sees of it, and the server's own view. */
async function opened(): Promise<{ store: Store; admin: pg.Client; committed: () => Promise<string[]> }> {
  const { place, schema = '', release } = testState();
  const store = await openStore(place, { schema });
  const admin = new pg.Client({ connectionString: place });
  await admin.connect();
  onTestFinished(async () => {
    await admin.end();
    await store.close();
    await release();
  });
  return {
    store,
    admin,
    async committed() {
      const { rows } = await admin.query<{ connection: string }>(
        `select connection from ${schema}.accounts order by connection`,
      );
      return rows.map(({ connection }) => connection);
    },
  };
}

type Database = Store['database'];

const insert = (database: Database, connection: string): Promise<unknown> =>
  database.insertInto('accounts').values({ connection, account: 'a' }).execute();

const put = (store: Store, connection: string, after: (database: Database) => Promise<unknown> = async () => null) =>
  store.transaction(async (database) => {
    await insert(database, connection);
    await after(database);
    return connection;
  });

const outcomes = async (works: readonly Promise<unknown>[]): Promise<unknown[]> =>
  (await Promise.allSettled(works)).map((one) => (one.status === 'fulfilled' ? one.value : 'refused'));

test('a transaction of one statement asks the server twice, and one of none not at all', async () => {
  const { store, committed } = await opened();
  await put(store, 'a');
  const query = vi.spyOn(pg.Client.prototype, 'query');
  onTestFinished(() => query.mockRestore());
  await put(store, 'b');
  expect(query).toHaveBeenCalledTimes(2);
  await store.transaction(async () => null);
  await store.preview(async () => null);
  expect(query).toHaveBeenCalledTimes(2);
  query.mockRestore();
  expect(await committed()).toEqual(['a', 'b']);
});

test('what could be done again does not wait for the disk, and shares no commit with what could not', async () => {
  const { store, committed } = await opened();
  const waits = (name: string, repeatable: boolean) =>
    store.transaction(
      async (database) => {
        await insert(database, name);
        const { rows } = await sql<{ waits: string }>`select current_setting('synchronous_commit') as waits`.execute(
          database,
        );
        return `${name} ${rows[0]?.waits}`;
      },
      { repeatable },
    );
  expect(await waits('a', true)).toBe('a off');
  expect(await waits('b', false)).toBe('b on');
  expect(await outcomes([waits('c', true), waits('d', false)])).toEqual(['c off', 'd on']);
  expect(await outcomes([waits('e', false), waits('f', true)])).toEqual(['e on', 'f off']);
  expect(await outcomes([waits('g', true), waits('h', true)])).toEqual(['g off', 'h off']);
  expect(await committed()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
});

test.each([0, 1, 2])(
  'of transactions that share a commit the one whose statement fails (%d of 3) goes alone',
  async (failing) => {
    const { store, committed } = await opened();
    await outcomes(['x', 'y', 'z'].map((name) => put(store, name)));
    const works = ['a', 'b', 'c'].map((name, index) => put(store, index === failing ? 'x' : name));
    const kept = ['a', 'b', 'c'].filter((_, index) => index !== failing);
    const told = await outcomes(works);
    expect(told).toEqual(['a', 'b', 'c'].map((name, index) => (index === failing ? 'refused' : name)));
    expect(await committed()).toEqual([...kept, 'x', 'y', 'z']);
  },
);

test('one that goes on after a statement that failed is refused, alone', async () => {
  const { store, committed } = await opened();
  await outcomes(['x', 'y', 'z'].map((name) => put(store, name)));
  const goesOn = async (database: Database): Promise<void> => {
    await insert(database, 'x').catch(() => undefined);
  };
  expect(await outcomes([put(store, 'a'), put(store, 'b', goesOn), put(store, 'c')])).toEqual(['a', 'refused', 'c']);
  expect(await committed()).toEqual(['a', 'c', 'x', 'y', 'z']);
  expect(await outcomes([put(store, 'd', goesOn)])).toEqual(['refused']);
  expect(await committed()).toEqual(['a', 'c', 'x', 'y', 'z']);
});

test('a preview whose first statement fails is taken back, and the next transaction is one', async () => {
  const { store, committed } = await opened();
  await put(store, 'a');
  await expect(store.preview(({ database }) => insert(database, 'a'))).rejects.toThrow();
  await expect(put(store, 'b', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await put(store, 'c')).toBe('c');
  expect(await committed()).toEqual(['a', 'c']);
});

test('a connection that is lost is told to all that share the commit', async () => {
  const { store, admin, committed } = await opened();
  const { rows } = await sql<{ process: number }>`select pg_backend_pid() as process`.execute(store.database);
  const cut = async (database: Database): Promise<void> => {
    await admin.query('select pg_terminate_backend($1)', [rows[0]?.process]);
    // The connection has heard of it when it answers with an error.
    await expect(sql`select 1`.execute(database)).rejects.toMatchObject({ code: 'state-unreachable' });
  };
  const works = [put(store, 'a', cut), put(store, 'b'), put(store, 'c')];
  const told = await outcomes(works);
  expect(told.slice(0, 2)).toEqual(['refused', 'refused']);
  expect(await committed()).toEqual(told[2] === 'c' ? ['c'] : []);
  expect(await put(store, 'd')).toBe('d');
});
