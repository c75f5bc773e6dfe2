import {
  type CallOptions,
  ConfigurationError,
  type RecordChange,
  RecordError,
  type WriteOutcome,
} from '@linkwright/core';
import { withoutEmptyUpsert, writeBatches } from '@linkwright/http';
import type { KintoneApps } from './kintone-apps.ts';
import { createIsolation } from './kintone-batch-isolation.ts';
import type { KintoneClient } from './kintone-client.ts';
import { type PreparedWrite, prepareWrite } from './kintone-prepared-write.ts';
import type { KintoneApp } from './kintone-schema.ts';
import { createWriteRun } from './kintone-write-run.ts';

/** Records per write. */
export const writeBatchSize = 100;

/** One outcome per change, in order. Lookups travel with the record. */
export async function writeChanges(
  client: KintoneClient,
  apps: KintoneApps,
  request: { readonly object: string; readonly changes: readonly RecordChange[] },
  options: CallOptions,
): Promise<readonly WriteOutcome[]> {
  const app = await apps.get(request.object, options);
  const outcomes = new Map<number, WriteOutcome>();
  const prepared: PreparedWrite[] = [];
  request.changes.forEach((change, index) => {
    const write = prepareWrite(app, change, index);
    if (write instanceof RecordError) outcomes.set(index, { kind: 'rejected', error: write });
    else prepared.push(withoutEmptyUpsert(write, (field) => assertUpdateKey(app, field)));
  });
  const run = createWriteRun(client, app, request.changes.length, options);
  const isolation = createIsolation(client, apps, app, run, options);
  for (const batch of writeBatches(prepared, writeBatchSize)) await isolation.write(batch);
  return run.outcomes.map((outcome, index) => outcomes.get(index) ?? outcome);
}

/** Throws for an identity by which Kintone finds no records. */
function assertUpdateKey(app: KintoneApp, field: string): boolean {
  if (app.fields.get(field)?.isUpdateKey === true) return true;
  throw new ConfigurationError(
    `"${field}" of the Kintone app "${app.schema.name}" cannot be an identity: records are not found by it.`,
    {
      code: 'identity-unsuitable',
      remedy: 'Take a Text or Number field with "Prohibit duplicate values" switched on, and update the app.',
    },
  );
}
