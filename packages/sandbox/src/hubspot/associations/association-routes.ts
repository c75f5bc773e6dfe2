import { Buffer } from 'node:buffer';
import { z } from 'zod';
import { type BatchItemError, batchResponse, itemError } from '../hubspot-batch.ts';
import { HubspotFailure, resourceNotFound, tooManyInputs, validationFailure } from '../hubspot-errors.ts';
import { idInput, readBody, readLimit } from '../hubspot-input.ts';
import { type HubspotCall, isDateBased, isOfSeptember2026, param, type Route, route } from '../hubspot-router.ts';
import type { Portal } from '../portal.ts';
import { associationSpecInput, invalidEnds, invalidObjectIds, readSpecs } from '../records/new-associations.ts';
import { typeBody } from './association-label-routes.ts';
import { limitBroken } from './association-limits.ts';
import type { RecordRef } from './association-store.ts';
import type { AssociationType } from './association-types.ts';
import { legacyRows } from './inline-associations.ts';
import { archiveLegacyBatch, createLegacyBatch, readLegacyBatch } from './legacy-association-routes.ts';

const mostReadInputs = 1_000;
const mostCreateInputs = 2_000;
const largestPage = 500;

const end = z.looseObject({ id: idInput });
const specsInput = z.array(associationSpecInput);
const readInput = z.looseObject({ inputs: z.array(z.looseObject({ id: idInput, after: z.string().nullish() })) });
const pairsInput = z.looseObject({ inputs: z.array(z.looseObject({ from: end, to: end })) });
const typedPairsInput = z.looseObject({
  inputs: z.array(z.looseObject({ from: end, to: end, types: specsInput })),
});
const archiveInput = z.looseObject({ inputs: z.array(z.looseObject({ from: end, to: z.array(end) })) });

const read = { bucket: 'associations', access: 'read' } as const;
const write = { bucket: 'associations', access: 'write' } as const;
const one = 'objects/:from/:id/associations/:to';

export const associationRoutes: readonly Route[] = [
  route('GET', one, list, read),
  route('PUT', `${one}/:toId`, putOne, write),
  route('DELETE', `${one}/:toId`, archiveOne, write),
  route('PUT', 'objects/:from/:id/associations/default/:to/:toId', putDefault, write),
  route('POST', 'associations/:from/:to/batch/read', byVersion(readBatch, readLegacyBatch), read),
  route('POST', 'associations/:from/:to/batch/create', byVersion(createBatch, createLegacyBatch), write),
  route('POST', 'associations/:from/:to/batch/associate/default', defaultBatch, write),
  route('POST', 'associations/:from/:to/batch/archive', byVersion(archiveBatch, archiveLegacyBatch), write),
  route('POST', 'associations/:from/:to/batch/labels/archive', archiveLabels, write),
];

/** v3 and v4 share these paths, not the bodies. */
function byVersion(current: Route['handle'], legacy: Route['handle']): Route['handle'] {
  return (call) => (call.version === 'v3' ? legacy(call) : current(call));
}

function list(call: HubspotCall) {
  const { portal, request } = call;
  const space = portal.space(param(call, 'from'));
  const toType = portal.types.get(param(call, 'to'));
  const record = space.records.resolve(param(call, 'id'));
  if (record === undefined) throw resourceNotFound();
  const from = { type: space.type.id, id: record.id };
  const limit = readLimit(request.query, portal.settings.associationPageSize, largestPage);
  const after = Number(request.query.get('after') ?? 0);
  const ids = portal.associations.targets(from, toType.id);
  const start = ids.findIndex((id) => Number(id) >= after);
  const page = start < 0 ? [] : ids.slice(start, start + limit);
  const next = start < 0 ? undefined : ids[start + limit];
  // The legacy API answers rows of `{ id, type }`.
  const results =
    call.version === 'v3'
      ? legacyRows(portal, from, toType.id, page)
      : page.map((id) => target(call, from, toType.id, id));
  if (next === undefined) return { status: 200, body: { results } };
  const link = `https://api.hubapi.com${request.path}?after=${next}`;
  return { status: 200, body: { results, paging: { next: { after: next, link } } } };
}

/** Ids in associations are numbers before 2026-09, unlike everywhere else. */
function associatedId(call: HubspotCall, id: string): string | number {
  return isOfSeptember2026(call) ? id : Number(id);
}

function target(call: HubspotCall, from: RecordRef, toType: string, id: string) {
  const types = [...(call.portal.associations.typesBetween(from, { type: toType, id }) ?? [])];
  types.sort((left, right) => left.typeId - right.typeId);
  return {
    toObjectId: associatedId(call, id),
    associationTypes: types.map((type) => typeBody(call, type)),
  };
}

