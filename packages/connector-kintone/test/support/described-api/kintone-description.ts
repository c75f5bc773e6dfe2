import { z } from 'zod';
import type { DescribedCall } from '../../../../../test/described-api/described-call.ts';
import type { DescribedApi } from '../../../../../test/described-api/witness.ts';
import { describedField, readRecord, sentRecord } from './described-fields.ts';
import { moment, whole } from './described-values.ts';

const source = {
  repository: 'kintone/rest-api-spec',
  file: 'kintone/20250423000000/bundled/openapi.yaml',
  commit: '6cfa1aeb692634b3dbabf66438dcb1d5c1eb0510',
};

const idText = z.string().regex(/^\d+$/);
const ids = z.array(idText);
const lang = z.enum(['default', 'user', 'ja', 'en', 'zh']);
const name = (path: string): RegExp => new RegExp(`^/k(?:/guest/\\d+)?/v1/${path.replaceAll('.', '\\.')}$`);

const person = z.strictObject({ code: z.string().optional(), name: z.string().optional() });
/** Nothing of an answer is described as required. */
const app = z.strictObject({
  appId: whole.optional(),
  code: z.string().optional(),
  createdAt: moment.optional(),
  creator: person.optional(),
  description: z.string().optional(),
  modifiedAt: moment.optional(),
  modifier: person.optional(),
  name: z.string().optional(),
  // Described as integers, and by its text as null outside of spaces.
  spaceId: whole.nullish(),
  threadId: whole.nullish(),
});

const settings = z.strictObject({
  description: z.string().max(10_000).optional(),
  enableBulkDeletion: z.boolean().optional(),
  enableComments: z.boolean().optional(),
  enableDuplicateRecord: z.boolean().optional(),
  enableInlineRecordEditing: z.boolean().optional(),
  enableThumbnails: z.boolean().optional(),
  firstMonthOfFiscalYear: z.string().optional(),
  icon: z.looseObject({ type: z.enum(['FILE', 'PRESET']) }).optional(),
  name: z.string().min(1).max(64).optional(),
  numberPrecision: z
    .strictObject({
      decimalPlaces: z.string().optional(),
      digits: z.string().optional(),
      roundingMode: z.enum(['HALF_EVEN', 'UP', 'DOWN']).optional(),
    })
    .optional(),
  revision: whole.optional(),
  theme: z
    .enum(['WHITE', 'CLIPBOARD', 'BINDER', 'PENCIL', 'CLIPS', 'RED', 'GREEN', 'BLUE', 'YELLOW', 'BLACK'])
    .optional(),
  titleField: z.strictObject({ selectionMode: z.enum(['AUTO', 'MANUAL']), code: z.string().optional() }).optional(),
});

const right = z.strictObject({
  entities: z
    .array(
      z.strictObject({
        deletable: z.boolean().optional(),
        editable: z.boolean().optional(),
        entity: z
          .strictObject({
            code: z.string().optional(),
            type: z.enum(['USER', 'GROUP', 'ORGANIZATION', 'FIELD_ENTITY']).optional(),
          })
          .optional(),
        includeSubs: z.boolean().optional(),
        viewable: z.boolean().optional(),
      }),
    )
    .optional(),
  filterCond: z.string().optional(),
});

const evaluated = z.strictObject({
  id: whole.optional(),
  record: z
    .strictObject({
      deletable: z.boolean().optional(),
      editable: z.boolean().optional(),
      viewable: z.boolean().optional(),
    })
    .optional(),
  fields: z
    .record(z.string(), z.strictObject({ editable: z.boolean().optional(), viewable: z.boolean().optional() }))
    .optional(),
});

// `totalCount` is described as an integer; null where it was not asked for, in every documented answer.
const records = z.strictObject({ records: z.array(readRecord), totalCount: whole.nullish() });

