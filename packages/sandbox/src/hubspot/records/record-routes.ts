import { z } from 'zod';
import { inlineAssociations } from '../associations/inline-associations.ts';
import { type HubspotFailure, objectNotNumeric, resourceNotFound, validationFailure } from '../hubspot-errors.ts';
import { idInput, propertiesInput, readBody, readFlag, readLimit, readList } from '../hubspot-input.ts';
import { type HubspotCall, isOfSeptember2026, param, type Route, route } from '../hubspot-router.ts';
import type { ObjectSpace, Portal } from '../portal.ts';
import { mergeRecords } from './merge-records.ts';
import { newAssociationInput, readNewAssociations } from './new-associations.ts';
import type { StoredRecord } from './record-store.ts';
import { recordBody, writtenBody } from './record-view.ts';
import { commitArchive, commitCreate, commitUpdate, prepareWrite } from './record-writes.ts';

const createInput = z.looseObject({
  properties: propertiesInput.default({}),
  associations: z.array(newAssociationInput).nullish(),
});
const updateInput = z.looseObject({ properties: propertiesInput.default({}) });
const mergeInput = z.looseObject({ primaryObjectId: idInput, objectIdToMerge: idInput });
const eraseInput = z.looseObject({ objectId: idInput, idProperty: z.string().nullish() });

const pageSize = 10;
const largestPage = 100;
const largestPageWithHistory = 50;

export const recordRoutes: readonly Route[] = [
  route('GET', 'objects/:objectType', list),
  route('POST', 'objects/:objectType', create),
  route('GET', 'objects/:objectType/:id', read),
  route('PATCH', 'objects/:objectType/:id', update),
  route('DELETE', 'objects/:objectType/:id', archive),
  route('POST', 'objects/:objectType/merge', merge),
  route('POST', 'objects/:objectType/gdpr-delete', erase),
];

function list(call: HubspotCall) {
  const { portal, request } = call;
  const space = portal.space(param(call, 'objectType'));
  const { query } = request;
  const propertiesWithHistory = readList(query, 'propertiesWithHistory') ?? [];
  const limit = readLimit(query, pageSize, propertiesWithHistory.length > 0 ? largestPageWithHistory : largestPage);
  const after = Number(query.get('after') ?? 0);
  if (!Number.isSafeInteger(after)) throw validationFailure(`Invalid after ${query.get('after')}`);
  const found = space.records.page({ after, limit, archived: readFlag(query, 'archived') });
  const next = found[limit];
  const results = found.slice(0, limit).map((record) => fullBody(call, space, record, propertiesWithHistory));
  if (next === undefined) return { status: 200, body: { results } };
  const link = new URLSearchParams(query);
  link.set('after', next.id);
  const paging = { next: { after: next.id, link: `https://api.hubapi.com${request.path}?${link}` } };
  return { status: 200, body: { results, paging } };
}

function create(call: HubspotCall) {
  const { portal, request } = call;
  const space = portal.space(param(call, 'objectType'));
  const input = readBody(request, createInput);
  const ruled = isOfSeptember2026(call);
  const prepared = prepareWrite({ portal, space, record: undefined, properties: input.properties, ruled });
  const associations = readNewAssociations(portal, space.type.id, input.associations ?? []);
  const record = commitCreate(portal, space, prepared, associations);
  return {
    status: 201,
    headers: { Location: `https://api.hubapi.com${request.path}/${record.id}` },
    body: writtenBody(portal, space, record, [...record.version.properties.keys()], prepared.warnings),
  };
}

function read(call: HubspotCall) {
  const { portal, request } = call;
  const space = portal.space(param(call, 'objectType'));
  const id = param(call, 'id');
  const idProperty = request.query.get('idProperty');
  const record = readFlag(request.query, 'archived') ? space.records.archived(id) : findRecord(space, id, idProperty);
  if (record === undefined) throw notFound(id, idProperty);
  const body = fullBody(call, space, record, readList(request.query, 'propertiesWithHistory') ?? []);
  return { status: 200, body };
}

