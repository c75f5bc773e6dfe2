import { type RawBuilder, sql } from 'kysely';
import { spelled } from './dialect-node.ts';

/**
 * The column holds one of these values. They are one parameter whatever their number, so that a statement has one text. Of
 * texts an index leads to the column: on PostgreSQL each is searched for.
 */
export const among = (column: string, values: readonly (string | number)[]): RawBuilder<boolean> =>
  spelled({ is: 'among', column: sql.ref(column).toOperationNode(), values });
