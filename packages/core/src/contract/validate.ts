import { z } from 'zod';
import {
  type ConnectorError,
  ContractError,
  isErrorOfKind,
  isLinkwrightError,
  type RecordError,
} from '../errors/linkwright-error.ts';
import { answerLimits } from './answer-limits.ts';
import type { AppConnection } from './app-connection.ts';
import { type Connector, contractVersions } from './connector.ts';
import { fieldTypes, type ObjectSchema } from './object-schema.ts';
import type { SourceRecord } from './source-record.ts';

/*
 * A connector is third-party code, and its answers cross a border. Unknown additions pass: a newer connector may say
 * more than this release knows.
 */

const id = z.string().min(1);
const batchLimit = z.int().min(1);

const batchLimitsSchema = z.looseObject({
  read: batchLimit,
  lookup: batchLimit,
  create: batchLimit,
  update: batchLimit,
  archive: batchLimit,
  readAssociations: batchLimit,
  writeAssociations: batchLimit,
  associationTargets: batchLimit.exactOptional(),
});

const writeWay = z.enum(['inline', 'separate']);

export const capabilitiesSchema = z.looseObject({
  requiresExplicitAssociationSyncs: z.boolean(),
  associationWrites: z.looseObject({ create: writeWay, update: writeWay }),
  deletions: z.enum(['feed', 'sweep']),
  archive: z.enum(['reversible', 'permanent', 'none']),
  conditionalWrites: z.boolean(),
  echoesWrites: z.boolean().exactOptional(),
  lookupDelayMs: z.number().min(0),
  batchLimits: batchLimitsSchema,
});

const capabilityShape = capabilitiesSchema.shape;
const capabilityOverridesSchema = z.looseObject({
  requiresExplicitAssociationSyncs: capabilityShape.requiresExplicitAssociationSyncs.exactOptional(),
  associationWrites: capabilityShape.associationWrites.exactOptional(),
  deletions: capabilityShape.deletions.exactOptional(),
  archive: capabilityShape.archive.exactOptional(),
  conditionalWrites: capabilityShape.conditionalWrites.exactOptional(),
  echoesWrites: capabilityShape.echoesWrites,
  lookupDelayMs: capabilityShape.lookupDelayMs.exactOptional(),
  batchLimits: capabilityShape.batchLimits.exactOptional(),
});

const summaryShape = { id, name: id, aliases: z.array(id).exactOptional(), label: z.string(), custom: z.boolean() };

export const objectSummarySchema = z.looseObject(summaryShape);

export const fieldSchemaSchema = z.looseObject({
  id,
  name: id,
  label: z.string(),
  type: z.enum(fieldTypes),
  required: z.boolean(),
  readOnly: z.boolean(),
  unique: z.boolean(),
  options: z.array(z.looseObject({ value: z.string(), label: z.string() })).exactOptional(),
  precision: z.union([z.enum(['minute', 'second', 'millisecond']), z.int().min(0)]).exactOptional(),
  digits: z.int().min(1).exactOptional(),
  blankIsFalse: z.literal(true).exactOptional(),
  timeZone: z.string().exactOptional(),
  lookup: z.enum(['consistent', 'delayed', 'none']),
  standard: id.exactOptional(),
});

export const associationFieldSchemaSchema = z.looseObject({
  id,
  name: id,
  label: z.string(),
  targets: z.array(id).min(1),
  cardinality: z.enum(['one', 'many']),
  readOnly: z.boolean(),
  standard: id.exactOptional(),
  prefersOne: z.boolean().exactOptional(),
  markOn: id.exactOptional(),
  primary: z.boolean().exactOptional(),
  inverse: z.looseObject({ object: id, field: id }).exactOptional(),
  refersBy: id.exactOptional(),
  writes: z.enum(['inline', 'separate']).exactOptional(),
  changeTouchesRecord: z.boolean(),
});

