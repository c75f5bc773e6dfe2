import { z } from 'zod';
import { describedIn, describedPath, flagText, int32, moment, nextPage, numberText, texts } from './described-call.ts';

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
  currencyPropertyName: z.string().optional(),
  numberDisplayHint: z
    .enum(['currency', 'duration', 'formatted', 'percentage', 'probability', 'unformatted'])
    .optional(),
  referencedObjectType: z.string().optional(),
  sensitiveDataCategories: z.array(z.string()).optional(),
  showCurrencySymbol: z.boolean().optional(),
  textDisplayHint: z
    .enum([
      'domain_name',
      'email',
      'ip_address',
      'multi_line',
      'phone_number',
      'physical_address',
      'postal_code',
      'unformatted_single_line',
    ])
    .optional(),
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
  writePermissions: z.enum(['CRM_PERMISSIONS_ENFORCEMENT', 'INTERNAL_ONLY', 'READ_ONLY']),
});

/** Without what the descriptions of properties have beyond those of schemas. */
const propertyOfSchema = property.omit({ currencyPropertyName: true, numberDisplayHint: true, textDisplayHint: true });

const schema = z.strictObject({
  id: z.string(),
  objectTypeId: z.string(),
  name: z.string(),
  fullyQualifiedName: z.string(),
  labels: z.strictObject({ singular: z.string().optional(), plural: z.string().optional() }),
  allowsSensitiveProperties: z.boolean(),
  archived: z.boolean(),
  associations: z.array(
    z.strictObject({
      id: z.string(),
      fromObjectTypeId: z.string(),
      toObjectTypeId: z.string(),
      name: z.string().optional(),
      createdAt: moment.optional(),
      updatedAt: moment.optional(),
    }),
  ),
  properties: z.array(propertyOfSchema),
  requiredProperties: z.array(z.string()),
  searchableProperties: z.array(z.string()),
  secondaryDisplayProperties: z.array(z.string()),
  primaryDisplayProperty: z.string().optional(),
  description: z.string().optional(),
  createdAt: moment.optional(),
  createdByUserId: int32.optional(),
  updatedAt: moment.optional(),
  updatedByUserId: int32.optional(),
});
const schemas = { 200: z.strictObject({ results: z.array(schema) }) };

const account = describedIn(
  'Account/Account Info/Rollouts/318954/2026-09/accountInfo.json',
  '1f7fc3f74c5d96cd410c959eeb034ea94328f026',
  [
    {
      method: 'GET',
      path: describedPath('/account-info/{version}/details'),
      query: {},
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
          createdAt: z.int().optional(),
          portalName: z.string().optional(),
        }),
      },
    },
  ],
);

const properties = describedIn(
  'CRM/Properties/Rollouts/145899/2026-09/properties.json',
  '14e3ef87af453acfcb14e992d9f4a613efeedae6',
  [
    {
      method: 'GET',
      path: describedPath('/crm/properties/{version}/:objectType'),
      query: {
        archived: flagText,
        dataSensitivity: z.enum(['highly_sensitive', 'non_sensitive', 'sensitive']),
        locale: z.string(),
        properties: z.string(),
      },
      answers: { 200: z.strictObject({ results: z.array(property) }) },
    },
  ],
);

const pipelines = describedIn(
  'CRM/Pipelines/Rollouts/321972/2026-09/pipelines.json',
  '43e620adc31f23c85ff35277a052b54aadd1fcb9',
  [
    {
      method: 'GET',
      path: describedPath('/crm/pipelines/{version}/:objectType'),
      query: {},
      answers: {
        200: z.strictObject({
          results: z.array(stage.omit({ metadata: true, writePermissions: true }).extend({ stages: z.array(stage) })),
        }),
      },
    },
  ],
);

const objectSchemas = describedIn(
  'CRM/Schemas/Rollouts/145900/2026-09/schemas.json',
  '3dcb67ee76afe1cecb4a29e5f337eace7cc6bc0c',
  [
    {
      method: 'GET',
      path: describedPath('/crm-object-schemas/{version}/schemas'),
      query: {
        archived: flagText,
        includeAssociationDefinitions: flagText,
        includeAuditMetadata: flagText,
        includePropertyDefinitions: flagText,
      },
      answers: schemas,
    },
    {
      method: 'POST',
      path: describedPath('/crm-object-schemas/{version}/schemas/batch/read'),
      query: {},
      request: z.strictObject({
        inputs: z.array(z.string()),
        includeAssociationDefinitions: z.boolean(),
        includeAuditMetadata: z.boolean(),
        includePropertyDefinitions: z.boolean(),
      }),
      answers: schemas,
    },
  ],
);

const owners = describedIn(
  'CRM/Crm Owners/Rollouts/146888/2026-09/crmOwners.json',
  '44aef17470df53775abb5d210bbbc80a48f3a01e',
  [
    {
      method: 'GET',
      path: describedPath('/crm/owners/{version}'),
      query: { after: z.string(), archived: flagText, email: z.string(), limit: numberText },
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
              userId: int32.optional(),
              userIdIncludingInactive: int32.optional(),
            }),
          ),
          paging: nextPage.optional(),
        }),
      },
    },
  ],
);

const ruleType = z.enum([
  'AFTER_DATETIME_DURATION',
  'AFTER_DURATION',
  'ALPHANUMERIC',
  'BEFORE_DATETIME_DURATION',
  'BEFORE_DURATION',
  'DAYS_OF_WEEK',
  'DECIMAL',
  'DOMAIN',
  'EMAIL',
  'EMAIL_ALLOWED_DOMAINS',
  'EMAIL_BLOCKED_DOMAINS',
  'END_DATE',
  'END_DATETIME',
  'FORMAT',
  'MAX_LENGTH',
  'MAX_NUMBER',
  'MIN_LENGTH',
  'MIN_NUMBER',
  'PHONE_NUMBER_WITH_EXPLICIT_COUNTRY_CODE',
  'REGEX',
  'SPECIAL_CHARACTERS',
  'START_DATE',
  'START_DATETIME',
  'URL',
  'URL_ALLOWED_DOMAINS',
  'URL_BLOCKED_DOMAINS',
  'WHITESPACE',
]);

/** Rules that people set for the values of properties. */
export const describedValidations = describedIn(
  'CRM/Property Validations/Rollouts/215885/2026-09/propertyValidations.json',
  '0c2f7c7d380088c3bb6bd7005b49abc27b4d2ee4',
  [
    {
      method: 'GET',
      path: describedPath('/crm/property-validations/{version}/:objectTypeId'),
      query: {},
      answers: {
        200: z.strictObject({
          results: z.array(
            z.strictObject({
              propertyName: z.string(),
              propertyValidationRules: z.array(
                z.strictObject({
                  ruleArguments: z.array(z.string()),
                  ruleType,
                  shouldApplyNormalization: z.boolean().optional(),
                }),
              ),
            }),
          ),
        }),
      },
    },
  ],
);

export const describedPortal = [...account, ...properties, ...pipelines, ...objectSchemas, ...owners];
