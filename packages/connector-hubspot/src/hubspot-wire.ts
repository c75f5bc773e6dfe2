import { z } from 'zod';

/**
 * What HubSpot sends, as far as the connector reads it. Unknown members pass: HubSpot adds some with every release. Ids
 * are decimal texts in records and numbers in associations; they are texts everywhere from here on.
 */
const id = z.union([z.string(), z.number(), z.bigint()]).transform(String);

/** Of records, and of portals. */
const recordId = id.refine((text) => /^\d+$/.test(text), 'expected a whole number');

/** Values are texts on the wire; other spellings have been seen and mean the same. */
const propertyValue = z.union([z.string(), z.number().transform(String), z.boolean().transform(String), z.null()]);

const paging = z.looseObject({ next: z.looseObject({ after: id }).optional() }).optional();

const inlineAssociations = z.record(
  z.string(),
  z.looseObject({ results: z.array(z.looseObject({ id: recordId })), paging }),
);

export const wireRecordSchema = z.looseObject({
  id: recordId,
  /** A property that is left out is empty; where all are, the answer is none. */
  properties: z.record(z.string(), propertyValue),
  createdAt: z.string().optional(),
  updatedAt: z.string().optional(),
  associations: inlineAssociations.optional(),
  objectWriteTraceId: z.string().nullish(),
});
export type WireRecord = z.output<typeof wireRecordSchema>;

export const recordPageSchema = z.looseObject({ results: z.array(wireRecordSchema), paging });

const errorContext = z.record(z.string(), z.array(id).catch([])).optional().catch(undefined);

/** Every member of an error may be missing; `category` often is. */
export const wireErrorSchema = z.looseObject({
  message: z.string().default(''),
  category: z.string().optional().catch(undefined),
  subCategory: z.string().optional().catch(undefined),
  policyName: z.string().optional().catch(undefined),
  context: errorContext,
  errors: z
    .array(
      z.looseObject({
        message: z.string().default(''),
        code: z.string().optional().catch(undefined),
        context: errorContext,
      }),
    )
    .default([])
    .catch([]),
});
export type WireError = z.output<typeof wireErrorSchema>;

/** What is not among the results of a read is not there, so they may not be missing. */
export const batchReadSchema = z.looseObject({ results: z.array(wireRecordSchema) });

export const batchAnswerSchema = z.looseObject({
  results: z.array(wireRecordSchema).default([]),
  errors: z.array(wireErrorSchema).default([]),
});
export type BatchAnswer = z.output<typeof batchAnswerSchema>;

export const accountSchema = z.looseObject({
  portalId: recordId,
  accountType: z.string().optional(),
  uiDomain: z.string().optional(),
  timeZone: z.string().optional(),
});

/** Of the apps that a portal makes for itself, all together. */
export const callUsageSchema = z.looseObject({
  results: z.array(
    z.looseObject({
      currentUsage: z.number(),
      usageLimit: z.number(),
      fetchStatus: z.string(),
      resetsAt: z.string().nullish(),
    }),
  ),
});
export type WireCallUsage = z.output<typeof callUsageSchema>['results'][number];

/** Of the token of a private app. */
export const tokenInfoSchema = z.looseObject({ scopes: z.array(z.string()) });

export const wirePropertySchema = z.looseObject({
  name: z.string().min(1),
  label: z.string().default(''),
  type: z.string(),
  fieldType: z.string().default(''),
  options: z
    .array(z.looseObject({ value: z.string(), label: z.string().default(''), displayOrder: z.number().optional() }))
    .default([]),
  calculated: z.boolean().optional(),
  externalOptions: z.boolean().optional(),
  referencedObjectType: z.string().nullish(),
  hasUniqueValue: z.boolean().optional(),
  modificationMetadata: z.looseObject({ readOnlyValue: z.boolean().optional() }).nullish(),
});
export type WireProperty = z.output<typeof wirePropertySchema>;
export const propertiesSchema = z.looseObject({ results: z.array(wirePropertySchema) });

