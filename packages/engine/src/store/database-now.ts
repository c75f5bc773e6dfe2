import type { RawBuilder } from 'kysely';
import { spelled } from './dialect-node.ts';

/** Milliseconds since 1970 by the clock of the database, which all machines that share it go by. */
export const databaseNow = (): RawBuilder<number> => spelled({ is: 'now' });
