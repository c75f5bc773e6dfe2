import { contactExists, validationFailure } from '../hubspot-errors.ts';
import type { ObjectSpace } from '../portal.ts';
import type { StoredRecord } from './record-store.ts';

/** Unique values that items of one all-or-nothing batch are about to hold: property and value → the item's record id or place. */
export type UniqueClaims = Map<string, string>;

/** Throws the vendor's refusal when another live record holds one of these values. */
export function checkUnique(
  space: ObjectSpace,
  portalId: number,
  record: StoredRecord | undefined,
  values: ReadonlyMap<string, string>,
  claims: UniqueClaims | undefined,
): void {
  const { type, records } = space;
  const ownId = record?.id ?? `item ${claims?.size ?? 0}`;
  const email = type.id === '0-1' ? values.get('email') : undefined;
  if (email !== undefined && email !== '') {
    const holder = records.idWithUnique('email', email);
    if (holder !== undefined && holder !== record?.id) throw contactExists(holder);
    claim(claims, 'email', email, ownId);
  }
  for (const name of space.properties.uniqueNames()) {
    const value = values.get(name);
    if (value === undefined || value === '') continue;
    const holder = records.idWithUnique(name, value);
    if (holder !== undefined && holder !== record?.id) {
      throw valueTaken({ space, portalId, name, value, id: record?.id ?? records.nextId(), holder });
    }
    claim(claims, name, value, ownId);
  }
}

/** Two items of one batch that want the same unique value fail the batch: there is no holder to name yet. */
function claim(claims: UniqueClaims | undefined, name: string, value: string, ownId: string): void {
  if (claims === undefined) return;
  const key = `${name} ${value}`;
  const holder = claims.get(key);
  if (holder !== undefined && holder !== ownId) {
    throw validationFailure(`Duplicate values found in batch input: [${value}]. Values of ${name} must be unique`, {
      context: { propertyName: [name] },
    });
  }
  claims.set(key, ownId);
}

function valueTaken(request: {
  readonly space: ObjectSpace;
  readonly portalId: number;
  readonly name: string;
  readonly value: string;
  readonly id: string;
  readonly holder: string;
}) {
  const { space, portalId, name, value, id, holder } = request;
  const { type } = space;
  const typeText = type.custom === undefined ? `legacyObjectType=${type.legacyName}` : `innerId=${type.id.slice(2)}`;
  const coordinates = `portalId=${portalId}, objectTypeId=ObjectTypeId{${typeText}}, propertyName=${name}, value=${value}`;
  return validationFailure(
    `Cannot set PropertyValueCoordinates{${coordinates}} on ${id}. ${holder} already has that value.`,
  );
}
