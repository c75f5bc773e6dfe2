import {
  type CallOptions,
  type ConnectorError,
  ContractError,
  isErrorOfKind,
  type RecordError,
  type WriteOutcome,
} from '@linkwright/core';
import { type BatchIsolation, createBatchIsolation, type WriteRun } from '@linkwright/http';
import type { KintoneApps } from './kintone-apps.ts';
import { refusedLookup } from './kintone-associations.ts';
import { idOf, revisionOf } from './kintone-batch-call.ts';
import type { KintoneClient } from './kintone-client.ts';
import {
  isAboutData,
  isAboutLookup,
  type KintoneRefusal,
  mayMeanMoved,
  type RecordFault,
  recordError,
  recordFaults,
  requestError,
} from './kintone-errors.ts';
import { findRefusedKeys } from './kintone-lookup-check.ts';
import { dropKey, type PreparedWrite } from './kintone-prepared-write.ts';
import { recordsById } from './kintone-reads.ts';
import { revisionOf as currentRevisionOf, idOf as recordIdOf } from './kintone-record-id.ts';
import type { KintoneApp, KintoneField } from './kintone-schema.ts';
import { findHolders } from './kintone-unique-values.ts';

type Isolation = BatchIsolation<PreparedWrite, KintoneRefusal, never>;

interface FaultContext {
  readonly refusal: KintoneRefusal;
  /** Ids of records by field and by the value they hold. */
  readonly holders: ReadonlyMap<KintoneField, ReadonlyMap<string, string>>;
  readonly batch: readonly PreparedWrite[];
}

/**
 * Kintone takes a batch whole or not at all. Mostly a refusal tells the records that are meant, or a read does; then the
 * others go once more.
 */
