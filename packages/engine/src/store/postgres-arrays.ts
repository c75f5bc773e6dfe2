/** What a column of our tables holds. */
export type ColumnType = 'bigint' | 'text';

/** As the first value tells that is there. `null`: there is none. */
export function columnType<Row>(rows: readonly Row[], inRow: (row: Row) => unknown): ColumnType | null {
  for (const row of rows) {
    const value = inRow(row);
    if (value !== null && value !== undefined) return typeof value === 'number' ? 'bigint' : 'text';
  }
  return null;
}

/**
 * A list of numbers, texts and nulls as PostgreSQL writes one. That is JSON between other brackets, which is made in one go, but for
 * texts with what JSON escapes by a letter.
 */
export function arrayText(values: readonly unknown[]): string {
  const json = JSON.stringify(values);
  if (!/\\[^"\\]/.test(json)) return `{${json.slice(1, -1)}}`;
  return `{${values.map((value) => (typeof value === 'string' ? quoted(value) : String(value ?? null))).join()}}`;
}

const quoted = (value: string): string => `"${value.replaceAll(/["\\]/g, (found) => `\\${found}`)}"`;
