import { type CallOptions, type ConnectorError, ContractError, RecordError } from '@linkwright/core';
import { asConnectorError } from '@linkwright/http';
import type { AirtableClient } from './airtable-client.ts';
import {
  type AirtableRefusal,
  isAboutData,
  isAboutRows,
  mayMeanGone,
  namedChoice,
  namedField,
  namedRecord,
  recordError,
  requestError,
} from './airtable-errors.ts';
import { dropTarget, editsOf, type PreparedWrite } from './airtable-prepared-write.ts';
import { findByKey, readRecords } from './airtable-reads.ts';
import { type AirtableTable, findField } from './airtable-schema.ts';
import type { AirtableTables } from './airtable-tables.ts';
import { idOf, type WriteRun } from './airtable-write-run.ts';

/**
 * Airtable takes a batch whole or not at all. A refused one is taken apart until the record that is meant stands alone:
 * at most 2 · log2(10) more calls, and fewer where Airtable or a read says which one it is.
 */
export interface Isolation {
  /** Settles every write of the batch. Answers whether Airtable took it at once. */
  write(batch: readonly PreparedWrite[]): Promise<boolean>;
}

/** What has been tried with a batch, so that nothing is tried twice. */
interface Tried {
  readonly gone?: boolean;
  readonly allLinks?: boolean;
}

