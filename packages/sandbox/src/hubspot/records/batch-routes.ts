import { z } from 'zod';
import { batchResponse, itemError } from '../hubspot-batch.ts';
import { HubspotFailure, tooManyInputs, validationFailure } from '../hubspot-errors.ts';
import { idInput, propertiesInput, readBody, readFlag } from '../hubspot-input.ts';
import { type HubspotCall, isOfSeptember2026, param, type Route, route } from '../hubspot-router.ts';
import type { ObjectSpace } from '../portal.ts';
import { newAssociationInput, readNewAssociations } from './new-associations.ts';
import { findRecord, idWithProperty, writtenNames } from './record-routes.ts';
import type { StoredRecord } from './record-store.ts';
import { recordBody, writtenBody } from './record-view.ts';
import { commitArchive, commitCreate, commitUpdate, prepareWrite } from './record-writes.ts';
import type { UniqueClaims } from './unique-values.ts';
import { type BatchItem, writeBatch } from './write-batch.ts';
import type { SentProperties } from './written-values.ts';

const mostInputs = 100;
const mostInputsWithHistory = 50;

const trace = { objectWriteTraceId: z.string().nullish() };
const readInput = z.looseObject({
  properties: z.array(z.string()).default([]),
  propertiesWithHistory: z.array(z.string()).default([]),
  idProperty: z.string().nullish(),
  inputs: z.array(z.looseObject({ id: idInput })),
});
const createInput = z.looseObject({
  inputs: z.array(
    z.looseObject({
      ...trace,
      properties: propertiesInput.default({}),
      associations: z.array(newAssociationInput).nullish(),
    }),
  ),
});
const updateInput = z.looseObject({
  inputs: z.array(
    z.looseObject({ ...trace, id: idInput, idProperty: z.string().nullish(), properties: propertiesInput.default({}) }),
  ),
});
const archiveInput = z.looseObject({ inputs: z.array(z.looseObject({ id: idInput })) });

export const batchRoutes: readonly Route[] = [
  route('POST', 'objects/:objectType/batch/read', readBatch, { access: 'read' }),
  route('POST', 'objects/:objectType/batch/create', createBatch),
  route('POST', 'objects/:objectType/batch/update', updateBatch),
  route('POST', 'objects/:objectType/batch/upsert', upsertBatch),
  route('POST', 'objects/:objectType/batch/archive', archiveBatch),
];

function readBatch(call: HubspotCall) {
  const { portal, request } = call;
  const space = portal.space(param(call, 'objectType'));
  const { properties, propertiesWithHistory, idProperty, inputs } = readBody(request, readInput);
  if (inputs.length > mostInputs) throw tooManyInputs(mostInputs);
  if (propertiesWithHistory.length > 0 && inputs.length > mostInputsWithHistory) {
    throw validationFailure(
      `The maximum number of inputs supported in a batch request for property histories is ${mostInputsWithHistory}. Please reduce the number of items and try again`,
    );
  }
  const archived = readFlag(request.query, 'archived');
  const missing: string[] = [];
  const results: object[] = [];
  for (const id of new Set(inputs.map((input) => input.id))) {
    const record = readOne(space, id, idProperty ?? null, archived);
    if (record === undefined) {
      missing.push(id);
      continue;
    }
    results.push(
      recordBody(portal, space, record, {
        properties: properties.length === 0 ? undefined : properties,
        propertiesWithHistory,
        time: portal.now(),
      }),
    );
  }
  return batchResponse(call, 200, results, missing.length === 0 ? [] : [itemError(objectsMissing(space, missing))]);
}

/** Unlike a single read, a batch does not know the ids of records that were merged away. */
function readOne(space: ObjectSpace, id: string, idProperty: string | null, archived: boolean) {
  if (archived) return space.records.archived(id);
  return idProperty === null ? space.records.get(id) : findRecord(space, id, idProperty);
}

/** All missing ids share one error. */
function objectsMissing(space: ObjectSpace, ids: readonly string[]) {
  return {
    category: 'OBJECT_NOT_FOUND',
    message: `Could not get some ${space.type.legacyName} objects, they may be deleted or not exist. Check that ids are valid.`,
    context: { ids },
  };
}

function createBatch(call: HubspotCall) {
  const { portal, request } = call;
  const space = portal.space(param(call, 'objectType'));
  const { inputs } = readBody(request, createInput);
  if (inputs.length > mostInputs) throw tooManyInputs(mostInputs);
  const items = inputs.map((input): BatchItem => {
    return {
      traceId: input.objectWriteTraceId ?? undefined,
      prepare: (claims) => prepareCreate(call, space, input.properties, input.associations ?? [], claims),
    };
  });
  return writeBatch(call, 201, items);
}

