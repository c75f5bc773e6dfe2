import { type CallOptions, isErrorOfKind, type ObjectRights } from '@linkwright/core';
import type { KintoneClient } from './kintone-client.ts';
import { idOf } from './kintone-record-id.ts';
import type { KintoneSettings } from './kintone-settings.ts';
import type { WireRecord } from './kintone-wire.ts';

/** Kintone evaluates no more at once. */
const sampled = 100;

/**
 * What a login name may do with the newest records of each app: an app whose right to edit is not granted shows none that may be
 * edited. The right to add records is told to those who manage the app, and API tokens are told nothing.
 */
export async function readRights(
  client: KintoneClient,
  { username }: Pick<KintoneSettings, 'username'>,
  objects: readonly string[],
  options: CallOptions,
): Promise<readonly ObjectRights[]> {
  const rights: ObjectRights[] = [];
  for (const object of objects) {
    rights.push({ object, ...(username === undefined ? {} : await rightsOf(client, object, options)) });
  }
  return rights;
}

async function rightsOf(
  client: KintoneClient,
  app: string,
  options: CallOptions,
): Promise<Pick<ObjectRights, 'read' | 'update'>> {
  const records = await newestOf(client, app, options);
  if (records === null) return { read: ['the right to view records'] };
  const evaluated = records.length === 0 ? null : await client.evaluateRights(app, records.map(idOf), options);
  if (evaluated === null) return { read: [] };
  const mayEdit = evaluated.some(({ record }) => record.editable);
  return { read: [], update: mayEdit ? [] : ['the right to edit records'] };
}

/** `null`: the login name may not see them. */
async function newestOf(
  client: KintoneClient,
  app: string,
  options: CallOptions,
): Promise<readonly WireRecord[] | null> {
  const query = `order by $id desc limit ${sampled}`;
  try {
    return (await client.listRecords(app, { fields: ['$id'], query, counts: false, isPrivate: false }, options))
      .records;
  } catch (error) {
    if (isErrorOfKind(error, 'authentication')) return null;
    throw error;
  }
}
