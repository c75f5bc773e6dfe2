import type { Kysely } from 'kysely';
import type { Database } from './database.ts';

/** How much of what a run wrote is no longer kept: it cannot be taken back. */
export async function countForgottenWrites(database: Kysely<Database>): Promise<void> {
  await database.schema
    .alterTable('runs')
    .addColumn('forgotten_writes', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
}
