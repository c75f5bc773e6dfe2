import type { CallOptions, RecordChange, WriteOutcome } from '@linkwright/core';
import { withoutEmptyUpsert, writeInBatches } from '@linkwright/http';
import { outcomeOf, sendBatch } from './airtable-batch-call.ts';
import { createIsolation } from './airtable-batch-isolation.ts';
import type { AirtableClient } from './airtable-client.ts';
import { prepareWrite } from './airtable-prepared-write.ts';
import type { AirtableTables } from './airtable-tables.ts';

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
  return writeInBatches({
    appName: 'Airtable',
    changes: request.changes,
    batchSize: writeBatchSize,
    signal: options.signal,
    prepare: (change, index) => withoutEmptyUpsert(prepareWrite(table, change, index), (id) => table.fields.has(id)),
    call: (batch, sending) => sendBatch(client, table.id, batch, sending),
    outcomeOf: (write, record) => outcomeOf(table, write, record),
    sendWith: (run) => createIsolation(client, tables, table, run, options).write,
  });
}
