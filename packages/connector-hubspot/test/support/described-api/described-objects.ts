import { z } from 'zod';
import {
  batchAnswers,
  bothPages,
  describedIn,
  describedPath,
  flagText,
  int32,
  moment,
  nextPage,
  nothing,
  numberText,
  texts,
} from './described-call.ts';

const category = z.enum(['HUBSPOT_DEFINED', 'INTEGRATOR_DEFINED', 'USER_DEFINED', 'WORK']);
export const associationSpec = z.strictObject({ associationCategory: category, associationTypeId: int32 });

const formerValue = z.strictObject({
  sourceType: z.string(),
  timestamp: moment,
  value: z.string(),
  sourceId: z.string().optional(),
  sourceLabel: z.string().optional(),
  updatedByUserId: int32.optional(),
});

const record = z.strictObject({
  id: z.string(),
  // `null` by the description of the objects API (424/2026-09/objects.json), which is for all of them; those of single objects lack it.
  properties: z.record(z.string(), z.string().nullable()),
  createdAt: moment,
  updatedAt: moment,
  archived: z.boolean(),
  archivedAt: moment.optional(),
  objectWriteTraceId: z.string().optional(),
  propertiesWithHistory: z.record(z.string(), z.array(formerValue)).optional(),
  url: z.string().optional(),
  warnings: z.array(z.strictObject({ category: z.string(), context: texts, message: z.string() })).optional(),
});
const upserted = record.extend({ properties: texts, new: z.boolean() });
const associatedRecord = record.extend({
  associations: z
    .record(
      z.string(),
      z.strictObject({
        results: z.array(z.strictObject({ id: z.string(), type: z.string() })),
        paging: bothPages.optional(),
      }),
    )
    .optional(),
});

const objects = '/crm/objects/{version}/:objectType';
const operator = z.enum([
  'BETWEEN',
  'CONTAINS_TOKEN',
  'EQ',
  'GT',
  'GTE',
  'HAS_PROPERTY',
  'IN',
  'LT',
  'LTE',
  'NEQ',
  'NOT_CONTAINS_TOKEN',
  'NOT_HAS_PROPERTY',
  'NOT_IN',
]);
const filter = z.strictObject({
  operator,
  propertyName: z.string(),
  highValue: z.string().optional(),
  value: z.string().optional(),
  values: z.array(z.string()).optional(),
});
const end = z.strictObject({ id: z.string() });
const shown = {
  archived: flagText,
  associations: z.string(),
  properties: z.string(),
  propertiesWithHistory: z.string(),
};
const change = z.strictObject({
  id: z.string(),
  properties: texts,
  idProperty: z.string().optional(),
  objectWriteTraceId: z.string().optional(),
});

/** Contacts stand for all: the description of one object names it where the one of all of them has `{objectType}`. */
export const describedObjects = describedIn(
  'CRM/Contacts/Rollouts/321895/2026-09/contacts.json',
  '1b3ca0ef212c8c794f9e32dc77bb27c95b17c6e8',
  [
    {
      method: 'GET',
      path: describedPath(objects),
      query: { after: z.string(), limit: numberText, ...shown },
      answers: { 200: z.strictObject({ results: z.array(associatedRecord), paging: nextPage.optional() }) },
    },
    {
      method: 'GET',
      path: describedPath(`${objects}/:objectId`),
      query: { idProperty: z.string(), ...shown },
      answers: { 200: associatedRecord },
    },
    {
      method: 'POST',
      path: describedPath(`${objects}/batch/read`),
      query: { archived: flagText },
      request: z.strictObject({
        inputs: z.array(end),
        properties: z.array(z.string()),
        propertiesWithHistory: z.array(z.string()),
        idProperty: z.string().optional(),
      }),
      answers: batchAnswers(200, record),
    },
    {
      method: 'POST',
      path: describedPath(`${objects}/batch/create`),
      query: {},
      request: z.strictObject({
        inputs: z.array(
          z.strictObject({
            associations: z.array(z.strictObject({ to: end, types: z.array(associationSpec) })),
            properties: texts,
            objectWriteTraceId: z.string().optional(),
          }),
        ),
      }),
      answers: batchAnswers(201, record),
    },
    {
      method: 'POST',
      path: describedPath(`${objects}/batch/update`),
      query: {},
      request: z.strictObject({ inputs: z.array(change) }),
      answers: batchAnswers(200, record),
    },
    {
      method: 'POST',
      path: describedPath(`${objects}/batch/upsert`),
      query: {},
      request: z.strictObject({ inputs: z.array(change) }),
      answers: batchAnswers(200, upserted),
    },
    {
      method: 'POST',
      path: describedPath(`${objects}/batch/archive`),
      query: {},
      request: z.strictObject({ inputs: z.array(end) }),
      answers: { 204: nothing },
    },
    {
      method: 'POST',
      path: describedPath(`${objects}/merge`),
      query: {},
      request: z.strictObject({ objectIdToMerge: z.string(), primaryObjectId: z.string() }),
      answers: { 200: record },
    },
    {
      method: 'POST',
      path: describedPath(`${objects}/search`),
      query: {},
      request: z.strictObject({
        after: z.string(),
        filterGroups: z.array(z.strictObject({ filters: z.array(filter) })),
        limit: int32,
        properties: z.array(z.string()),
        // Described as texts; an object in the guide of the same release.
        sorts: z.array(
          z.union([
            z.string(),
            z.strictObject({ propertyName: z.string(), direction: z.enum(['ASCENDING', 'DESCENDING']) }),
          ]),
        ),
        query: z.string().optional(),
      }),
      answers: { 200: z.strictObject({ total: int32, results: z.array(record), paging: bothPages.optional() }) },
    },
  ],
);
