import { ContractError } from '@linkwright/core';
import { type Kysely, PostgresAdapter, sql } from 'kysely';
import type { Database } from './database.ts';
import { insertRows } from './insert-rows.ts';
import type { Store } from './store.ts';
import type { StoredRow } from './store-adapter.ts';
import { type TableName, tableKeys, tableNames } from './table-keys.ts';

export interface CopiedTable {
  readonly name: string;
  readonly rows: number;
}

/** So many rows are in memory at a time. */
const chunkSize = 1000;

/** Does it hold nothing? A state that was only opened has its tables, without rows. */
export async function isEmptyState({ database }: Store): Promise<boolean> {
  for (const table of tableNames) {
    const { rows } = await sql`select 1 from ${sql.table(table)} limit 1`.execute(database);
    if (rows.length > 0) return false;
  }
  return true;
}

/**
 * Copies every row of a state into an empty one, of either database, in one transaction; then each is read back and compared.
 * The caller holds the locks of both. `tell`: rows that were copied so far.
 * Throws a `ContractError` (`state-copy-differs`); nothing was copied then.
 */
export const copyState = (
  from: Store,
  to: Store,
  { signal, tell = () => undefined }: { readonly signal: AbortSignal; readonly tell?: (rows: number) => void },
): Promise<readonly CopiedTable[]> =>
  to.transaction(async (target) => {
    const isPostgres = target.getExecutor().adapter instanceof PostgresAdapter;
    const copied: CopiedTable[] = [];
    let total = 0;
    for (const name of tableNames) {
      let rows = 0;
      for await (const chunk of chunksOf(from.database, name)) {
        signal.throwIfAborted();
        await insertRows(target, `copied ${name}`, isPostgres ? chunk.map(sound) : chunk, (some) => ({
          compile: () => insertion(target, name, some),
        }));
        rows += chunk.length;
        tell(total + rows);
      }
      total += rows;
      copied.push({ name, rows });
    }
    for (const { name, rows } of copied) {
      signal.throwIfAborted();
      await compareTable(from.database, target, name, rows, isPostgres);
      if (isPostgres) await numberOn(target, name);
    }
    return copied;
  });

const insertion = (target: Kysely<Database>, name: string, rows: readonly StoredRow[]) => {
  // The columns are those that the other state has: both have been brought to the same version.
  const untyped: Kysely<Record<string, Record<string, unknown>>> =
    target.withTables<Record<string, Record<string, unknown>>>();
  return untyped.insertInto(name).values(rows).compile();
};

/** In the order of the primary key, which both databases have: texts by their bytes. */
async function* chunksOf(database: Kysely<Database>, name: string): AsyncGenerator<readonly StoredRow[]> {
  const keys = keysOf(name);
  const columns = sql.join(keys.map((key) => sql.ref(key)));
  let last: StoredRow | undefined;
  for (;;) {
    const after = last;
    const beyond = after ? sql`where (${columns}) > (${sql.join(keys.map((key) => after[key]))})` : sql``;
    const { rows } = await sql<StoredRow>`
      select * from ${sql.table(name)} ${beyond} order by ${columns} limit ${sql.lit(chunkSize)}
    `.execute(database);
    if (rows.length > 0) yield rows;
    if (rows.length < chunkSize) return;
    last = rows.at(-1);
  }
}

async function compareTable(
  from: Kysely<Database>,
  to: Kysely<Database>,
  name: string,
  expected: number,
  isPostgres: boolean,
): Promise<void> {
  const copies = chunksOf(to, name);
  let seen = 0;
  for await (const chunk of chunksOf(from, name)) {
    const { value: copy = [] } = await copies.next();
    const originals = isPostgres ? chunk.map(sound) : chunk;
    const differs = originals.length !== copy.length || originals.some((row, index) => !isSame(row, copy[index]));
    if (differs) throw copyDiffers(name);
    seen += chunk.length;
  }
  if (seen !== expected || (await copies.next()).done !== true) throw copyDiffers(name);
}

const isSame = (row: StoredRow, copy: StoredRow | undefined): boolean =>
  copy !== undefined &&
  Object.keys(row).length === Object.keys(copy).length &&
  Object.entries(row).every(([column, value]) => copy[column] === value);

/** PostgreSQL keeps no U+0000: what the state itself would store there in its place. */
const sound = (row: StoredRow): StoredRow =>
  Object.values(row).some((value) => typeof value === 'string' && value.includes('\0'))
    ? Object.fromEntries(
        Object.entries(row).map(([name, value]) => [
          name,
          typeof value === 'string' ? value.replaceAll('\0', '\ufffd') : value,
        ]),
      )
    : row;

/** Rows that come later are numbered behind those that were copied with their numbers, as SQLite does by itself. */
async function numberOn(database: Kysely<Database>, name: string): Promise<void> {
  const [key = '', second] = keysOf(name);
  if (second !== undefined) return;
  const { rows } = await sql<{ sequence: string | null }>`
    select pg_get_serial_sequence(quote_ident(current_schema()) || '.' || quote_ident(${name}), ${key}) as sequence
  `.execute(database);
  const sequence = rows[0]?.sequence ?? null;
  if (sequence === null) return;
  await sql`
    select setval(${sequence}::regclass, coalesce(max(${sql.ref(key)}), 1), count(*) > 0) from ${sql.table(name)}
  `.execute(database);
}

const keysOf = (name: string): readonly string[] => (isTable(name) ? tableKeys[name] : []);

const isTable = (name: string): name is TableName => Object.hasOwn(tableKeys, name);

const copyDiffers = (table: string): ContractError =>
  new ContractError(`The copy of the table "${table}" is not what was copied.`, {
    code: 'state-copy-differs',
    remedy: 'Nothing was kept of the copy. Check both databases, and copy again.',
  });
