import { testState } from '@linkwright/postgres-server/test-state';
import { sql } from 'kysely';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { openStore, openStoreIfThere, readDocument, type Store, saveDocument } from '../src/index.ts';

const process = async ({ database }: Store): Promise<number | undefined> => {
  const { rows } = await sql<{ process: number }>`select pg_backend_pid() as process`.execute(database);
  return rows[0]?.process;
};

/** Under an address of their own: sessions of the pool that other tests have used up are none of these. */
const states = (count: number): readonly { readonly place: string; readonly schema: string }[] =>
  Array.from({ length: count }, () => {
    const { place, schema = '', release } = testState();
    onTestFinished(release);
    const own = new URL(place);
    own.searchParams.set('application_name', 'linkwright pool');
    return { place: own.href, schema };
  });

async function administrator(place: string): Promise<pg.Client> {
  const admin = new pg.Client({ connectionString: place });
  await admin.connect();
  onTestFinished(() => admin.end());
  return admin;
}

async function inState<Result>(
  { place, schema }: { readonly place: string; readonly schema: string },
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  const store = await openStore(place, { schema });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

test('short looks into many states go over one connection, each into its own', async () => {
  const all = states(12);
  const processes = new Set<number | undefined>();
  for (const state of all) {
    await inState(state, async (store) => {
      processes.add(await process(store));
      await store.transaction((database) => saveDocument(database, 'whose', state.schema));
    });
  }
  for (const state of all) {
    await inState(state, async (store) => {
      processes.add(await process(store));
      expect(await readDocument(store.database, 'whose')).toBe(state.schema);
    });
  }
  expect(processes.size).toBe(1);
});

test('looks at the same time have a connection each', async () => {
  const [state] = states(1);
  if (state === undefined) throw new Error('no state');
  const both = await Promise.all([openStore(state.place, state), openStore(state.place, state)]);
  onTestFinished(() => Promise.all(both.map((store) => store.close())).then(() => undefined));
  expect(new Set(await Promise.all(both.map(process))).size).toBe(2);
});

test('a connection that is left in the middle of a transaction is nobody else’s', async () => {
  const [state] = states(1);
  if (state === undefined) throw new Error('no state');
  const left = await inState(state, async (store) => {
    await sql`begin`.execute(store.database);
    await sql`insert into documents (name, content) values ('never', 'stored')`.execute(store.database);
    return process(store);
  });
  await inState(state, async (store) => {
    expect(await process(store)).not.toBe(left);
    expect(await readDocument(store.database, 'never')).toBeNull();
  });
});

test('one that the server has ended meanwhile is replaced, and what was taken away is made anew', async () => {
  const [state] = states(1);
  if (state === undefined) throw new Error('no state');
  const admin = await administrator(state.place);
  const ended = await inState(state, process);
  await admin.query('select pg_terminate_backend($1, 10000)', [ended]);
  const next = await inState(state, process);
  expect(next).not.toBe(ended);
  await admin.query(`drop schema "${state.schema}" cascade`);
  expect(await openStoreIfThere(state.place, state)).toBeNull();
  await inState(state, async ({ database }) => expect(await readDocument(database, 'whose')).toBeNull());
  expect(await openStoreIfThere(state.place, state).then((store) => store?.close().then(() => true))).toBe(true);
});

test('a state that a newer program has brought further is refused, also where it was open before', async () => {
  const [state] = states(1);
  if (state === undefined) throw new Error('no state');
  await inState(state, process);
  const admin = await administrator(state.place);
  await admin.query(`update "${state.schema}".schema_version set version = version + 1000`);
  onTestFinished(() => admin.query(`drop schema "${state.schema}" cascade`).then(() => undefined));
  await expect(openStore(state.place, state)).rejects.toMatchObject({ code: 'state-too-new' });
});
