import {
  type CallOptions,
  ConfigurationError,
  type RecordChange,
  RecordError,
  type WriteOutcome,
} from '@linkwright/core';
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
    else prepared.push(write);
  });
  const batches = batchesOf(app, prepared);
  const run = createWriteRun(client, app, request.changes.length, options);
  const isolation = createIsolation(client, apps, app, run, options);
  for (const batch of batches) await isolation.write(batch);
  return run.outcomes.map((outcome, index) => outcomes.get(index) ?? outcome);
}

/** Creates with an identity are another call than those without. */
function batchesOf(app: KintoneApp, writes: readonly PreparedWrite[]): readonly (readonly PreparedWrite[])[] {
  const groups = new Map<string, PreparedWrite[]>();
  for (const write of writes) {
    const item = withoutEmptyUpsert(app, write);
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
function withoutEmptyUpsert(app: KintoneApp, write: PreparedWrite): PreparedWrite {
  const { change } = write;
  if (change.kind !== 'create' || change.upsertOn === undefined) return write;
  if ((change.fields[change.upsertOn] ?? null) === null) {
    const { upsertOn: _, ...plain } = change;
    return { ...write, change: plain };
  }
  if (app.fields.get(change.upsertOn)?.isUpdateKey === true) return write;
  throw new ConfigurationError(
    `"${change.upsertOn}" of the Kintone app "${app.schema.name}" cannot be an identity: records are not found by it.`,
    {
      code: 'identity-unsuitable',
      remedy: 'Take a Text or Number field with "Prohibit duplicate values" switched on, and update the app.',
    },
  );
}
