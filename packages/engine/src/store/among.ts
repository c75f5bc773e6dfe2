import { type RawBuilder, sql } from 'kysely';

/**
 * The column holds one of these values. They are one parameter whatever their number, so that a statement has one text:
 * building and preparing a list of hundreds of parameters takes longer than finding their rows.
 *
 * SQLite's spelling; PostgreSQL's is `column = any(…)`.
 */
export function among(column: string, values: readonly (string | number)[]): RawBuilder<boolean> {
  // As a bound text it would lose halves of characters too.
  const sound = values.map((value) => (typeof value === 'string' ? value.toWellFormed() : value));
  return sql<boolean>`${sql.ref(column)} in (select value from json_each(${JSON.stringify(sound)}))`;
}
