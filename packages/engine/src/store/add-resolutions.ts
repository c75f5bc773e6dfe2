import type { Kysely } from 'kysely';
import type { Database } from './database.ts';

/** What a person has said about a conflict, beside what the two apps had. Conflicts that were decided before tell who won alone. */
export async function addResolutions(database: Kysely<Database>): Promise<void> {
  await database.schema.alterTable('conflicts').addColumn('resolution', 'text').execute();
}