function putOne(call: HubspotCall) {
  const { from, to } = ends(call);
  const types = readSpecs(call.portal, from.type, to.type, readBody(call.request, specsInput));
  if (types.length === 0) throw validationFailure('At least one association type is needed');
  const invalid = invalidEnds(call.portal, [from, to]);
  if (invalid.length > 0) throw invalidObjectIds(invalid);
  const broken = limitBroken(call.portal, from, to, types);
  if (broken !== undefined) throw broken;
  call.portal.associations.connect(from, to, types);
  return { status: 201, body: labelsBetween(call, from, to, types) };
}

function archiveOne(call: HubspotCall) {
  const { from, to } = ends(call);
  call.portal.associations.disconnect(from, to);
  return { status: 204 };
}

function putDefault(call: HubspotCall) {
  const { from, to } = ends(call);
  checkDefault(call.portal, from.type, to.type);
  const invalid = invalidEnds(call.portal, [from, to]);
  if (invalid.length > 0) throw invalidObjectIds(invalid);
  const broken = limitBroken(call.portal, from, to, []);
  if (broken !== undefined) throw broken;
  return batchResponse(call, 200, connectDefault(call.portal, from, to));
}

function readBatch(call: HubspotCall) {
  const { portal } = call;
  const { fromType, toType } = pairOfTypes(call);
  const { inputs } = readBody(call.request, readInput);
  if (inputs.length > mostReadInputs) throw tooManyInputs(mostReadInputs);
  const pageSize = portal.settings.associationPageSize;
  const results: object[] = [];
  const errors: BatchItemError[] = [];
  for (const { id, after } of new Map(inputs.map((input) => [input.id, input])).values()) {
    const from = { type: fromType.id, id };
    const ids = portal.associations.targets(from, toType.id);
    if (ids.length === 0) {
      errors.push(noAssociations(id, fromType.singular, toType.singular));
      continue;
    }
    const last = after == null || after === '' ? 0 : lastIdOf(after);
    const rest = ids.findIndex((targetId) => Number(targetId) > last);
    const page = rest < 0 ? [] : ids.slice(rest, rest + pageSize);
    const token = rest >= 0 && rest + pageSize < ids.length ? tokenAfter(toType.id, page) : undefined;
    const link = `https://api.hubapi.com/crm/v4/objects/${fromType.plural}/${id}/associations/${toType.plural}?after=${token}`;
    results.push({
      from: { id },
      to: page.map((targetId) => target(call, from, toType.id, targetId)),
      ...(token === undefined ? {} : { paging: { next: { after: token, link } } }),
    });
  }
  return batchResponse(call, 200, results, errors);
}

function noAssociations(id: string, fromName: string, toName: string): BatchItemError {
  return itemError({
    category: 'OBJECT_NOT_FOUND',
    subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
    message: `No ${toName} is associated with ${fromName} ${id}.`,
    context: { fromObjectId: [id], fromObjectType: [fromName], toObjectType: [toName] },
  });
}

/** Opaque to clients: the last id of the page, in base64 with its padding percent-encoded, as the vendor's tokens are. */
function tokenAfter(toType: string, page: readonly string[]): string {
  return Buffer.from(`${toType}-${page.at(-1)}`)
    .toString('base64')
    .replaceAll('=', '%3D');
}

function lastIdOf(token: string): number {
  const text = Buffer.from(token.replaceAll('%3D', '='), 'base64').toString();
  const last = Number(/-(\d+)$/.exec(text)?.[1]);
  if (Number.isNaN(last)) throw validationFailure(`Invalid after token ${token}`);
  return last;
}

function createBatch(call: HubspotCall) {
  const { portal } = call;
  const { fromType, toType } = pairOfTypes(call);
  const { inputs } = readBody(call.request, typedPairsInput);
  if (inputs.length > mostCreateInputs) throw tooManyInputs(mostCreateInputs);
  // A wrong type fails the whole call, a wrong record only its own input.
  const pairs = inputs.map(({ from, to, types }) => ({
    from: { type: fromType.id, id: from.id },
    to: { type: toType.id, id: to.id },
    types: readSpecs(portal, fromType.id, toType.id, types),
  }));
  const results: object[] = [];
  const errors: BatchItemError[] = [];
  for (const { from, to, types } of pairs) {
    const invalid = invalidEnds(portal, [from, to]);
    if (invalid.length > 0) {
      errors.push(itemError(invalidObjectIds(invalid).body));
      continue;
    }
    const broken = limitBroken(portal, from, to, types);
    if (broken !== undefined) {
      errors.push(itemError(broken.body));
      continue;
    }
    portal.associations.connect(from, to, types);
    results.push(labelsBetween(call, from, to, types));
  }
  return batchResponse(call, 201, results, errors);
}