export const objectSchemaSchema = z
  .looseObject({
    ...summaryShape,
    standard: id.exactOptional(),
    defaultMatch: z.array(id).exactOptional(),
    capabilities: capabilityOverridesSchema.exactOptional(),
    displayField: id.exactOptional(),
    fields: z.array(fieldSchemaSchema),
    associations: z.array(associationFieldSchemaSchema),
  })
  .superRefine((object, context) => {
    const fields = new Set(object.fields.map((field) => field.id));
    const associations = new Set(object.associations.map((association) => association.id));
    const complain = (path: PropertyKey[], message: string) => context.addIssue({ code: 'custom', path, message });
    if (fields.size < object.fields.length) complain(['fields'], 'two fields have the same id');
    if (associations.size < object.associations.length) complain(['associations'], 'two of them have the same id');
    if (object.displayField !== undefined && !fields.has(object.displayField)) {
      complain(['displayField'], `there is no field "${object.displayField}"`);
    }
    for (const [index, field] of (object.defaultMatch ?? []).entries()) {
      if (!fields.has(field)) complain(['defaultMatch', index], `there is no field "${field}"`);
    }
    for (const [index, { id: mark, markOn }] of object.associations.entries()) {
      if (markOn === undefined || (markOn !== mark && associations.has(markOn))) continue;
      complain(['associations', index, 'markOn'], `there is no other association field "${markOn}"`);
    }
  });

export const canonicalValueSchema = z.union([
  z.string().min(1, 'an empty text is null'),
  z.boolean(),
  z.array(z.string()).min(1, 'an empty list is null'),
  z.null(),
]);

export const associationsSchema = z.record(
  id,
  z.array(z.union([z.looseObject({ id }), z.looseObject({ id: z.undefined().optional(), key: z.string().min(1) })])),
);

const alternateKeysSchema = z.record(id, z.array(z.string().min(1)));

export const sourceRecordSchema = z.looseObject({
  id,
  fields: z.record(id, canonicalValueSchema),
  alternateKeys: alternateKeysSchema.exactOptional(),
  associations: associationsSchema.exactOptional(),
  revision: z.string().exactOptional(),
  createdAt: z.iso.datetime().exactOptional(),
  modifiedAt: z.iso.datetime().exactOptional(),
  mergedFrom: z.array(id).exactOptional(),
});

export const readRecordSchema = z.looseObject({ id, record: sourceRecordSchema.nullable() });

export const recordAssociationsSchema = z.looseObject({ id, associations: associationsSchema.nullable() });

export const changePageSchema = z.looseObject({
  records: z.array(sourceRecordSchema),
  deleted: z.array(id),
  checkpoint: z.string().max(answerLimits.checkpoint),
});

export const accountInfoSchema = z.looseObject({
  accountId: id,
  name: z.string(),
  timeZone: z.string().exactOptional(),
});

const lacking = z.array(id).exactOptional();

export const objectRightsSchema = z.looseObject({
  object: id,
  read: lacking,
  create: lacking,
  update: lacking,
  users: lacking,
});

const errorKinds = ['configuration', 'authentication', 'retryable', 'record', 'unsupported', 'contract'] as const;

/** What the engine stores and shows of an error is there, whichever copy of this package made it. */
const errorShape = z.looseObject({ kind: z.enum(errorKinds), code: id, message: z.string() });
const remediedShape = z.looseObject({ remedy: z.string() });
const recordErrorShape = errorShape.extend({ category: id, field: z.string().optional(), remedy: z.string() });

/** Is it an error that a member may throw, or that an outcome may carry? */
export function isConnectorError(value: unknown): value is ConnectorError {
  if (!isLinkwrightError(value) || !errorShape.safeParse(value).success) return false;
  if (value.kind === 'record') return recordErrorShape.safeParse(value).success;
  return !['configuration', 'authentication'].includes(value.kind) || remediedShape.safeParse(value).success;
}

const recordErrorSchema = z.custom<RecordError>(
  (value) => isErrorOfKind(value, 'record') && isConnectorError(value),
  'expected a RecordError',
);
const connectorErrorSchema = z.custom<ConnectorError>(isConnectorError, 'expected an error of this package');
const refusedSchema = z
  .array(
    z.looseObject({
      field: id,
      target: z.union([z.looseObject({ id }), z.looseObject({ key: z.string() })]),
      error: recordErrorSchema,
    }),
  )
  .exactOptional();

export const writeOutcomeSchema = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('written'), record: sourceRecordSchema, refused: refusedSchema }),
  z.looseObject({ kind: z.literal('exists'), id: id.nullable() }),
  z.looseObject({ kind: z.literal('stale') }),
  z.looseObject({ kind: z.literal('gone'), movedTo: id.exactOptional() }),
  z.looseObject({ kind: z.literal('rejected'), error: recordErrorSchema }),
  z.looseObject({ kind: z.literal('not-sent'), error: connectorErrorSchema }),
  z.looseObject({ kind: z.literal('unknown'), error: connectorErrorSchema }),
]);

