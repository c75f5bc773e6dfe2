import { type CallOptions, type ConnectorError, ContractError, RecordError } from '@linkwright/core';
import { type BatchIsolation, createBatchIsolation, type WriteRun } from '@linkwright/http';
import { idOf } from './airtable-batch-call.ts';
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
import { dropTargets, editsOf, linksOf, type PreparedWrite } from './airtable-prepared-write.ts';
import { findByKey, readRecords } from './airtable-reads.ts';
import { type AirtableTable, findField } from './airtable-schema.ts';
import type { AirtableTables } from './airtable-tables.ts';

/** What has been tried with a batch, so that nothing is tried twice. */
interface Tried {
  readonly gone?: boolean;
  readonly allLinks?: boolean;
}

type Isolation = BatchIsolation<PreparedWrite, AirtableRefusal, Tried>;

/** Airtable takes a batch whole or not at all. Mostly a refusal, or a read, tells which record it is about. */
export function createIsolation(
  client: AirtableClient,
  tables: AirtableTables,
  table: AirtableTable,
  run: WriteRun<PreparedWrite, AirtableRefusal>,
  options: CallOptions,
): Isolation {
  async function explain(
    batch: readonly PreparedWrite[],
    refusal: AirtableRefusal,
    { write, split }: Isolation,
    tried: Tried = {},
  ): Promise<void> {
    const isCreate = batch[0]?.change.kind === 'create';
    if (!isCreate && mayMeanGone(refusal) && tried.gone !== true) {
      const present = await settleGone(batch);
      if (present.length < batch.length) {
        await write(present, { ...tried, gone: true });
        return;
      }
    }
    const withLinksDropped = isAboutRows(refusal) ? await dropRefusedLinks(batch, refusal, tried) : null;
    if (withLinksDropped !== null) {
      await write(batch, withLinksDropped);
      return;
    }
    if (!isAboutData(refusal)) {
      if (refusal.type === 'UNKNOWN_FIELD_NAME') tables.forget();
      run.stop(batch, errorOfRequest(refusal, table));
      return;
    }
    const barred = refusal.status === 403 ? fieldOf(refusal) : undefined;
    const concerned =
      barred === undefined ? [] : batch.filter((item) => barred.id in item.cells || linksOf(item).has(barred.id));
    if (concerned.length > 0) {
      for (const item of concerned) run.settle(item, { kind: 'rejected', error: recordError(refusal, barred) });
      await write(batch.filter((item) => !concerned.includes(item)));
      return;
    }
    await split(batch, refusal);
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

  /**
   * Takes out the links that Airtable refuses: those that are added, or that it names, before all others. Answers what has been
   * tried with that. `null`: none of them is to blame.
   */
  async function dropRefusedLinks(
    batch: readonly PreparedWrite[],
    refusal: AirtableRefusal,
    tried: Tried,
  ): Promise<Tried | null> {
    const named = namedRecord(refusal);
    const allLinks = tried.allLinks === true;
    let dropped = false;
    for (const [field, link] of table.links) {
      const added = new Set(batch.flatMap((item) => addedTargets(item, field)));
      const held = new Set(batch.flatMap((item) => linksOf(item).get(field) ?? []));
      const suspects = [...held].filter((id) => allLinks || id === named || added.has(id));
      const [target] = link.targets;
      if (suspects.length === 0 || target === undefined) continue;
      const present = await existing(await tables.get(target, options), suspects);
      const isGone = (of: string, id: string) => of === field && suspects.includes(id) && !present.has(id);
      for (const item of batch) if (dropTargets(table, item, isGone)) dropped = true;
    }
    if (dropped) return { ...tried, gone: true };
    return allLinks ? null : dropRefusedLinks(batch, refusal, { ...tried, allLinks: true });
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

  return createBatchIsolation<PreparedWrite, AirtableRefusal, Tried>(run, {
    explain,
    outcomeOf: async (write, refusal) => ({ kind: 'rejected', error: await errorOfRecord(write, refusal) }),
  });
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