function update(call: HubspotCall) {
  const { portal, request } = call;
  const space = portal.space(param(call, 'objectType'));
  const id = param(call, 'id');
  const idProperty = request.query.get('idProperty');
  const record = findRecord(space, id, idProperty);
  if (record === undefined) throw notFound(id, idProperty);
  const { properties } = readBody(request, updateInput);
  if (Object.keys(properties).length === 0) {
    throw validationFailure('No properties found to update, please provide at least one.');
  }
  const prepared = prepareWrite({ portal, space, record, properties, ruled: isOfSeptember2026(call) });
  commitUpdate(portal, space, record, prepared);
  return { status: 200, body: writtenBody(portal, space, record, writtenNames(properties), prepared.warnings) };
}

function archive(call: HubspotCall) {
  const space = call.portal.space(param(call, 'objectType'));
  // Also 204 for what never existed and for what is archived already.
  const record = space.records.get(param(call, 'id'));
  if (record !== undefined) commitArchive(call.portal, space, record);
  return { status: 204 };
}

function merge(call: HubspotCall) {
  const { portal, request } = call;
  const space = portal.space(param(call, 'objectType'));
  const { primaryObjectId, objectIdToMerge } = readBody(request, mergeInput);
  const primary = space.records.resolve(primaryObjectId);
  const other = space.records.resolve(objectIdToMerge);
  if (primary === undefined || other === undefined) throw resourceNotFound();
  if (primary === other) throw validationFailure('Cannot merge a record with itself');
  const survivor = mergeRecords(portal, space, primary, other);
  return { status: 200, body: recordBody(portal, space, survivor, { properties: undefined, time: portal.now() }) };
}

/** Contacts only: gone for good, and not among the archived ones. */
function erase(call: HubspotCall) {
  const { portal, request } = call;
  const space = portal.space(param(call, 'objectType'));
  if (space.type.id !== '0-1') throw resourceNotFound();
  const { objectId, idProperty } = readBody(request, eraseInput);
  const record = findRecord(space, objectId, idProperty ?? null) ?? space.records.archived(objectId);
  if (record !== undefined) {
    if (record.version.live) commitArchive(portal, space, record);
    space.records.purge(record, portal.now());
  }
  return { status: 204 };
}

/** By id, also that of a record merged away, or by the value of a unique property. */
export function findRecord(space: ObjectSpace, id: string, idProperty: string | null): StoredRecord | undefined {
  if (idProperty === null || idProperty === '' || idProperty === 'hs_object_id') return space.records.resolve(id);
  const found = idWithProperty(space, idProperty, id);
  return found === undefined ? undefined : space.records.get(found);
}

/** The id of the live record with this value of a unique property. A contact is found by its additional e-mails too. */
export function idWithProperty(space: ObjectSpace, idProperty: string, value: string): string | undefined {
  const definition = space.properties.find(idProperty);
  const isEmail = space.type.id === '0-1' && definition?.name === 'email';
  if (definition === undefined || (!definition.hasUniqueValue && !isEmail)) {
    throw validationFailure(`Property "${idProperty}" does not exist or does not have unique values`);
  }
  return space.records.idWithUnique(definition.name, isEmail ? value.trim().toLowerCase() : value);
}

function notFound(id: string, idProperty: string | null): HubspotFailure {
  return idProperty === null && !/^\d+$/.test(id) ? objectNotNumeric(id) : resourceNotFound();
}

/** Cleared properties are answered too; names as they are kept. */
export function writtenNames(properties: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(properties).map((name) => name.toLowerCase());
}

function fullBody(
  call: HubspotCall,
  space: ObjectSpace,
  record: StoredRecord,
  propertiesWithHistory: readonly string[],
) {
  const { portal, request } = call;
  const body = recordBody(portal, space, record, {
    properties: readList(request.query, 'properties'),
    propertiesWithHistory,
    time: portal.now(),
  });
  const associations = associationsOf(portal, space, record, readList(request.query, 'associations') ?? []);
  return associations === undefined ? body : { ...body, associations };
}

function associationsOf(portal: Portal, space: ObjectSpace, record: StoredRecord, targets: readonly string[]) {
  const found = targets.flatMap((name) => {
    // Unknown names are ignored.
    const type = portal.types.find(name);
    const list = type && inlineAssociations(portal, space.type, record.id, type);
    return type === undefined || list === undefined ? [] : [[type.plural, list] as const];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}
