import { CompiledQuery, type DialectAdapter, type Kysely } from 'kysely';
import type { Database } from './database.ts';
import { inChunks } from './in-chunks.ts';
import { type StoredRow, storeAdapter } from './store-adapter.ts';

const texts = new WeakMap<DialectAdapter, Map<string, string>>();
/** A batch limit, a page size and what is left of them make few numbers of rows; odd ones must not pile up. */
const mostTexts = 100;

/**
 * Inserts rows, so many per statement. Building and compiling a statement of a hundred rows takes longer than running it,
 * so its text is kept under `name` and what of the rows it depends on; only the values change. All rows have the same keys in the
 * same order, and the values of the rows are all that `build` binds.
 */
export async function insertRows<Row extends StoredRow>(
  database: Kysely<Database>,
  name: string,
  rows: readonly Row[],
  build: (rows: readonly Row[]) => { compile(): CompiledQuery<unknown> },
): Promise<void> {
  const adapter = storeAdapter(database.getExecutor().adapter);
  const known = texts.get(adapter) ?? new Map<string, string>();
  texts.set(adapter, known);
  const [first] = rows;
  if (first === undefined) return;
  for (const chunk of inChunks(rows, adapter.rowsPerInsert(Object.keys(first).length))) {
    const size = `${adapter.textOf(chunk)} ${name}`;
    const text = known.get(size);
    const query = text === undefined ? build(chunk).compile() : CompiledQuery.raw(text, adapter.parametersOf(chunk));
    if (text === undefined && known.size >= mostTexts) known.clear();
    known.set(size, query.sql);
    await database.executeQuery(query);
  }
}
