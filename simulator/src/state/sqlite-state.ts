import { openStore, type Store } from '@linkwright/engine';
import { sql } from 'kysely';
import type { StatePort } from './state-port.ts';

type Rows = readonly Readonly<Record<string, unknown>>[];

/** In memory, and so without any waiting. */
export const sqliteState: StatePort = {
  open: () => openStore(':memory:'),
  async keep(store) {
    const tables = await rowsOf(store);
    return { open: () => openWith(tables), release: async () => undefined };
  },
  isAtRest: () => true,
};

async function rowsOf({ database }: Store): Promise<ReadonlyMap<string, Rows>> {
  const tables = await sql<{ name: string }>`
    select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name
  `.execute(database);
  const copy = new Map<string, Rows>();
  for (const { name } of tables.rows) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(database);
    copy.set(name, rows);
  }
  return copy;
}

async function openWith(tables: ReadonlyMap<string, Rows>): Promise<Store> {
  const store = await openStore(':memory:');
  await sql`pragma foreign_keys = off`.execute(store.database);
  for (const [name, rows] of tables) {
    await sql`delete from ${sql.table(name)}`.execute(store.database);
    for (const row of rows) {
      const columns = sql.join(Object.keys(row).map((column) => sql.ref(column)));
      await sql`insert into ${sql.table(name)} (${columns}) values (${sql.join(Object.values(row))})`.execute(
        store.database,
      );
    }
  }
  return store;
}
