import {
  type AssociationTarget,
  type CallOptions,
  chunksOf,
  inAskedOrder,
  type ReadRecord,
  type RecordAssociations,
  type Selection,
  type SourceRecord,
  whereReadable,
} from '@linkwright/core';
import { strangeRecord } from '@linkwright/http';
import type { KintoneClient } from './kintone-client.ts';
import { hiddenAmong } from './kintone-hidden-records.ts';
import { seekPages } from './kintone-listing.ts';
import { fieldIn, pageSize } from './kintone-query.ts';
import { idOf } from './kintone-record-id.ts';
import { decodeRecord, requestedCodes } from './kintone-records.ts';
import { queryValueOf, readRelatedList } from './kintone-related-lists.ts';
import type { KintoneApp } from './kintone-schema.ts';
import { isRecordId, type WireRecord } from './kintone-wire.ts';

/** One answer per id, in order; 500 ids per call. Of a record that is there and hidden, nothing can be read. */
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
  const unseen = [...new Set(request.ids)].filter((id) => isRecordId(id) && !found.has(id));
  for (const id of await hiddenAmong(client, app.id, unseen, options)) found.set(id, { id, fields: {} });
  return inAskedOrder(request.ids, found);
}

/** What is there of these ids, with these fields. */
export async function* recordsById(
  client: KintoneClient,
  app: KintoneApp,
  ids: readonly string[],
  fields: readonly string[],
  options: CallOptions,
): AsyncGenerator<WireRecord> {
  for (const chunk of chunksOf([...new Set(ids)].filter(isRecordId), pageSize)) {
    const wanted = new Set(chunk);
    const condition = fieldIn('$id', chunk);
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
  const unseen = [...new Set(request.ids)].filter((id) => isRecordId(id) && !records.has(id));
  const hidden = await hiddenAmong(client, app.id, unseen, options);
  return request.ids.map((id) => {
    const record = records.get(id);
    if (record === undefined) return { id, associations: hidden.has(id) ? {} : null };
    const related = whereReadable(request.associations, (code) => {
      const list = app.relatedLists.get(code);
      const value = list === undefined ? undefined : queryValueOf(record, list.field);
      return value === null ? [] : value === undefined ? undefined : listed.get(code)?.get(value);
    });
    return { id, associations: { ...decodeRecord(app, record, selection).associations, ...related } };
  });
}