function prepareCreate(
  call: HubspotCall,
  space: ObjectSpace,
  properties: SentProperties,
  associations: readonly z.infer<typeof newAssociationInput>[],
  claims: UniqueClaims | undefined,
) {
  const { portal } = call;
  const ruled = isOfSeptember2026(call);
  const prepared = prepareWrite({ portal, space, record: undefined, properties, ruled, ...(claims && { claims }) });
  const toMake = readNewAssociations(portal, space.type.id, associations);
  return () => {
    const record = commitCreate(portal, space, prepared, toMake);
    return writtenBody(portal, space, record, [...record.version.properties.keys()], prepared.warnings);
  };
}

function prepareUpdate(
  call: HubspotCall,
  space: ObjectSpace,
  record: StoredRecord,
  properties: SentProperties,
  claims: UniqueClaims | undefined,
) {
  const { portal } = call;
  const ruled = isOfSeptember2026(call);
  const prepared = prepareWrite({ portal, space, record, properties, ruled, ...(claims && { claims }) });
  return () => {
    commitUpdate(portal, space, record, prepared);
    return writtenBody(portal, space, record, writtenNames(properties), prepared.warnings);
  };
}

function updateBatch(call: HubspotCall) {
  const { portal, request } = call;
  const space = portal.space(param(call, 'objectType'));
  const { inputs } = readBody(request, updateInput);
  if (inputs.length > mostInputs) throw tooManyInputs(mostInputs);
  refuseDuplicates(inputs.map((input) => input.id));
  const items = inputs
    // Merged-away ids are left out without a word.
    .filter((input) => input.idProperty != null || !space.records.isMergedAway(input.id))
    .map((input): BatchItem => {
      return {
        traceId: input.objectWriteTraceId ?? undefined,
        prepare(claims) {
          const record = findRecord(space, input.id, input.idProperty ?? null);
          if (record === undefined)
            throw updateTargetMissing(portal.id, space, input.id, input.idProperty ?? undefined);
          return prepareUpdate(call, space, record, input.properties, claims);
        },
      };
    });
  return writeBatch(call, 200, items);
}

function updateTargetMissing(portalId: number, space: ObjectSpace, id: string, idProperty: string | undefined) {
  const missing = objectsMissing(space, [id]);
  if (idProperty === undefined) return new HubspotFailure(404, missing);
  const coordinates = `${portalId}-${space.type.id}-${idProperty}:${id}`;
  return new HubspotFailure(400, { ...missing, context: { missingObjectPropertyValueCoordinates: [coordinates] } });
}

function upsertBatch(call: HubspotCall) {
  const { portal, request } = call;
  const space = portal.space(param(call, 'objectType'));
  const { inputs } = readBody(request, updateInput);
  if (inputs.length > mostInputs) throw tooManyInputs(mostInputs);
  const [idProperty, another] = new Set(inputs.map((input) => input.idProperty ?? ''));
  if (another !== undefined) throw validationFailure('All inputs of a batch upsert must have the same idProperty');
  if (idProperty === '') throw validationFailure('A batch upsert needs the idProperty of each input');
  refuseDuplicates(inputs.map((input) => input.id));
  const items = inputs.map((input): BatchItem => {
    return {
      traceId: input.objectWriteTraceId ?? undefined,
      prepare(claims) {
        const property = idProperty ?? '';
        const id = idWithProperty(space, property, input.id);
        const record = id === undefined ? undefined : space.records.get(id);
        const isNew = record === undefined;
        const commit = isNew
          ? prepareCreate(call, space, { ...input.properties, [property]: input.id }, [], claims)
          : prepareUpdate(call, space, record, input.properties, claims);
        return () => ({ ...commit(), new: isNew });
      },
    };
  });
  return writeBatch(call, 200, items);
}

function archiveBatch(call: HubspotCall) {
  const { portal, request } = call;
  const space = portal.space(param(call, 'objectType'));
  const { inputs } = readBody(request, archiveInput);
  if (inputs.length > mostInputs) throw tooManyInputs(mostInputs);
  for (const { id } of inputs) {
    const record = space.records.get(id);
    if (record !== undefined) commitArchive(portal, space, record);
  }
  return { status: 204 };
}

function refuseDuplicates(ids: readonly string[]): void {
  const duplicates = [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
  if (duplicates.length === 0) return;
  throw validationFailure(`Duplicate IDs found in batch input: [${duplicates.join(', ')}]. IDs must be unique`, {
    context: { ids: duplicates },
  });
}
