import type { RawBuilder } from 'kysely';
import { type GivenColumns, type GivenRow, spelled } from './dialect-node.ts';

/** Rows as a subquery, in parentheses and without a name. Their number does not change the text of the statement. */
export const given = (columns: GivenColumns, rows: readonly GivenRow[]): RawBuilder<unknown> =>
  spelled({ is: 'given', columns, rows });
