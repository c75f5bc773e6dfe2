/**
 * The contracts of Linkwright: what a connector is, what the engine may rely on, and pure functions on them.
 *
 * @packageDocumentation
 */
export type { AccountInfo, AppConnection, CallOptions } from './contract/app-connection.ts';
export type { CanonicalValue, Fields } from './contract/canonical-value.ts';
export { type BatchLimits, type ConnectorCapabilities, defaultCapabilities } from './contract/capabilities.ts';
export {
  type Clock,
  type ConnectContext,
  type Connector,
  contractVersions,
  defineConnector,
  type Limits,
  type Logger,
  type RateLimit,
} from './contract/connector.ts';
export {
  type AssociationFieldSchema,
  type FieldOption,
  type FieldSchema,
  type FieldType,
  fieldTypes,
  type ObjectSchema,
  type ObjectSummary,
} from './contract/object-schema.ts';
export type {
  ArchiveChange,
  AssociationChange,
  AssociationEdit,
  AssociationEdits,
  AssociationOutcome,
  AssociationRefusal,
  CreateChange,
  RecordChange,
  UpdateChange,
  WriteOutcome,
} from './contract/record-change.ts';
export type {
  Associations,
  AssociationTarget,
  ChangePage,
  Checkpoint,
  LookupKey,
  ReadRecord,
  RecordAssociations,
  SourceRecord,
} from './contract/source-record.ts';
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
  UnsupportedError,
} from './errors/linkwright-error.ts';
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
} from './sync/object-sync.ts';
