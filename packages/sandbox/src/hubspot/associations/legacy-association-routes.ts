import { z } from 'zod';
import { type BatchItemError, batchResponse, itemError } from '../hubspot-batch.ts';
import { resourceNotFound, tooManyInputs, validationFailure } from '../hubspot-errors.ts';
import { idInput, readBody } from '../hubspot-input.ts';
import { type HubspotCall, param, type Route, route } from '../hubspot-router.ts';
import type { Portal } from '../portal.ts';
import { invalidEnds, invalidObjectIds } from '../records/new-associations.ts';
import { recordBody } from '../records/record-view.ts';
import type { RecordRef } from './association-store.ts';
import type { AssociationType } from './association-types.ts';
import { legacyRows } from './inline-associations.ts';

const mostInputs = 1_000;
const pageSize = 100;

const end = z.looseObject({ id: idInput });
const readInput = z.looseObject({ inputs: z.array(end) });
const pairsInput = z.looseObject({ inputs: z.array(z.looseObject({ from: end, to: end, type: z.string() })) });

const write = { bucket: 'associations', access: 'write', only: 'numbered' } as const;
const typed = 'objects/:from/:id/associations/:to/:toId/:type';

/**
 * The v3 API, which names association types (`contact_to_company`) instead of numbering them. Its batches share their paths with
 * v4. No date-based version resolves names.
 */
export const legacyAssociationRoutes: readonly Route[] = [
  route('PUT', typed, putTyped, write),
  route('DELETE', typed, archiveTyped, write),
];

/** At most 100 rows for each record; there is no way to ask for the rest here. */
export function readLegacyBatch(call: HubspotCall) {
  const { portal } = call;
  const { fromType, toType } = pairOfTypes(call);
  const { inputs } = readBody(call.request, readInput);
  if (inputs.length > mostInputs) throw tooManyInputs(mostInputs);
  const results: object[] = [];
  const errors: BatchItemError[] = [];
  for (const id of new Set(inputs.map((input) => input.id))) {
    const from = { type: fromType.id, id };
    const ids = portal.associations.targets(from, toType.id);
    if (ids.length === 0) {
      errors.push(
        itemError({
          category: 'OBJECT_NOT_FOUND',
          subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
          message: `No ${toType.singular} is associated with ${fromType.singular} ${id}.`,
          context: { fromObjectId: [id], fromObjectType: [fromType.singular], toObjectType: [toType.singular] },
        }),
      );
      continue;
    }
    const next = ids[pageSize];
    results.push({
      from: { id },
      to: legacyRows(portal, from, toType.id, ids.slice(0, pageSize)),
      ...(next === undefined ? {} : { paging: { next: { after: next } } }),
    });
  }
  return batchResponse(call, 200, results, errors);
}

export function createLegacyBatch(call: HubspotCall) {
  const { portal } = call;
  const results: object[] = [];
  const errors: BatchItemError[] = [];
  for (const { from, to, type } of readPairs(call)) {
    const invalid = invalidEnds(portal, [from, to]);
    if (invalid.length > 0) {
      errors.push(itemError(invalidObjectIds(invalid).body));
      continue;
    }
    connectTyped(portal, from, to, type);
    results.push({ from: { id: from.id }, to: { id: to.id }, type: type.name });
  }
  return batchResponse(call, 201, results, errors);
}

export function archiveLegacyBatch(call: HubspotCall) {
  for (const { from, to, type } of readPairs(call)) call.portal.associations.removeTypes(from, to, [type]);
  return { status: 204 };
}

function putTyped(call: HubspotCall) {
  const { portal } = call;
  const { from, to, type } = readPath(call);
  const space = portal.space(from.type);
  const record = space.records.get(from.id);
  if (record === undefined || portal.space(to.type).records.get(to.id) === undefined) throw resourceNotFound();
  connectTyped(portal, from, to, type);
  return { status: 200, body: recordBody(portal, space, record, { properties: undefined, time: portal.now() }) };
}

function archiveTyped(call: HubspotCall) {
  const { from, to, type } = readPath(call);
  call.portal.associations.removeTypes(from, to, [type]);
  return { status: 204 };
}

/** Adds a type and leaves the pair's others. */
function connectTyped(portal: Portal, from: RecordRef, to: RecordRef, type: AssociationType): void {
  portal.associations.connect(from, to, [...(portal.associations.typesBetween(from, to) ?? []), type]);
}

function readPairs(call: HubspotCall) {
  const { fromType, toType } = pairOfTypes(call);
  const { inputs } = readBody(call.request, pairsInput);
  if (inputs.length > mostInputs) throw tooManyInputs(mostInputs);
  return inputs.map(({ from, to, type }) => ({
    from: { type: fromType.id, id: from.id },
    to: { type: toType.id, id: to.id },
    type: typeNamed(call.portal, fromType.id, toType.id, type),
  }));
}

function readPath(call: HubspotCall) {
  const { fromType, toType } = pairOfTypes(call);
  return {
    from: { type: fromType.id, id: param(call, 'id') },
    to: { type: toType.id, id: param(call, 'toId') },
    type: typeNamed(call.portal, fromType.id, toType.id, param(call, 'type')),
  };
}

function typeNamed(portal: Portal, from: string, to: string, name: string): AssociationType {
  // The path also takes the number of one of HubSpot's own types.
  const type = /^\d+$/.test(name)
    ? portal.associationTypes.between(from, to).find((one) => one.typeId === Number(name) && one.role !== 'label')
    : portal.associationTypes.named(from, to, name);
  if (type === undefined) throw validationFailure(`${name} is not a valid association type`);
  return type;
}

function pairOfTypes(call: HubspotCall) {
  const { types } = call.portal;
  return { fromType: types.get(param(call, 'from')), toType: types.get(param(call, 'to')) };
}
