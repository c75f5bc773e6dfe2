import type { DialectAdapter } from 'kysely';

/** What is bound of a row, by column. */
export type StoredRow = Readonly<Record<string, unknown>>;

/** What `insertRows` has to know of a database. */
export interface StoreAdapter extends DialectAdapter {
  /** So many rows go into one statement. */
  rowsPerInsert(columns: number): number;
  /** Statements of such rows have the same text if and only if these are equal. */
  textOf(rows: readonly StoredRow[]): string;
  /** What a statement binds for these rows, whose keys are its columns in the same order. */
  parametersOf(rows: readonly StoredRow[]): unknown[];
}

export function storeAdapter(adapter: DialectAdapter): StoreAdapter {
  if (isStoreAdapter(adapter)) return adapter;
  throw new TypeError('The database was not opened by openStore.');
}

const isStoreAdapter = (adapter: DialectAdapter): adapter is StoreAdapter => 'parametersOf' in adapter;
