import type { Kysely } from 'kysely';
import type { Database } from './database.ts';

/** What the host of the engine keeps beside the state: a text under a name. `null`: there is none. */
export async function readDocument(database: Kysely<Database>, name: string): Promise<string | null> {
  const row = await database.selectFrom('documents').select('content').where('name', '=', name).executeTakeFirst();
  return row?.content ?? null;
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
