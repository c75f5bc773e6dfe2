import { type CallOptions, type RecordChange, RecordError, type WriteOutcome } from '@linkwright/core';
import { withoutEmptyUpsert, writeBatches } from '@linkwright/http';
import { createIsolation } from './airtable-batch-isolation.ts';
import type { AirtableClient } from './airtable-client.ts';
import { type PreparedWrite, prepareWrite } from './airtable-prepared-write.ts';
import type { AirtableTables } from './airtable-tables.ts';
import { createWriteRun } from './airtable-write-run.ts';

/** Records per write. */
export const writeBatchSize = 10;

/** One outcome per change, in order. Links travel with the record: their cells are sent as they shall be afterwards. */
export async function writeChanges(
  client: AirtableClient,
  tables: AirtableTables,
  request: { readonly object: string; readonly changes: readonly RecordChange[] },
  options: CallOptions,
): Promise<readonly WriteOutcome[]> {
  const table = await tables.get(request.object, options);
  const outcomes = new Map<number, WriteOutcome>();
  const prepared: PreparedWrite[] = [];
  request.changes.forEach((change, index) => {
    const write = prepareWrite(table, change, index);
    if (write instanceof RecordError) outcomes.set(index, { kind: 'rejected', error: write });
    else prepared.push(withoutEmptyUpsert(write, (field) => table.fields.has(field)));
  });
  const run = createWriteRun(client, table, request.changes.length, options);
  const isolation = createIsolation(client, tables, table, run, options);
  for (const batch of writeBatches(prepared, writeBatchSize)) await isolation.write(batch);
  return run.outcomes.map((outcome, index) => outcomes.get(index) ?? outcome);
}