export function createIsolation(
  client: KintoneClient,
  apps: KintoneApps,
  app: KintoneApp,
  run: WriteRun<PreparedWrite, KintoneRefusal>,
  options: CallOptions,
): Isolation {
  async function explain(
    batch: readonly PreparedWrite[],
    refusal: KintoneRefusal,
    { write, split }: Isolation,
  ): Promise<void> {
    const rest = await settleKnown(batch, refusal);
    if (rest.length < batch.length) {
      await write(rest);
      return;
    }
    if (isAboutLookup(refusal)) {
      if (await dropRefusedKeys(batch)) {
        await write(batch);
        return;
      }
      const [only] = batch;
      if (only !== undefined && batch.length === 1 && dropAllKeys(only, refusal)) {
        await write(batch);
        return;
      }
    }
    if (isAboutData(refusal)) await split(batch, refusal);
    else run.stop(batch, errorOfRequest(refusal, app));
  }

  /** Settles the records that the refusal or a read names. Answers the others. */
  async function settleKnown(
    batch: readonly PreparedWrite[],
    refusal: KintoneRefusal,
  ): Promise<readonly PreparedWrite[]> {
    const isCreate = batch[0]?.change.kind === 'create';
    if (!isCreate && mayMeanMoved(refusal)) return settleMoved(batch);
    if (!isCreate && refusal.status === 403) return settleNotPermitted(batch, refusal);
    return settleFaults(batch, refusal);
  }

  /** One read tells which records are gone and which have another revision. */
  async function settleMoved(batch: readonly PreparedWrite[]): Promise<readonly PreparedWrite[]> {
    const revisions = new Map<string, string | null>();
    for await (const record of recordsById(client, app, batch.map(idOf), [], options)) {
      revisions.set(recordIdOf(record), currentRevisionOf(record));
    }
    return batch.filter((item) => {
      const [expected, current] = [revisionOf(item), revisions.get(idOf(item))];
      if (current !== undefined && (expected === undefined || expected === current)) return true;
      run.settle(item, current === undefined ? { kind: 'gone' } : { kind: 'stale' });
      return false;
    });
  }

  /** Of a login name, Kintone tells what it may do with each record. */
  async function settleNotPermitted(
    batch: readonly PreparedWrite[],
    refusal: KintoneRefusal,
  ): Promise<readonly PreparedWrite[]> {
    const rights = await client.evaluateRights(app.id, batch.map(idOf), options);
    if (rights === null) return batch;
    const byId = new Map(rights.map((right) => [right.id, right]));
    return batch.filter((item) => {
      const right = byId.get(idOf(item));
      if (right === undefined) return true;
      const allowed = item.change.kind === 'archive' ? right.record.deletable : right.record.editable;
      const barred = Object.keys({ ...item.cells, ...Object.fromEntries(item.keys) }).find(
        (code) => right.fields[code]?.editable === false,
      );
      if (allowed && barred === undefined) return true;
      const field = allowed && barred !== undefined ? { id: barred, name: barred } : undefined;
      run.settle(item, { kind: 'rejected', error: recordError(refusal, { field }) });
      return false;
    });
  }

  /** Kintone tells all faults of all records at once. */
  async function settleFaults(
    batch: readonly PreparedWrite[],
    refusal: KintoneRefusal,
  ): Promise<readonly PreparedWrite[]> {
    const faults = new Map<PreparedWrite, RecordFault[]>();
    for (const fault of recordFaults(refusal)) {
      const item = batch[fault.index];
      if (item !== undefined) faults.set(item, [...(faults.get(item) ?? []), fault]);
    }
    if (faults.size === 0) return batch;
    const holders = await findHolders(client, app, uniqueSuspects(faults), options);
    for (const [item, known] of faults) run.settle(item, outcomeOf(item, known, { refusal, holders, batch }));
    return batch.filter((item) => !faults.has(item));
  }

  /** What the refused records hold in fields whose values must be unique: one of those may be why. */
  function uniqueSuspects(faults: ReadonlyMap<PreparedWrite, readonly RecordFault[]>): Map<KintoneField, Set<string>> {
    const suspects = new Map<KintoneField, Set<string>>();
    for (const [item, known] of faults) {
      for (const fault of known) {
        const field = app.fields.get(codeOf(fault) ?? '');
        const value = field === undefined ? null : textOf(item, field.id);
        if (field === undefined || !field.unique || value === null) continue;
        suspects.set(field, (suspects.get(field) ?? new Set()).add(value));
      }
    }
    return suspects;
  }

  function outcomeOf(item: PreparedWrite, faults: readonly RecordFault[], context: FaultContext): WriteOutcome {
    for (const fault of faults) {
      const field = app.fields.get(codeOf(fault) ?? '');
      const value = field === undefined ? null : textOf(item, field.id);
      const holder = field === undefined || value === null ? undefined : context.holders.get(field)?.get(value);
      if (holder !== undefined && holder !== idOf(item)) return { kind: 'exists', id: holder };
    }
    return { kind: 'rejected', error: errorOfFaults(item, faults, context) };
  }

  function errorOfFaults(
    item: PreparedWrite,
    faults: readonly RecordFault[],
    { refusal, batch }: FaultContext,
  ): RecordError {
    const code = faults.map(codeOf).find((known) => known !== undefined);
    const said = faults.flatMap(({ messages }) => messages).join(' ');
    if (code === undefined) return recordError(refusal, { said });
    // A required lookup whose target was refused before: that is the reason worth telling.
    const refused = item.refused.find(({ field }) => field === code);
    if (refused !== undefined) return refused.error;
    const field = app.fields.get(code);
    const value = textOf(item, code);
    const isRequired = field?.required ?? app.lookups.get(code)?.required ?? false;
    const isTwin = (other: PreparedWrite) => other !== item && textOf(other, code) === value;
    return recordError(refusal, {
      field: { id: code, name: code },
      said,
      missing: isRequired && value === null,
      twice: field?.unique === true && value !== null && batch.some(isTwin),
    });
  }

  function codeOf({ names }: RecordFault): string | undefined {
    return names.find((name) => app.fields.has(name) || app.lookups.has(name));
  }

  /** Writes again without the keys that the related apps do not know. `false`: none of them is to blame. */
  async function dropRefusedKeys(batch: readonly PreparedWrite[]): Promise<boolean> {
    let dropped = false;
    for (const [code, lookup] of app.lookups) {
      const keys = new Set(batch.flatMap((item) => item.keys.get(code) ?? []).filter((key) => key !== ''));
      if (keys.size === 0) continue;
      const refused = await findRefusedKeys(client, apps, lookup, [...keys], options);
      for (const item of batch) {
        const error = refused.get(item.keys.get(code) ?? '');
        if (error !== undefined && dropKey(app, item, code, error)) dropped = true;
      }
    }
    return dropped;
  }

  /** The related app knows all keys, and Kintone refuses them still. */
  function dropAllKeys(item: PreparedWrite, refusal: KintoneRefusal): boolean {
    let dropped = false;
    for (const [code, lookup] of app.lookups) {
      if (dropKey(app, item, code, refusedLookup(lookup, refusal.message))) dropped = true;
    }
    return dropped;
  }

  /** A record that moved between the refusal and the read behind it is known by the refusal alone. */
  function outcomeOfOne(item: PreparedWrite, refusal: KintoneRefusal): WriteOutcome {
    if (item.change.kind !== 'create' && mayMeanMoved(refusal)) {
      return { kind: refusal.code === 'GAIA_CO02' ? 'stale' : 'gone' };
    }
    return { kind: 'rejected', error: recordError(refusal, { field: userFieldOf(item, refusal) }) };
  }

  /** An unknown user is refused without naming the field: it is the one that was to hold a user, if only one was. */
  function userFieldOf({ cells }: PreparedWrite, { code }: KintoneRefusal): KintoneField | undefined {
    if (code !== 'GAIA_IL26') return undefined;
    const holders = [...app.fields.values()].filter(({ id, codec }) => codec.type === 'user' && id in cells);
    return holders.length === 1 ? holders[0] : undefined;
  }

  return createBatchIsolation<PreparedWrite, KintoneRefusal>(run, { explain, outcomeOf: outcomeOfOne });
}

/** What a write puts into a field, as text. `null`: nothing. */
function textOf({ cells, keys }: PreparedWrite, code: string): string | null {
  const value = keys.get(code) ?? cells[code]?.value;
  if (Array.isArray(value)) return value.length === 0 ? null : JSON.stringify(value);
  return typeof value === 'string' && value !== '' ? value : null;
}

function errorOfRequest(refusal: KintoneRefusal, app: KintoneApp): ConnectorError {
  const error = requestError(refusal, `writing to "${app.schema.name}"`);
  if (error !== null && !isErrorOfKind(error, 'record')) return error;
  return new ContractError(`Kintone refuses to write to "${app.schema.name}" (${refusal.status}).`, {
    code: 'refused-request',
  });
}