export const associationOutcomeSchema = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('written'), refused: refusedSchema }),
  z.looseObject({ kind: z.literal('gone') }),
  z.looseObject({ kind: z.literal('not-sent'), error: connectorErrorSchema }),
  z.looseObject({ kind: z.literal('unknown'), error: connectorErrorSchema }),
]);

/** Throws a `ContractError` (`invalid-object-schema`) that names every fault and its place. */
export function parseObjectSchema(value: unknown): ObjectSchema {
  const { fields, associations, ...schema } = parseAnswer(
    objectSchemaSchema,
    value,
    'an object schema',
    'invalid-object-schema',
  );
  return { ...schema, fields: fields.filter(isUsable), associations: associations.filter(isUsable) };
}

/** No record can hold a value under this id: it is what a record inherits from, in JavaScript and in JSON alike. */
const isUsable = ({ id }: { readonly id: string }): boolean => id !== '__proto__';

/** Throws a `ContractError` (`invalid-record`) that names every fault and its place. */
export function parseSourceRecord(value: unknown): SourceRecord {
  return parseAnswer(sourceRecordSchema, value, 'a record', 'invalid-record');
}

/** An answer of a connector under its schema. `what` it should be (`a page of changes`) goes into the message. */
export function parseAnswer<Answer>(
  schema: z.ZodType<Answer>,
  value: unknown,
  what: string,
  code = 'invalid-answer',
): Answer {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  // JavaScript writes `standard: undefined` where it means an absent property.
  const again = schema.safeParse(withoutUndefined(value));
  if (again.success) return again.data;
  throw new ContractError(`The connector's answer is not ${what}: ${describeIssues(again.error)}.`, { code });
}

function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== 'object' || value === null || isLinkwrightError(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, withoutUndefined(item)]])),
  );
}

/** More faults than these say nothing more. */
const issuesTold = 20;

function describeIssues({ issues }: z.ZodError): string {
  const told = issues
    .slice(0, issuesTold)
    .map(({ path, message }) => (path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`));
  const more = issues.length - told.length;
  return [...told, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

const rateLimitSchema = z.looseObject({ requests: z.number().positive(), perMs: z.number().positive() });

const isFunction = (value: unknown): boolean => typeof value === 'function';

const connectorSchema = z.looseObject({
  contractVersion: z.literal(contractVersions, `this release accepts contract version ${contractVersions.join(', ')}`),
  name: z.string().regex(/^[a-z][a-z0-9-]*$/, 'expected lower-case letters, digits and hyphens'),
  displayName: z.string().min(1),
  // Not `instanceof`: the connector brings its own copy of zod.
  settings: z.custom(
    (value) => typeof value === 'object' && value !== null && 'safeParse' in value && isFunction(value.safeParse),
    'expected a zod schema',
  ),
  capabilities: capabilitiesSchema,
  rateLimits: z.record(id, rateLimitSchema),
  connect: z.custom(isFunction, 'expected a function'),
});

/**
 * Why a package's default export is no connector that this release can use, in words for the package's author. `null`:
 * it is one.
 */
export function connectorProblem(value: unknown): string | null {
  if (value === undefined) return 'the package has no default export; export a connector made by defineConnector';
  const parsed = connectorSchema.safeParse(value);
  return parsed.success ? null : `its default export is no connector: ${describeIssues(parsed.error)}`;
}

export function isConnector(value: unknown): value is Connector<unknown> {
  return connectorProblem(value) === null;
}

const requiredMembers: readonly (keyof AppConnection)[] = [
  'check',
  'listObjects',
  'describeObjects',
  'readChanges',
  'readRecords',
  'findByKey',
  'listIds',
  'readAssociations',
  'write',
  'close',
];

/** Why what `connect` returned is no connection: the members that are missing. `null`: it is one. */
export function connectionProblem(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return 'connect did not return a connection';
  const missing = requiredMembers.filter((member) => !isFunction(Reflect.get(value, member)));
  return missing.length === 0 ? null : `the connection lacks ${missing.join(', ')}`;
}
