import type { AssociationTarget, CallOptions, ReadRecord, RecordAssociations, SourceRecord } from '@linkwright/core';
import { strangeRecord } from '@linkwright/http';
import type { KintoneClient } from './kintone-client.ts';
import { seekPages } from './kintone-listing.ts';
import { fieldIn, pageSize } from './kintone-query.ts';
import { idOf } from './kintone-record-id.ts';
import { decodeRecord, requestedCodes, type Selection } from './kintone-records.ts';
import { queryValueOf, readRelatedList } from './kintone-related-lists.ts';
import type { KintoneApp } from './kintone-schema.ts';
import { isRecordId, type WireRecord } from './kintone-wire.ts';

/** One answer per id, in order; 500 ids per call. */
export async function readRecords(
  client: KintoneClient,
  app: KintoneApp,
  request: Selection & { readonly ids: readonly string[] },
  options: CallOptions,
): Promise<readonly ReadRecord[]> {
  const found = new Map<string, SourceRecord>();
  for await (const record of recordsById(client, app, request.ids, requestedCodes(app, request), options)) {
    found.set(idOf(record), decodeRecord(app, record, request));
  }
  return request.ids.map((id) => ({ id, record: found.get(id) ?? null }));
}

/** What is there of these ids, with these fields. */
export async function* recordsById(
  client: KintoneClient,
  app: KintoneApp,
  ids: readonly string[],
  fields: readonly string[],
  options: CallOptions,
): AsyncGenerator<WireRecord> {
  const asked = [...new Set(ids)].filter(isRecordId);
  for (let start = 0; start < asked.length; start += pageSize) {
    const wanted = new Set(asked.slice(start, start + pageSize));
    const condition = fieldIn('$id', [...wanted]);
    for await (const page of seekPages(client, app.id, { fields, condition }, options)) {
      for (const record of page.records) {
        if (!wanted.has(idOf(record))) throw strangeRecord('Kintone', idOf(record));
        yield record;
      }
    }
  }
}

/** One answer per id, in order. Lookups come with their records; a related-records list takes a call of its own. */
export async function readAssociations(
  client: KintoneClient,
  app: KintoneApp,
  request: { readonly associations: readonly string[]; readonly ids: readonly string[] },
  options: CallOptions,
): Promise<readonly RecordAssociations[]> {
  const lists = request.associations.flatMap((code) => app.relatedLists.get(code) ?? []);
  const selection = { fields: [], associations: request.associations };
  const fields = [...requestedCodes(app, selection), ...lists.map(({ field }) => field)];
  const records = new Map<string, WireRecord>();
  for await (const record of recordsById(client, app, request.ids, [...new Set(fields)], options)) {
    records.set(idOf(record), record);
  }
  const listed = new Map<string, ReadonlyMap<string, readonly AssociationTarget[]> | null>();
  for (const list of lists) {
    const values = [...records.values()].flatMap((record) => queryValueOf(record, list.field) ?? []);
    listed.set(list.schema.id, await readRelatedList(client, list, values, options));
  }
  return request.ids.map((id) => {
    const record = records.get(id);
    if (record === undefined) return { id, associations: null };
    const associations: Record<string, readonly AssociationTarget[]> = {
      ...decodeRecord(app, record, selection).associations,
    };
    for (const { schema, field } of lists) {
      const value = queryValueOf(record, field);
      const targets = value === null ? [] : value === undefined ? undefined : listed.get(schema.id)?.get(value);
      if (targets !== undefined) associations[schema.id] = targets;
    }
    return { id, associations };
  });
}
