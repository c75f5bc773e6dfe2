import type { CallOptions } from '@linkwright/core';
import type { KintoneClient } from './kintone-client.ts';
import { seekPages } from './kintone-listing.ts';
import { anyOf, fieldEquals, fieldIn } from './kintone-query.ts';
import { idOf } from './kintone-record-id.ts';
import type { KintoneApp, KintoneField } from './kintone-schema.ts';

/**
 * Ids of the records that have these values, by field and value. Kintone says that a value is taken, in the language of
 * the user, but not by which record.
 */
export async function findHolders(
  client: KintoneClient,
  app: KintoneApp,
  suspects: ReadonlyMap<KintoneField, ReadonlySet<string>>,
  options: CallOptions,
): Promise<ReadonlyMap<KintoneField, ReadonlyMap<string, string>>> {
  const holders = new Map<KintoneField, Map<string, string>>();
  for (const [field, values] of suspects) {
    const found = new Map<string, string>();
    holders.set(field, found);
    const query = { fields: [field.id], condition: conditionOf(field, [...values]), isPrivate: true };
    for await (const page of seekPages(client, app.id, query, options)) {
      for (const record of page.records) {
        const value = field.codec.decode(record[field.id]?.value);
        if (typeof value === 'string') found.set(spellingOf(field, value), idOf(record));
      }
    }
  }
  return holders;
}

/** Dates and times know `=` and no list. */
function conditionOf({ id, codec }: KintoneField, values: readonly string[]): string {
  const isMoment = codec.type === 'date' || codec.type === 'datetime';
  return isMoment ? anyOf(values.map((value) => fieldEquals(id, value))) : fieldIn(id, values);
}

/** As it is written. */
function spellingOf({ codec }: KintoneField, value: string): string {
  const encoded = codec.encode(value);
  return 'value' in encoded && typeof encoded.value === 'string' ? encoded.value : value;
}
