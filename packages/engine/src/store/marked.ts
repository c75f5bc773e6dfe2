import { type RawBuilder, sql } from 'kysely';
import { spelled } from './dialect-node.ts';

/** The byte at the place that the column names, from 0, is 1. Beyond the last one it is not. */
export const marked = (column: string, marks: Uint8Array): RawBuilder<boolean> =>
  spelled({ is: 'marked', column: sql.ref(column).toOperationNode(), marks });
