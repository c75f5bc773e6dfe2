import { openStore, type Store } from '@linkwright/engine';
import { type TestState, testState } from '@linkwright/postgres-server/test-state';
import { sql } from 'kysely';
import pg from 'pg';
import type { StatePort } from './state-port.ts';

/** Schemas of a PostgreSQL database, one for each state and each copy. */
export function postgresState(place: string): StatePort {
  const busy = watchClients();
  return {
    open: () => opened(testState(place)),
    async keep(store) {
      const kept = testState(place);
      // Makes its tables.
      await (await opened({ ...kept, release: async () => undefined })).close();
      await copyRows(store, await schemaOf(store), kept.schema ?? '');
      return {
        async open() {
          const copy = await opened(testState(place));
          await copyRows(copy, kept.schema ?? '', await schemaOf(copy));
          return copy;
        },
        release: () => kept.release(),
      };
    },
    isAtRest: () => busy.size === 0,
  };
}

async function opened({ place, schema = '', release }: TestState): Promise<Store> {
  const store = await openStore(place, { schema });
  return {
    ...store,
    async close() {
      await store.close();
      await release();
    },
  };
}

async function schemaOf({ database }: Store): Promise<string> {
  const { rows } = await sql<{ schema: string }>`select current_schema() as schema`.execute(database);
  return rows[0]?.schema ?? '';
}

/** Into empty tables. Rows are numbered on from where they were. */
async function copyRows({ database }: Store, from: string, to: string): Promise<void> {
  const tables = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = ${from} and tablename <> 'schema_version'
  `.execute(database);
  for (const { name } of tables.rows) {
    await sql`insert into ${sql.id(to, name)} overriding system value select * from ${sql.id(from, name)}`.execute(
      database,
    );
  }
  const sequences = await sql<{ name: string }>`
    select sequencename as name from pg_sequences where schemaname = ${from}
  `.execute(database);
  for (const { name } of sequences.rows) {
    const target = `"${to}"."${name}"`;
    await sql`select setval(${target}, last_value, is_called) from ${sql.id(from, name)}`.execute(database);
  }
}

/** The connections that have been asked for something and have not answered all of it. */
function watchClients(): ReadonlySet<object> {
  const busy = new Set<object>();
  const known = new WeakSet<object>();
  pg.Client.prototype.query = new Proxy(pg.Client.prototype.query, {
    apply(query, client: pg.Client, rest) {
      if (!known.has(client)) {
        known.add(client);
        const rested = (): void => void busy.delete(client);
        client.on('drain', rested);
        client.on('end', rested);
      }
      busy.add(client);
      return Reflect.apply(query, client, rest);
    },
  });
  return busy;
}