export function createIsolation(
  client: AirtableClient,
  tables: AirtableTables,
  table: AirtableTable,
  run: WriteRun,
  options: CallOptions,
): Isolation {
  async function write(batch: readonly PreparedWrite[], tried: Tried = {}): Promise<boolean> {
    if (batch.length === 0) return true;
    const refusal = await run.send(batch);
    if (refusal === null) return true;
    try {
      await resolve(batch, refusal, tried);
    } catch (error) {
      // A read that was to explain the refusal failed. The refused batch itself has changed nothing.
      run.stop(batch, asConnectorError(error, false));
    }
    return false;
  }

  async function resolve(batch: readonly PreparedWrite[], refusal: AirtableRefusal, tried: Tried): Promise<void> {
    const isCreate = batch[0]?.change.kind === 'create';
    if (!isCreate && mayMeanGone(refusal) && tried.gone !== true) {
      const present = await settleGone(batch);
      if (present.length < batch.length) {
        await write(present, { ...tried, gone: true });
        return;
      }
    }
    if (isAboutRows(refusal) && (await dropRefusedLinks(batch, refusal, tried))) return;
    if (!isAboutData(refusal)) {
      if (refusal.type === 'UNKNOWN_FIELD_NAME') tables.forget();
      run.stop(batch, errorOfRequest(refusal, table));
      return;
    }
    const barred = refusal.status === 403 ? fieldOf(refusal) : undefined;
    const concerned =
      barred === undefined ? [] : batch.filter(({ cells, links }) => barred.id in cells || links.has(barred.id));
    if (concerned.length > 0) {
      for (const item of concerned) run.settle(item, { kind: 'rejected', error: recordError(refusal, barred) });
      await write(batch.filter((item) => !concerned.includes(item)));
      return;
    }
    await split(batch, refusal);
  }

  /** One of these is refused, at least. If the first half passes, the second is not tried as a whole again. */
  async function split(batch: readonly PreparedWrite[], refusal: AirtableRefusal): Promise<void> {
    const [only] = batch;
    if (only !== undefined && batch.length === 1) {
      run.settle(only, { kind: 'rejected', error: await errorOfRecord(only, refusal) });
      return;
    }
    const middle = Math.floor(batch.length / 2);
    const second = batch.slice(middle);
    const passed = await write(batch.slice(0, middle));
    if (passed && second.length > 1) await split(second, refusal);
    else await write(second);
  }

  /** The writes whose record is still there; the others are settled. */
  async function settleGone(batch: readonly PreparedWrite[]): Promise<readonly PreparedWrite[]> {
    const present = await existing(table, batch.map(idOf));
    return batch.filter((item) => {
      if (present.has(idOf(item))) return true;
      run.settle(item, { kind: 'gone' });
      return false;
    });
  }

  /** Writes again without the links that Airtable refuses. `false`: none of them is to blame. */
  async function dropRefusedLinks(
    batch: readonly PreparedWrite[],
    refusal: AirtableRefusal,
    tried: Tried,
  ): Promise<boolean> {
    const named = namedRecord(refusal);
    const allLinks = tried.allLinks === true;
    let dropped = 0;
    for (const [field, link] of table.links) {
      const added = new Set(batch.flatMap((item) => addedTargets(item, field)));
      const held = new Set(batch.flatMap((item) => item.links.get(field) ?? []));
      const suspects = [...held].filter((id) => allLinks || id === named || added.has(id));
      const [target] = link.targets;
      if (suspects.length === 0 || target === undefined) continue;
      const present = await existing(await tables.get(target, options), suspects);
      for (const id of suspects.filter((suspect) => !present.has(suspect))) {
        for (const item of batch) if (dropTarget(table, item, field, id)) dropped += 1;
      }
    }
    if (dropped > 0) {
      await write(batch, { ...tried, gone: true });
      return true;
    }
    return allLinks ? false : dropRefusedLinks(batch, refusal, { ...tried, allLinks: true });
  }

  async function existing(of: AirtableTable, ids: readonly string[]): Promise<ReadonlySet<string>> {
    const answers = await readRecords(client, of, { ids, fields: [], associations: [] }, options);
    return new Set(answers.filter(({ record }) => record !== null).map(({ id }) => id));
  }

  async function errorOfRecord(write: PreparedWrite, refusal: AirtableRefusal): Promise<RecordError> {
    return (
      (await duplicateIdentity(write, refusal)) ??
      recordError(refusal, fieldOf(refusal) ?? fieldOfChoice(write, refusal))
    );
  }

  /** Airtable's answer to an upsert that fits several records is not documented, so they are counted. */
  async function duplicateIdentity({ change }: PreparedWrite, refusal: AirtableRefusal): Promise<RecordError | null> {
    if (change.kind !== 'create' || change.upsertOn === undefined || namedField(refusal) !== null) return null;
    const id = change.upsertOn;
    const field = table.fields.get(id);
    const value = change.fields[id] ?? null;
    if (field === undefined || field.codec.comparison === 'none') return null;
    const [candidates = []] = await findByKey(client, table, { keys: [{ [id]: value }], fields: [id] }, options);
    if (candidates.filter((record) => record.fields[id] === value).length < 2) return null;
    return new RecordError(`Several records of "${table.schema.name}" have "${String(value)}" in "${field.name}".`, {
      code: 'identity-not-unique',
      category: 'duplicate-value',
      field: id,
      remedy: `Delete the copies in Airtable, or empty their "${field.name}".`,
    });
  }

  function fieldOf(refusal: AirtableRefusal) {
    const named = namedField(refusal);
    return named === null ? undefined : findField(table, named);
  }

  /** The refusal names the choice but not the field: it is the one that was to hold it, if only one was. */
  function fieldOfChoice({ cells }: PreparedWrite, refusal: AirtableRefusal) {
    const choice = namedChoice(refusal);
    const holders = [...table.fields.values()].filter(({ id, codec }) => {
      const cell = cells[id];
      return codec.options !== undefined && (cell === choice || (Array.isArray(cell) && cell.includes(choice)));
    });
    return choice !== null && holders.length === 1 ? holders[0] : undefined;
  }

  return { write: (batch) => write(batch) };
}

function addedTargets({ change }: PreparedWrite, field: string): readonly string[] {
  const edit = editsOf(change).find(([id]) => id === field)?.[1];
  return (edit?.add ?? []).flatMap((target) => ('id' in target ? [target.id] : []));
}

function errorOfRequest(refusal: AirtableRefusal, table: AirtableTable): ConnectorError {
  return (
    requestError(refusal, `writing to "${table.schema.name}"`) ??
    new ContractError(`Airtable refuses to write to "${table.schema.name}" (${refusal.status}).`, {
      code: 'refused-request',
    })
  );
}