/** Rules that people of the portal have set for the values of properties. */
export const propertyValidationsSchema = z.looseObject({
  results: z.array(
    z.looseObject({
      propertyName: z.string(),
      propertyValidationRules: z
        .array(
          z.looseObject({
            ruleType: z.string(),
            ruleArguments: z.array(z.string()).default([]),
            shouldApplyNormalization: z.boolean().nullish(),
          }),
        )
        .default([]),
    }),
  ),
});
export type WirePropertyValidations = z.output<typeof propertyValidationsSchema>['results'];

export const pipelinesSchema = z.looseObject({
  results: z.array(
    z.looseObject({ id, label: z.string(), stages: z.array(z.looseObject({ id, label: z.string() })).default([]) }),
  ),
});
export type WirePipeline = z.output<typeof pipelinesSchema>['results'][number];

const texts = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);

const definitionSchema = z.looseObject({
  id,
  fromObjectTypeId: z.string(),
  toObjectTypeId: z.string(),
  name: z.string().nullish(),
});
export type WireDefinition = z.output<typeof definitionSchema>;

export const wireSchemaSchema = z.looseObject({
  name: z.string(),
  objectTypeId: z.string().optional(),
  fullyQualifiedName: z.string().optional(),
  labels: z
    .looseObject({ singular: z.string().default(''), plural: z.string().default('') })
    .default({ singular: '', plural: '' }),
  primaryDisplayProperty: z.string().nullish(),
  secondaryDisplayProperties: texts,
  requiredProperties: texts,
  archived: z.boolean().optional(),
  associations: z.array(definitionSchema).default([]).catch([]),
});
export type WireSchema = z.output<typeof wireSchemaSchema>;
export const schemasSchema = z.looseObject({ results: z.array(wireSchemaSchema) });

export const associationTypesSchema = z.looseObject({
  results: z.array(z.looseObject({ category: z.string(), typeId: z.number(), label: z.string().nullish() })),
});
export type WireAssociationTypes = z.output<typeof associationTypesSchema>['results'];

export const associationLimitsSchema = z.looseObject({
  results: z.array(
    z.looseObject({
      category: z.string(),
      typeId: z.number(),
      userEnforcedMaxToObjectIds: z.number().nullish(),
    }),
  ),
});
export type WireAssociationLimits = z.output<typeof associationLimitsSchema>['results'];

export const ownersSchema = z.looseObject({
  results: z.array(z.looseObject({ id, email: z.string().nullish() })),
  paging,
});

export const associationBatchSchema = z.looseObject({
  results: z
    .array(
      z.looseObject({
        from: z.looseObject({ id: recordId }),
        // Neither may be missing: no targets would end associations, and no types would take their marks.
        to: z.array(
          z.looseObject({
            toObjectId: recordId,
            associationTypes: z.array(z.looseObject({ category: z.string(), typeId: z.number() })),
          }),
        ),
        paging,
      }),
    )
    .default([]),
  errors: z.array(wireErrorSchema).default([]),
});
export type AssociationBatch = z.output<typeof associationBatchSchema>;

/** Answers to association writes name the pair in one of two shapes, depending on the endpoint. */
export const associationWriteSchema = z.looseObject({
  results: z
    .array(
      z.union([
        z
          .looseObject({ fromObjectId: id, toObjectId: id })
          .transform((pair) => ({ from: pair.fromObjectId, to: pair.toObjectId })),
        z
          .looseObject({ from: z.looseObject({ id }), to: z.looseObject({ id }) })
          .transform((pair) => ({ from: pair.from.id, to: pair.to.id })),
      ]),
    )
    .default([]),
  errors: z.array(wireErrorSchema).default([]),
});
export type AssociationWriteAnswer = z.output<typeof associationWriteSchema>;
