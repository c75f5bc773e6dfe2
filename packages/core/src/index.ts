/**
 * The contracts of Linkwright: what a connector is, what the engine may rely on, and pure functions on them.
 *
 * @packageDocumentation
 */
export {
  type AssociationCompatibility,
  associationCompatibility,
  type NarrowedAssociation,
  narrowAssociations,
  type ObjectNames,
  type PairedTargets,
} from './association/association-compatibility.ts';
export { associationsOf, inAskedOrder } from './authoring/asked-order.ts';
export { type CheckpointCodec, createCheckpointCodec } from './authoring/checkpoint-codec.ts';
export { chunksOf } from './authoring/chunks-of.ts';
export { defineAssociation, defineField, defineObject } from './authoring/define-fields.ts';
export { type DescribedObjects, describedObjects } from './authoring/described-objects.ts';
export { type EncodedField, type EncodedObject, encodeFields, unknownField } from './authoring/encode-fields.ts';
export {
  booleanCodec,
  dateCodec,
  datetimeCodec,
  type EncodedValue,
  type FieldCodec,
  jsonCodec,
  numberCodec,
  numberTextCodec,
  optionCodec,
  optionsCodec,
  readOnlyCodec,
  shownValue,
  textCodec,
} from './authoring/field-codec.ts';
export { type CandidatesOptions, findCandidates } from './authoring/find-candidates.ts';
export { type FreshSchemas, type FreshSchemasOptions, freshSchemas } from './authoring/fresh-schemas.ts';
export {
  type CodecOf,
  decodeProperties,
  encodeProperties,
  type RecordProperties,
  valuesBy,
} from './authoring/record-properties.ts';
export {
  type AcceptedEdits,
  resultingIds,
  withoutRefusedTargets,
  writtenOutcome,
} from './authoring/refused-targets.ts';
export { type Selection, whereReadable } from './authoring/where-readable.ts';
export { accountInfoSchema } from './contract/account-info-schema.ts';
export { answerLimits } from './contract/answer-limits.ts';
export type {
  AccountInfo,
  AppConnection,
  CallOptions,
  CallUsage,
  ObjectRights,
  RecordToShow,
} from './contract/app-connection.ts';
export type { CanonicalValue, Fields } from './contract/canonical-value.ts';
export { type BatchLimits, type ConnectorCapabilities, defaultCapabilities } from './contract/capabilities.ts';
export { capabilitiesSchema } from './contract/capabilities-schema.ts';
export {
  type Clock,
  type ConnectContext,
  type Connector,
  contractVersion,
  defineConnector,
  type Limits,
  type Logger,
  type RateLimit,
  type SettingChoice,
  type SettingChoices,
  type VendorPlan,
} from './contract/connector.ts';
export type { AuthorizationRequest, ConnectorOAuth, GrantDescription } from './contract/connector-oauth.ts';
export { connectionProblem, connectorProblem, isConnector } from './contract/connector-problem.ts';
export type {
  CredentialAnswer,
  CredentialChange,
  CredentialExchange,
  Credentials,
  CredentialUpdate,
} from './contract/credentials.ts';
export {
  type ConnectionHints,
  type Hint,
  type HintDelivery,
  type HintFeed,
  type HintKind,
  type HintPage,
  type HintReceiver,
  type HintRequest,
  hintKinds,
} from './contract/hints.ts';
export { parseHintDelivery, parseHintPage, parseOpenedFeed } from './contract/hints-schema.ts';
export { isCanonical } from './contract/is-canonical.ts';
export { isAssociations, isSourceRecord } from './contract/is-source-record.ts';
export {
  type AssociationFieldSchema,
  type FieldLimits,
  type FieldOption,
  type FieldRule,
  type FieldSchema,
  type FieldType,
  fieldTypes,
  type ObjectSchema,
  type ObjectSummary,
} from './contract/object-schema.ts';
export {
  associationFieldSchemaSchema,
  fieldSchemaSchema,
  objectSchemaSchema,
  objectSummarySchema,
  parseObjectSchema,
} from './contract/object-schema-schema.ts';
export { parseAnswer } from './contract/parse-answer.ts';
export {
  parseAccountInfo,
  parseAssociationOutcome,
  parseCallUsage,
  parseCandidates,
  parseChangePage,
  parseFieldLimits,
  parseIds,
  parseListing,
  parseMergeOutcome,
  parseReadRecords,
  parseRecordAssociations,
  parseRights,
  parseSchemas,
  parseSettingChoices,
  parseWriteOutcome,
} from './contract/parse-answers.ts';
export type {
  ArchiveChange,
  AssociationChange,
  AssociationEdit,
  AssociationEdits,
  AssociationOutcome,
  AssociationRefusal,
  CreateChange,
  MergeOutcome,
  MergeRequest,
  RecordChange,
  UpdateChange,
  WriteOutcome,
} from './contract/record-change.ts';
export { createRecordParser, type RecordParser } from './contract/record-parser.ts';
export {
  type AlternateKeys,
  type Associations,
  type AssociationTarget,
  type ChangePage,
  type Checkpoint,
  checkpointUnknown,
  type LookupKey,
  type ReadRecord,
  type RecordAssociations,
  type SourceRecord,
} from './contract/source-record.ts';
export {
  associationsSchema,
  canonicalValueSchema,
  changePageSchema,
  parseSourceRecord,
  readRecordSchema,
  recordAssociationsSchema,
  sourceRecordSchema,
} from './contract/source-record-schema.ts';
export {
  type StandardAssociation,
  type StandardField,
  type StandardObject,
  standardVocabulary,
} from './contract/standard-vocabulary.ts';
export { associationOutcomeSchema, isConnectorError, writeOutcomeSchema } from './contract/write-outcome-schema.ts';
export { DeprecationWarning, isDeprecationWarning } from './errors/deprecation-warning.ts';
export {
  AuthenticationError,
  ConfigurationError,
  type ConnectorError,
  ContractError,
  type ErrorKind,
  isErrorOfKind,
  isLinkwrightError,
  LinkwrightError,
  RecordError,
  type RecordErrorCategory,
  RetryableError,
  refusesObject,
  UnsupportedError,
} from './errors/linkwright-error.ts';
export { dayOf, momentOf } from './mapping/convert-day.ts';
export { type ConvertedValue, convertValue } from './mapping/convert-value.ts';
export { havePairedOptions, type OptionPairing, pairOptions } from './mapping/option-pairing.ts';
export { type TypeCompatibility, typeCompatibility } from './mapping/type-compatibility.ts';
export {
  type CompiledMatchKey,
  type CompiledMatchKeyPart,
  type KeyedRecord,
  keyOf,
  keysOf,
} from './match/match-key.ts';
export { normalizerForTypes } from './match/normalizer-for-types.ts';
export { baseNormalizers, createNormalizers, type Normalizer, type Normalizers } from './match/normalizers.ts';
export {
  type BrakeLimit,
  type BrakeLimits,
  type BrakeName,
  type Brakes,
  brakeLimitSchema,
  brakeLimits,
  brakeNames,
  brakesSchema,
  defaultBrakes,
} from './sync/brakes.ts';
export {
  type ExitRule,
  exitRules,
  type Filter,
  type FilterCondition,
  type FilterOperand,
  filterSchema,
} from './sync/filter.ts';
export {
  type AssociationMapping,
  associationMappingSchema,
  conflictsSchema,
  type Direction,
  directions,
  durationSchema,
  type FieldMapping,
  fieldMappingSchema,
  type MatchKey,
  type MatchKeyPart,
  matchKeyPartSchema,
  matchKeySchema,
  type NormalizerName,
  normalizerNames,
  type ObjectSync,
  type ObjectSyncInput,
  objectEndSchema,
  objectSyncSchema,
  type Reference,
  referenceSchema,
  type Winner,
  winners,
} from './sync/object-sync.ts';
export { bareAddress } from './text/bare-address.ts';
export { nearest } from './text/nearest.ts';
export { withoutTrailing } from './text/without-trailing.ts';
export { areEquivalent, comparableValue, isBlank } from './values/are-equivalent.ts';
export {
  canonicalDate,
  canonicalDatetime,
  canonicalList,
  canonicalNumber,
  canonicalText,
} from './values/canonical.ts';
export { roundNumber } from './values/canonical-number.ts';
export { exceedsDigits, keptNumber } from './values/kept-number.ts';
export { objectInTimeZone, sideWithoutTimeZone } from './zones/object-in-time-zone.ts';
export { momentOfWallTime, nearestTimeZone, timeZoneOf, wallTimeIn } from './zones/time-zone.ts';
