import type { CallOptions, RecordError } from '@linkwright/core';
import type { KintoneApps } from './kintone-apps.ts';
import { type KintoneLookup, refusedKey } from './kintone-associations.ts';
import type { KintoneClient } from './kintone-client.ts';
import { seekPages } from './kintone-listing.ts';
import { fieldIn } from './kintone-query.ts';
import { recordsById } from './kintone-reads.ts';
import { idOf } from './kintone-record-id.ts';

/**
 * Kintone does not say which key of a batch it refuses, so the related app is asked: the keys that no record has, and
 * those that several have.
 */
export async function findRefusedKeys(
  client: KintoneClient,
  apps: KintoneApps,
  lookup: KintoneLookup,
  keys: readonly string[],
  options: CallOptions,
): Promise<ReadonlyMap<string, RecordError>> {
  const related = await apps.get(lookup.target, options);
  const counts = new Map<string, number>(keys.map((key) => [key, 0]));
  if (lookup.byRecordNumber) {
    for await (const record of recordsById(client, related, keys, [], options)) counts.set(idOf(record), 1);
  } else {
    const query = { fields: [lookup.keyField], condition: fieldIn(lookup.keyField, keys), isPrivate: true };
    for await (const page of seekPages(client, lookup.target, query, options)) {
      for (const record of page.records) {
        // Compared as the lookup itself reads values: a number has several spellings.
        const key = lookup.codec.decode(record[lookup.keyField]?.value);
        if (typeof key === 'string') counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
  }
  const refused = keys.filter((key) => counts.get(key) !== 1);
  return new Map(refused.map((key) => [key, refusedKey(lookup, key, (counts.get(key) ?? 0) > 1)]));
}
