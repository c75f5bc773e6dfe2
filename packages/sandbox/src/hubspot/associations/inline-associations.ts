import type { ObjectType } from '../object-types.ts';
import type { Portal } from '../portal.ts';

const pageSize = 100;

/**
 * Associations inside a record: one row for each type of an association, so that a primary company stands there twice. At most
 * 100 records; the rest is read from the association API. Undefined when there are none.
 */
export function inlineAssociations(portal: Portal, fromType: ObjectType, fromId: string, toType: ObjectType) {
  const from = { type: fromType.id, id: fromId };
  const ids = portal.associations.targets(from, toType.id);
  if (ids.length === 0) return undefined;
  const results = legacyRows(portal, from, toType.id, ids.slice(0, pageSize));
  const next = ids[pageSize];
  if (next === undefined) return { results };
  const link = `https://api.hubapi.com/crm/v3/objects/${fromType.plural}/${fromId}/associations/${toType.plural}?after=${next}`;
  return { results, paging: { next: { after: next, link } } };
}

/** `{ id, type }` for each type between two records, those with a label before the unlabeled one. */
export function legacyRows(
  portal: Portal,
  from: { readonly type: string; readonly id: string },
  toType: string,
  ids: readonly string[],
) {
  return ids.flatMap((id) => {
    const types = [...(portal.associations.typesBetween(from, { type: toType, id }) ?? [])];
    types.sort((left, right) => Number(left.role === 'unlabeled') - Number(right.role === 'unlabeled'));
    return types.map((type) => ({ id, type: type.name }));
  });
}
