import type { CompiledQuery, Kysely } from 'kysely';
import type { Database } from './database.ts';
import { type StoredRow, storeAdapter } from './store-adapter.ts';

/** A statement that is asked in each turn. */
export interface KeptStatement<Given, Row> {
  /** With what is given for the first time of its shape. */
  readonly build: (database: Kysely<Database>, given: Given) => CompiledQuery<Row>;
  /** What it binds, in the order of its text. `inserted`: what it binds for rows that it inserts, with their columns in that order. */
  readonly parameters: (
    given: Given,
    inserted: (rows: readonly StoredRow[]) => readonly unknown[],
  ) => readonly unknown[];
  /** Two that are given with the same shape have one text. Default: all have. */
  readonly shape?: (given: Given) => string | number;
}

/**
 * Asks a statement whose text is kept: building and compiling one takes longer than SQLite takes to answer it. The databases of one
 * kind share the text; there have to be few shapes.
 */
export function keptStatement<Given, Row>({
  build,
  parameters,
  shape = () => '',
}: KeptStatement<Given, Row>): (database: Kysely<Database>, given: Given) => Promise<readonly Row[]> {
  const kept = new WeakMap<object, Map<string | number, CompiledQuery<Row>>>();
  return async (database, given) => {
    const adapter = storeAdapter(database.getExecutor().adapter);
    const kind = adapter.constructor;
    const ofKind = kept.get(kind) ?? new Map<string | number, CompiledQuery<Row>>();
    kept.set(kind, ofKind);
    const values = parameters(given, (rows) => adapter.parametersOf(rows));
    let query = ofKind.get(shape(given));
    if (query === undefined) {
      query = build(database, given);
      if (!isSame(query.parameters, values)) throw new TypeError(`Other values are bound than stand in: ${query.sql}`);
      ofKind.set(shape(given), query);
    }
    const { rows } = await database.executeQuery<Row>({ ...query, parameters: values });
    return rows;
  };
}

const isSame = (some: readonly unknown[], others: readonly unknown[]): boolean =>
  some.length === others.length && some.every((value, at) => Object.is(value, others[at]));
