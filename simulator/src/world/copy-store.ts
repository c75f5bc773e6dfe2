import { openStore, type Store } from '@linkwright/engine';
import { sql } from 'kysely';

type Rows = readonly Readonly<Record<string, unknown>>[];

/** The rows of every table of a store: a copy of the state file. */
export type StateCopy = ReadonlyMap<string, Rows>;

export async function copyState({ database }: Store): Promise<StateCopy> {
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

export async function openCopy(copy: StateCopy): Promise<Store> {
  const store = await openStore(':memory:');
  await sql`pragma foreign_keys = off`.execute(store.database);
  for (const [name, rows] of copy) {
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
