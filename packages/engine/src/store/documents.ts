import { type Kysely, PostgresAdapter } from 'kysely';
import type { Database } from './database.ts';

/** What the host of the engine keeps beside the state: a text under a name. `null`: there is none. */
export async function readDocument(database: Kysely<Database>, name: string): Promise<string | null> {
  const row = await database.selectFrom('documents').select('content').where('name', '=', name).executeTakeFirst();
  return row?.content ?? null;
}

/**
 * The same inside a transaction that is going to change it: whoever else wants to waits for the end of it, and reads what was stored
 * then. In a file there is one transaction at a time.
 */
export async function readDocumentToChange(database: Kysely<Database>, name: string): Promise<string | null> {
  const isShared = database.getExecutor().adapter instanceof PostgresAdapter;
  const row = await database
    .selectFrom('documents')
    .select('content')
    .where('name', '=', name)
    .$if(isShared, (query) => query.forUpdate())
    .executeTakeFirst();
  return row?.content ?? null;
}

/** Several of them at once, by their names; those that are not there are absent. */
export async function readDocuments(
  database: Kysely<Database>,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await database.selectFrom('documents').selectAll().where('name', 'in', names).execute();
  return new Map(rows.map(({ name, content }) => [name, content]));
}

/** The same text again writes nothing, so its transaction waits for no disk. */
export async function saveDocument(database: Kysely<Database>, name: string, content: string): Promise<void> {
  await database
    .insertInto('documents')
    .values({ name, content })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet({ content }).where('documents.content', '<>', content),
    )
    .execute();
}
