import type { RawBuilder } from 'kysely';
import { spelled } from './dialect-node.ts';

/** Ends the definition of a table whose rows lie in the order of its primary key, where the database knows such tables. */
export const storedByKey = (): RawBuilder<unknown> => spelled({ is: 'stored-by-key' });
