import { type CallOptions, type RecordChange, RecordError, type WriteOutcome } from '@linkwright/core';
import { createIsolation } from './airtable-batch-isolation.ts';
import type { AirtableClient } from './airtable-client.ts';
import { type PreparedWrite, prepareWrite } from './airtable-prepared-write.ts';
import type { AirtableTable } from './airtable-schema.ts';
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
    else prepared.push(write);
  });
  const run = createWriteRun(client, table, request.changes.length, options);
  const isolation = createIsolation(client, tables, table, run, options);
  for (const batch of batchesOf(table, prepared)) await isolation.write(batch);
  return run.outcomes.map((outcome, index) => outcomes.get(index) ?? outcome);
}

/** An upsert names its field per request, so only creates with the same one travel together. */
function batchesOf(table: AirtableTable, writes: readonly PreparedWrite[]): readonly (readonly PreparedWrite[])[] {
  const groups = new Map<string, PreparedWrite[]>();
  for (const write of writes) {
    const item = withoutEmptyUpsert(table, write);
    const { change } = item;
    const name = change.kind === 'create' ? `create ${change.upsertOn ?? ''}` : change.kind;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return [...groups.values()].flatMap((group) => {
    const batches: PreparedWrite[][] = [];
    for (let start = 0; start < group.length; start += writeBatchSize) {
      batches.push(group.slice(start, start + writeBatchSize));
    }
    return batches;
  });
}

/** Nothing can be found by an empty value: such a record is a plain create. */
function withoutEmptyUpsert(table: AirtableTable, write: PreparedWrite): PreparedWrite {
  const { change } = write;
  if (change.kind !== 'create' || change.upsertOn === undefined) return write;
  const value = change.fields[change.upsertOn] ?? null;
  if (value !== null && table.fields.has(change.upsertOn)) return write;
  const { upsertOn: _, ...plain } = change;
  return { ...write, change: plain };
}
