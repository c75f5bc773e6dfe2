import { type Kysely, PostgresAdapter, sql } from 'kysely';
import type { Database } from './database.ts';
import { keptStatement } from './kept-statement.ts';

const contentOf = keptStatement({
  build: (database, name: string) =>
    database.selectFrom('documents').select('content').where('name', '=', name).compile(),
  parameters: (name) => [name],
});

const contentToChange = keptStatement({
  build: (database, name: string) =>
    database.selectFrom('documents').select('content').where('name', '=', name).forUpdate().compile(),
  parameters: (name) => [name],
});

const contentsOf = keptStatement({
  build: (database, names: readonly string[]) =>
    database.selectFrom('documents').selectAll().where('name', 'in', names).compile(),
  parameters: (names) => names,
  shape: (names) => names.length,
});

const store = keptStatement({
  build: (database, { name, content }: { readonly name: string; readonly content: string }) =>
    database
      .insertInto('documents')
      .values({ name, content })
      .onConflict((conflict) =>
        conflict.column('name').doUpdateSet({ content }).where('documents.content', '<>', content),
      )
      .compile(),
  parameters: ({ name, content }, inserted) => [...inserted([{ name, content }]), content, content],
});

/** What the host of the engine keeps beside the state: a text under a name. `null`: there is none. */
export async function readDocument(database: Kysely<Database>, name: string): Promise<string | null> {
  const [row] = await contentOf(database, name);
  return row?.content ?? null;
}

/**
 * The same inside a transaction that is going to change it: whoever else wants to waits for the end of it, and reads what was stored
 * then. In a file there is one transaction at a time.
 */
export async function readDocumentToChange(database: Kysely<Database>, name: string): Promise<string | null> {
  if (!(database.getExecutor().adapter instanceof PostgresAdapter)) return readDocument(database, name);
  const locked = await readAndLock(database, name);
  if (locked !== null) return locked;
  // There is no row to wait for, so that two would both make the first.
  const making = sql`'linkwright makes ' || current_schema() || ' ' || ${name}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${making}, 0))`.execute(database);
  return readAndLock(database, name);
}

async function readAndLock(database: Kysely<Database>, name: string): Promise<string | null> {
  const [row] = await contentToChange(database, name);
  return row?.content ?? null;
}

/** Several of them at once, by their names; those that are not there are absent. */
export async function readDocuments(
  database: Kysely<Database>,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await contentsOf(database, names);
  return new Map(rows.map(({ name, content }) => [name, content]));
}

/** The same text again writes nothing, so its transaction waits for no disk. */
export async function saveDocument(database: Kysely<Database>, name: string, content: string): Promise<void> {
  await store(database, { name, content });
}
