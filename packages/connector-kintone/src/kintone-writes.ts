import { type CallOptions, ConfigurationError, type RecordChange, type WriteOutcome } from '@linkwright/core';
import { withoutEmptyUpsert, writeInBatches } from '@linkwright/http';
import type { KintoneApps } from './kintone-apps.ts';
import { outcomeOf, sendBatch } from './kintone-batch-call.ts';
import { createIsolation } from './kintone-batch-isolation.ts';
import type { KintoneClient } from './kintone-client.ts';
import { prepareWrite } from './kintone-prepared-write.ts';
import type { KintoneApp } from './kintone-schema.ts';

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
  return writeInBatches({
    appName: 'Kintone',
    changes: request.changes,
    batchSize: writeBatchSize,
    signal: options.signal,
    prepare: (change, index) =>
      withoutEmptyUpsert(prepareWrite(app, change, index), (field) => assertUpdateKey(app, field)),
    call: (batch, sending) => sendBatch(client, app.id, batch, sending),
    outcomeOf,
    sendWith: (run) => createIsolation(client, apps, app, run, options).write,
  });
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
