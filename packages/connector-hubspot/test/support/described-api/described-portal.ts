import { z } from 'zod';
import { batchAnswers, type DescribedCall, describedPath, int32, moment, nextPage, texts } from './described-call.ts';

const option = z.strictObject({
  label: z.string(),
  value: z.string(),
  hidden: z.boolean(),
  displayOrder: int32.optional(),
  description: z.string().optional(),
});

const property = z.strictObject({
  name: z.string(),
  label: z.string(),
  type: z.string(),
  fieldType: z.string(),
  groupName: z.string(),
  description: z.string(),
  options: z.array(option),
  archived: z.boolean().optional(),
  archivedAt: moment.optional(),
  calculated: z.boolean().optional(),
  calculationFormula: z.string().optional(),
  createdAt: moment.optional(),
  createdUserId: z.string().optional(),
  dataSensitivity: z.enum(['highly_sensitive', 'non_sensitive', 'sensitive']).optional(),
  dateDisplayHint: z.enum(['absolute', 'absolute_with_relative', 'time_since', 'time_until']).optional(),
  displayOrder: int32.optional(),
  externalOptions: z.boolean().optional(),
  formField: z.boolean().optional(),
  hasUniqueValue: z.boolean().optional(),
  hidden: z.boolean().optional(),
  hubspotDefined: z.boolean().optional(),
  modificationMetadata: z
    .strictObject({
      archivable: z.boolean(),
      readOnlyDefinition: z.boolean(),
      readOnlyOptions: z.boolean().optional(),
      readOnlyValue: z.boolean(),
    })
    .optional(),
  referencedObjectType: z.string().optional(),
  sensitiveDataCategories: z.array(z.string()).optional(),
  showCurrencySymbol: z.boolean().optional(),
  updatedAt: moment.optional(),
  updatedUserId: z.string().optional(),
});

const stage = z.strictObject({
  id: z.string(),
  label: z.string(),
  displayOrder: int32,
  metadata: texts,
  archived: z.boolean(),
  archivedAt: moment.optional(),
  createdAt: moment,
  updatedAt: moment,
  // Described as required, and absent from recorded answers.
  writePermissions: z.enum(['CRM_PERMISSIONS_ENFORCEMENT', 'INTERNAL_ONLY', 'READ_ONLY']).optional(),
});

const schema = z.strictObject({
  id: z.string(),
  objectTypeId: z.string(),
  name: z.string(),
  fullyQualifiedName: z.string(),
  labels: z.strictObject({ singular: z.string().optional(), plural: z.string().optional() }),
  allowsSensitiveProperties: z.boolean(),
  archived: z.boolean(),
  // The moments of an association are null in recorded answers.
  associations: z.array(
    z.strictObject({
      id: z.string(),
      fromObjectTypeId: z.string(),
      toObjectTypeId: z.string(),
      name: z.string().optional(),
      createdAt: moment.nullish(),
      updatedAt: moment.nullish(),
    }),
  ),
  properties: z.array(property),
  requiredProperties: z.array(z.string()),
  searchableProperties: z.array(z.string()),
  secondaryDisplayProperties: z.array(z.string()),
  primaryDisplayProperty: z.string().optional(),
  description: z.string().optional(),
  createdAt: moment.optional(),
  createdByUserId: int32.optional(),
  updatedAt: moment.optional(),
  updatedByUserId: int32.optional(),
  // Not described, and there in recorded answers.
  restorable: z.boolean().optional(),
  metaType: z.string().optional(),
  portalId: int32.optional(),
});

const including = ['includeAssociationDefinitions', 'includeAuditMetadata', 'includePropertyDefinitions'];

export const describedPortal: readonly DescribedCall[] = [
  {
    method: 'GET',
    path: describedPath('/account-info/{version}/details'),
    query: [],
    answers: {
      200: z.strictObject({
        accountType: z.enum(['APP_DEVELOPER', 'DEVELOPER_TEST', 'SANDBOX', 'STANDARD']),
        additionalCurrencies: z.array(z.string()),
        companyCurrency: z.string(),
        dataHostingLocation: z.string(),
        portalId: int32,
        timeZone: z.string(),
        uiDomain: z.string(),
        utcOffset: z.string(),
        utcOffsetMilliseconds: z.int(),
      }),
    },
  },
  {
    method: 'GET',
    path: describedPath('/crm/properties/{version}/:objectType'),
    query: ['archived', 'dataSensitivity', 'locale', 'properties'],
    answers: { 200: z.strictObject({ results: z.array(property) }) },
  },
  {
    method: 'GET',
    path: describedPath('/crm/pipelines/{version}/:objectType'),
    query: [],
    answers: {
      200: z.strictObject({
        results: z.array(stage.omit({ metadata: true, writePermissions: true }).extend({ stages: z.array(stage) })),
      }),
    },
  },
  {
    method: 'GET',
    path: describedPath('/crm-object-schemas/{version}/schemas'),
    query: ['archived', ...including],
    answers: { 200: z.strictObject({ results: z.array(schema) }) },
  },
  {
    method: 'POST',
    path: describedPath('/crm-object-schemas/{version}/schemas/batch/read'),
    query: [],
    request: z.strictObject({
      inputs: z.array(z.string()),
      includeAssociationDefinitions: z.boolean(),
      includeAuditMetadata: z.boolean(),
      includePropertyDefinitions: z.boolean(),
    }),
    // Described without the members that batches have elsewhere.
    answers: {
      200: z.union([z.strictObject({ results: z.array(schema) }), batchAnswers(200, schema)[200] ?? z.never()]),
    },
  },
  {
    method: 'GET',
    path: describedPath('/crm/owners/{version}'),
    query: ['after', 'archived', 'email', 'limit'],
    answers: {
      200: z.strictObject({
        results: z.array(
          z.strictObject({
            id: z.string(),
            type: z.enum(['PERSON', 'QUEUE']),
            archived: z.boolean(),
            createdAt: moment,
            updatedAt: moment,
            email: z.string().optional(),
            firstName: z.string().optional(),
            lastName: z.string().optional(),
            teams: z.array(z.strictObject({ id: z.string(), name: z.string(), primary: z.boolean() })).optional(),
            // Null for one that is archived, in recorded answers.
            userId: int32.nullish(),
            userIdIncludingInactive: int32.optional(),
          }),
        ),
        paging: nextPage.optional(),
      }),
    },
  },
];
