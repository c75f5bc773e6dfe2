import type { Kysely } from 'kysely';
import { addResolutions } from './add-resolutions.ts';
import { countForgottenWrites } from './count-forgotten-writes.ts';
import type { Database } from './database.ts';
import { firstTables } from './first-tables.ts';

/**
 * Numbered from 1, forward only. A migration that states out there have gone through is never edited: the next one mends it. A new one
 * is a file of its own, named after its function, and stands at the end of the list.
 */
export const migrations: readonly ((database: Kysely<Database>) => Promise<void>)[] = [
  firstTables,
  addResolutions,
  countForgottenWrites,
];