function defaultBatch(call: HubspotCall) {
  const { portal } = call;
  const { fromType, toType } = pairOfTypes(call);
  const { inputs } = readBody(call.request, pairsInput);
  checkDefault(portal, fromType.id, toType.id);
  if (inputs.length > mostReadInputs) throw tooManyInputs(mostReadInputs);
  const results: object[] = [];
  const errors: BatchItemError[] = [];
  for (const input of inputs) {
    const from = { type: fromType.id, id: input.from.id };
    const to = { type: toType.id, id: input.to.id };
    const invalid = invalidEnds(portal, [from, to]);
    const failure = invalid.length > 0 ? invalidObjectIds(invalid) : limitBroken(portal, from, to, []);
    if (failure !== undefined) errors.push(itemError(failure.body));
    else results.push(...connectDefault(portal, from, to));
  }
  return batchResponse(call, 200, results, errors);
}

function archiveBatch(call: HubspotCall) {
  const { fromType, toType } = pairOfTypes(call);
  const { inputs } = readBody(call.request, archiveInput);
  if (inputs.length > mostReadInputs) throw tooManyInputs(mostReadInputs);
  for (const { from, to } of inputs) {
    for (const { id } of to) {
      call.portal.associations.disconnect({ type: fromType.id, id: from.id }, { type: toType.id, id });
    }
  }
  return archived(call);
}

function archiveLabels(call: HubspotCall) {
  const { portal } = call;
  const { fromType, toType } = pairOfTypes(call);
  const { inputs } = readBody(call.request, typedPairsInput);
  if (inputs.length > mostReadInputs) throw tooManyInputs(mostReadInputs);
  const pairs = inputs.map((input) => ({ ...input, types: readSpecs(portal, fromType.id, toType.id, input.types) }));
  for (const { from, to, types } of pairs) {
    portal.associations.removeTypes({ type: fromType.id, id: from.id }, { type: toType.id, id: to.id }, types);
  }
  return archived(call);
}

function archived(call: HubspotCall) {
  return isDateBased(call) ? batchResponse(call, 200, []) : { status: 204 };
}

function checkDefault({ settings, types }: Portal, fromType: string, toType: string): void {
  const isCustom = [fromType, toType].some((type) => types.get(type).custom !== undefined);
  if (isCustom && !settings.defaultAssociationsOfCustomObjects) throw withoutDefault();
}

function withoutDefault(): HubspotFailure {
  return new HubspotFailure(400, { message: 'No default association between these objects' });
}

/** Both directions are answered, each as an item of its own. */
function connectDefault(portal: Portal, from: RecordRef, to: RecordRef): readonly object[] {
  const type = portal.associationTypes.unlabeled(from.type, to.type);
  if (type === undefined) throw withoutDefault();
  // Labels of the pair stay: a default association names none that could replace them.
  portal.associations.connect(from, to, [...(portal.associations.typesBetween(from, to) ?? []), type]);
  const item = (start: RecordRef, stop: RecordRef, { category, typeId }: AssociationType) => ({
    from: { id: start.id },
    to: { id: stop.id },
    associationSpec: { associationCategory: category, associationTypeId: typeId },
  });
  return [item(from, to, type), item(to, from, portal.associationTypes.inverse(type))];
}

function labelsBetween(call: HubspotCall, from: RecordRef, to: RecordRef, types: readonly AssociationType[]) {
  return {
    fromObjectTypeId: from.type,
    fromObjectId: associatedId(call, from.id),
    toObjectTypeId: to.type,
    toObjectId: associatedId(call, to.id),
    labels: types.flatMap(({ label }) => (label === null ? [] : [label])),
  };
}

function ends(call: HubspotCall): { readonly from: RecordRef; readonly to: RecordRef } {
  const { portal } = call;
  return {
    from: { type: portal.types.get(param(call, 'from')).id, id: param(call, 'id') },
    to: { type: portal.types.get(param(call, 'to')).id, id: param(call, 'toId') },
  };
}

function pairOfTypes(call: HubspotCall) {
  const { types } = call.portal;
  return { fromType: types.get(param(call, 'from')), toType: types.get(param(call, 'to')) };
}
