import { z } from 'zod';
import {
  batchAnswers,
  bothPages,
  type DescribedCall,
  describedPath,
  int32,
  moment,
  nextPage,
  nothing,
  texts,
} from './described-call.ts';

const category = z.enum(['HUBSPOT_DEFINED', 'INTEGRATOR_DEFINED', 'USER_DEFINED', 'WORK']);
export const associationSpec = z.strictObject({ associationCategory: category, associationTypeId: int32 });

const warning = z.strictObject({ category: z.string(), message: z.string(), context: texts });

const record = z.strictObject({
  id: z.string(),
  // Described as texts; an empty property is null in every recorded answer.
  properties: z.record(z.string(), z.string().nullable()),
  createdAt: moment,
  updatedAt: moment,
  archived: z.boolean(),
  archivedAt: moment.optional(),
  objectWriteTraceId: z.string().optional(),
  propertiesWithHistory: z.record(z.string(), z.array(z.looseObject({ value: z.string() }))).optional(),
  url: z.string().optional(),
  // Not described; in the changelog of the release.
  warnings: z.array(warning).optional(),
});
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
  propertyName: z.string(),
  operator,
  value: z.string().optional(),
  highValue: z.string().optional(),
  values: z.array(z.string()).optional(),
});
const properties = texts;
const objectWriteTraceId = z.string().optional();

export const describedObjects: readonly DescribedCall[] = [
  {
    method: 'GET',
    path: describedPath(objects),
    query: ['after', 'archived', 'associations', 'limit', 'properties', 'propertiesWithHistory'],
    answers: { 200: z.strictObject({ results: z.array(associatedRecord), paging: nextPage.optional() }) },
  },
  {
    method: 'GET',
    path: describedPath(`${objects}/:objectId`),
    query: ['archived', 'associations', 'idProperty', 'properties', 'propertiesWithHistory'],
    answers: { 200: associatedRecord },
  },
  {
    method: 'POST',
    path: describedPath(`${objects}/batch/read`),
    query: ['archived'],
    request: z.strictObject({
      idProperty: z.string().optional(),
      inputs: z.array(z.strictObject({ id: z.string() })),
      properties: z.array(z.string()),
      propertiesWithHistory: z.array(z.string()),
    }),
    answers: batchAnswers(200, record),
  },
  {
    method: 'POST',
    path: describedPath(`${objects}/batch/create`),
    query: [],
    request: z.strictObject({
      inputs: z.array(
        z.strictObject({
          properties,
          objectWriteTraceId,
          associations: z.array(
            z.strictObject({ to: z.strictObject({ id: z.string() }), types: z.array(associationSpec) }),
          ),
        }),
      ),
    }),
    answers: batchAnswers(201, record),
  },
  {
    method: 'POST',
    path: describedPath(`${objects}/batch/update`),
    query: [],
    request: z.strictObject({
      inputs: z.array(
        z.strictObject({ id: z.string(), idProperty: z.string().optional(), properties, objectWriteTraceId }),
      ),
    }),
    answers: batchAnswers(200, record),
  },
  {
    method: 'POST',
    path: describedPath(`${objects}/batch/upsert`),
    query: [],
    request: z.strictObject({
      inputs: z.array(
        z.strictObject({ id: z.string(), idProperty: z.string().optional(), properties, objectWriteTraceId }),
      ),
    }),
    answers: batchAnswers(200, record.extend({ new: z.boolean() })),
  },
  {
    method: 'POST',
    path: describedPath(`${objects}/batch/archive`),
    query: [],
    request: z.strictObject({ inputs: z.array(z.strictObject({ id: z.string() })) }),
    answers: { 204: nothing },
  },
  {
    method: 'POST',
    path: describedPath(`${objects}/merge`),
    query: [],
    request: z.strictObject({ objectIdToMerge: z.string(), primaryObjectId: z.string() }),
    answers: { 200: record },
  },
  {
    method: 'POST',
    path: describedPath(`${objects}/search`),
    query: [],
    request: z.strictObject({
      after: z.string(),
      filterGroups: z.array(z.strictObject({ filters: z.array(filter) })),
      limit: int32,
      properties: z.array(z.string()),
      query: z.string().optional(),
      // Described as texts; an object in the guide of the same release.
      sorts: z.array(
        z.union([
          z.string(),
          z.strictObject({ propertyName: z.string(), direction: z.enum(['ASCENDING', 'DESCENDING']) }),
        ]),
      ),
    }),
    answers: { 200: z.strictObject({ total: int32, results: z.array(record), paging: bothPages.optional() }) },
  },
];