const changed = z.strictObject({
  id: whole.optional(),
  record: sentRecord.optional(),
  revision: whole.optional(),
  updateKey: z.strictObject({ field: z.string(), value: z.string().max(64) }).optional(),
});

const calls: readonly Omit<DescribedCall, 'source'>[] = [
  {
    method: 'GET',
    path: name('apps.json'),
    query: {
      codes: z.array(z.string()),
      ids,
      limit: idText,
      name: z.string().max(64),
      offset: idText,
      spaceIds: ids,
    },
    answers: { 200: z.strictObject({ apps: z.array(app) }) },
  },
  { method: 'GET', path: name('app.json'), query: { id: idText }, required: ['id'], answers: { 200: app } },
  {
    method: 'GET',
    path: name('app/form/fields.json'),
    query: { app: idText, lang },
    required: ['app'],
    answers: {
      200: z.strictObject({ properties: z.record(z.string(), describedField), revision: whole.optional() }),
    },
  },
  {
    method: 'GET',
    path: name('app/settings.json'),
    query: { app: idText, lang },
    required: ['app'],
    answers: { 200: settings },
  },
  {
    method: 'GET',
    path: name('record.json'),
    query: { app: idText, id: idText },
    required: ['app', 'id'],
    answers: { 200: z.strictObject({ record: readRecord }) },
  },
  {
    method: 'GET',
    path: name('record/acl.json'),
    query: { app: idText, lang },
    required: ['app'],
    answers: { 200: z.strictObject({ revision: whole.optional(), rights: z.array(right).optional() }) },
  },
  {
    method: 'GET',
    path: name('records/acl/evaluate.json'),
    query: { app: idText, ids },
    required: ['app', 'ids'],
    answers: { 200: z.strictObject({ rights: z.array(evaluated).optional() }) },
  },
  {
    method: 'GET',
    path: name('records.json'),
    query: { app: idText, fields: z.array(z.string()), query: z.string(), totalCount: z.enum(['true', 'false']) },
    required: ['app'],
    answers: { 200: records },
  },
  {
    // Not described; the guide of the API has it for parameters that are longer than an address may be.
    method: 'POST as GET',
    path: name('records.json'),
    query: {},
    request: z.strictObject({
      app: whole,
      fields: z.array(z.string()).optional(),
      query: z.string().optional(),
      totalCount: z.boolean().optional(),
    }),
    answers: { 200: records },
  },
  {
    method: 'POST',
    path: name('records.json'),
    query: {},
    request: z.strictObject({ app: whole, records: z.array(sentRecord) }),
    answers: {
      200: z.strictObject({ ids: z.array(whole).optional(), revisions: z.array(whole).optional() }),
    },
  },
  {
    method: 'PUT',
    path: name('records.json'),
    query: {},
    request: z.strictObject({ app: whole, records: z.array(changed), upsert: z.boolean().optional() }),
    answers: {
      200: z.strictObject({
        records: z
          .array(
            z.strictObject({
              id: whole.optional(),
              operation: z.enum(['INSERT', 'UPDATE']).optional(),
              revision: whole.optional(),
            }),
          )
          .optional(),
      }),
    },
  },
  {
    method: 'DELETE',
    path: name('records.json'),
    query: { app: idText, ids, revisions: z.array(z.string().regex(/^(-1|\d+)$/)) },
    required: ['app', 'ids'],
    answers: { 200: z.strictObject({}) },
  },
];

/** Not described: what the guide has of every refusal. */
const refusal = z.strictObject({
  code: z.string(),
  id: z.string(),
  message: z.string(),
  errors: z.record(z.string(), z.strictObject({ messages: z.array(z.string()) })).optional(),
});

export const kintoneDescription: DescribedApi = {
  calls: calls.map((call) => ({ ...call, source })),
  /** Users, which another API than Kintone's own has. */
  undescribed: /^\/v1\/users\.json$/,
  nameOf: (path) => path,
  refusalOf: () => refusal,
};
