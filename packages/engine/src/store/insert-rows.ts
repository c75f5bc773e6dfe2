import { CompiledQuery, type DialectAdapter, type Kysely } from 'kysely';
import type { Database } from './database.ts';
import { inChunks, rowsPerStatement } from './in-chunks.ts';

const texts = new WeakMap<DialectAdapter, Map<string, string>>();

/**
 * Inserts rows, so many per statement. Building and compiling a statement of hundreds of rows takes longer than running
 * it, so the text of a full one is kept under `name`; only the values change. All rows have the same keys in the same
 * order, and the values of the rows are all that `build` binds.
 */
export async function insertRows<Row extends object, Result>(
  database: Kysely<Database>,
  name: string,
  rows: readonly Row[],
  build: (rows: readonly Row[]) => { compile(): CompiledQuery<Result> },
): Promise<Result[]> {
  const { adapter } = database.getExecutor();
  const known = texts.get(adapter) ?? new Map<string, string>();
  texts.set(adapter, known);
  const returned: Result[] = [];
  for (const chunk of inChunks(rows)) {
    const isFull = chunk.length === rowsPerStatement;
    const text = isFull ? known.get(name) : undefined;
    const query =
      text === undefined
        ? build(chunk).compile()
        : CompiledQuery.raw(
            text,
            chunk.flatMap((row) => Object.values(row)),
          );
    if (isFull) known.set(name, query.sql);
    const result = await database.executeQuery<Result>(query);
    for (const row of result.rows) returned.push(row);
  }
  return returned;
}
