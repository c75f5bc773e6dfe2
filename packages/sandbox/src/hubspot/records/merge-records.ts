import { HubspotFailure } from '../hubspot-errors.ts';
import type { ObjectSpace, Portal } from '../portal.ts';
import type { StoredRecord } from './record-store.ts';
import { claimAll, releaseAll } from './record-writes.ts';

const mostIdentities = 250;

/**
 * Merges one record into another and returns the survivor. Values are the primary's, filled from the other. Contacts and
 * companies get a record of their own; the ids of both merged records find it from then on.
 */
export function mergeRecords(
  portal: Portal,
  space: ObjectSpace,
  primary: StoredRecord,
  other: StoredRecord,
): StoredRecord {
  const { records, type } = space;
  const time = portal.now();
  const newRecord = type.mergeMakesNewRecord;
  const merged = [...idsOf(primary), ...(newRecord ? [primary.id] : []), ...idsOf(other), other.id];
  if (merged.length > mostIdentities) {
    throw new HubspotFailure(414, { message: 'Cannot have more than 250 identities on a profile' });
  }
  const properties = new Map([...other.version.properties, ...primary.version.properties]);
  properties.set('hs_merged_object_ids', merged.join(';'));
  if (type.id === '0-1') mergeContactIdentity(properties, primary, other, merged, time);

  releaseAll(space, primary);
  releaseAll(space, other);
  let survivor = primary;
  if (newRecord) {
    survivor = records.create({
      properties,
      createdAt: Math.min(primary.createdAt, other.createdAt),
      time,
      touchAt: undefined,
    });
  } else {
    records.update(primary, properties, time);
  }
  const target = { type: type.id, id: survivor.id };
  for (const source of newRecord ? [primary, other] : [other]) {
    portal.associations.copyTo({ type: type.id, id: source.id }, target);
  }
  for (const source of newRecord ? [primary, other] : [other]) {
    portal.associations.removeRecord({ type: type.id, id: source.id });
    records.mergeAway(source, survivor.id, time);
  }
  if (type.id === '0-1') {
    const vids = [survivor.id, ...merged].join(';');
    records.update(survivor, new Map([...properties, ['hs_all_contact_vids', vids]]), time);
  }
  claimAll(space, survivor);
  portal.events.note({
    action: 'MERGE',
    objectTypeId: type.id,
    objectId: survivor.id,
    primaryObjectId: primary.id,
    mergedObjectIds: [other.id],
  });
  return survivor;
}

function idsOf(record: StoredRecord): readonly string[] {
  return listOf(record, 'hs_merged_object_ids');
}

function listOf(record: StoredRecord, name: string): readonly string[] {
  return (record.version.properties.get(name) ?? '').split(';').filter((part) => part !== '');
}

function mergeContactIdentity(
  properties: Map<string, string>,
  primary: StoredRecord,
  other: StoredRecord,
  merged: readonly string[],
  time: number,
): void {
  const email = properties.get('email');
  const emails = [
    ...listOf(primary, 'hs_additional_emails'),
    ...listOf(other, 'email'),
    ...listOf(other, 'hs_additional_emails'),
  ].filter((address) => address !== email);
  if (emails.length > 0) properties.set('hs_additional_emails', [...new Set(emails)].join(';'));
  const vids = [...listOf(primary, 'hs_calculated_merged_vids'), ...listOf(other, 'hs_calculated_merged_vids')];
  const known = new Set(vids.map((entry) => entry.split(':')[0]));
  for (const id of merged) if (!known.has(id)) vids.push(`${id}:${time}`);
  properties.set('hs_calculated_merged_vids', vids.join(';'));
}
