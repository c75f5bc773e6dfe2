/**
 * The sync engine: compile, pull, match, merge, plan, apply, associate. The command is one host of it; a few lines of
 * TypeScript are another.
 *
 * @packageDocumentation
 */

export { checkLoneEnds } from './compile/check-lone-ends.ts';
export type { Compilation, CompilationNote, UnderstoodName } from './compile/compilation.ts';
export { compileSyncs } from './compile/compile-syncs.ts';
export type { FormerNames } from './compile/former-names.ts';
export { hint } from './compile/hint.ts';
export { objectTitle } from './compile/object-title.ts';
export type { Problem } from './compile/problem.ts';
export type { ConnectedApp } from './compile/resolve-ends.ts';
export { type AcceptOptions, acceptConnector, type ConnectorAcceptance } from './connect/accept-connector.ts';
export { askSettingChoices } from './connect/ask-setting-choices.ts';
export { type AwaitConnectorOptions, awaitConnector } from './connect/await-connector.ts';
export { withCallCounter } from './connect/call-counter.ts';
export { type CallAllowance, type CallCount, type CallMeter, createCallMeter } from './connect/call-meter.ts';
export { type CallTurns, createCallTurns } from './connect/call-turns.ts';
export { type CallWindow, createCallWindow } from './connect/call-window.ts';
export { type CheckedConnectionOptions, checkConnection } from './connect/checked-connection.ts';
export { connectApp } from './connect/connect-app.ts';
export {
  awaitingConnector,
  type ConnectorWork,
  connectorsUnderWay,
  currentConnector,
  inConnector,
} from './connect/connector-scope.ts';
export { createConnectContext } from './connect/create-connect-context.ts';
export { type Deadlines, defaultDeadlines, type GivenDeadlines, longestDeadlineMs } from './connect/deadlines.ts';
export { createRateLimiter, longestSharedPauseMs } from './connect/rate-limiter.ts';
export { sendWhileHeld } from './connect/send-while-held.ts';
export { systemClock } from './connect/system-clock.ts';
export { type ContractUpgrade, contractUpgrades } from './connect/upgrades/contract-upgrade.ts';
export type {
  CompiledAssociationMapping,
  CompiledEnd,
  CompiledFieldMapping,
  CompiledSync,
} from './context/compiled-sync.ts';
export type { CycleEvent, OperationReport } from './context/cycle-event.ts';
export type { StoppedSync } from './context/stopped-sync.ts';
export { type KeptCredentialsOptions, keptCredentials } from './credentials/kept-credentials.ts';
export { type Keyring, openKeyring } from './credentials/keyring.ts';
export { type MasterKey, makeMasterKey, parseMasterKey, readMasterKey } from './credentials/master-key.ts';
export { forgetKeys, type KeyReport, rotateKeys, verifyKeys } from './credentials/rotate-keys.ts';
export { openVault, type Vault } from './credentials/vault.ts';
export type { CycleRequest } from './cycle/cycle-request.ts';
export type { ResolveRequest } from './cycle/plan-resolution.ts';
export { createQuietCycles, type QuietCycles, type QuietRequest } from './cycle/quiet-cycles.ts';
export { runCycle } from './cycle/run-cycle.ts';
export type { UndoRequest } from './cycle/undo-request.ts';
export { compareSides, type DriftRequest } from './drift/compare-sides.ts';
export type { DifferenceCount, DriftReport, LeftOver, RecordDrift, SyncDrift } from './drift/drift-report.ts';
export { normalizers } from './match/phone-normalizer.ts';
export type { NamedHint } from './pull/named-hint.ts';
export { referenceTypes } from './reference/reference-field.ts';
export type { BrakeReport } from './report/brake-report.ts';
export type { CycleReport, SideReport, SyncReport } from './report/cycle-report.ts';
export type { UnreadableField } from './report/describe-unreadable.ts';
export type { KeptStop } from './report/kept-stops.ts';
export { unreadableNote } from './report/note-unreadable.ts';
export type { SyncNote } from './report/sync-note.ts';
export { type UndoObstacle, type UndoRefusal, type UndoReport, undoObstacles } from './report/undo-report.ts';
export type { AssociationDescription } from './status/describe-associations.ts';
export {
  type ConflictDescription,
  type ConflictList,
  type ConflictResolution,
  type ConflictSide,
  type ConflictsAsked,
  describeConflicts,
} from './status/describe-conflicts.ts';
export type { HistoryChange, HistoryEntry } from './status/describe-history.ts';
export {
  type AssociationCoverage,
  describeMap,
  type MappedAssociation,
  type MappedEnd,
  type MappedSync,
} from './status/describe-map.ts';
export { describeRecord } from './status/describe-record.ts';
export {
  describeRun,
  describeRuns,
  type RunDescription,
  type RunOfSync,
  type RunsAsked,
} from './status/describe-runs.ts';
export {
  describeStatus,
  type FailingRecord,
  type HeldRecord,
  type LastRun,
  type Status,
  type SyncStatus,
} from './status/describe-status.ts';
export { type EmptiedObject, emptiedObjects } from './status/emptied-objects.ts';
export { type FoundRecords, findRecordIds } from './status/find-record-ids.ts';
export { type Forgetting, type ForgottenRecord, forgetRecord, type MentioningRecord } from './status/forget-record.ts';
export { type LinkedPair, linkedPairs } from './status/linked-pairs.ts';
export {
  type FailingAsked,
  type ListedCause,
  type ListedFailure,
  listCauses,
  listFailing,
} from './status/list-failing.ts';
export { type HeldAsked, type ListedHold, listHeld } from './status/list-held.ts';
export type { Listed, ListPlace } from './status/list-pages.ts';
export { type ListedWrite, listWrites, type WritesAsked } from './status/list-writes.ts';
export type {
  FailureDescription,
  FieldDescription,
  HoldDescription,
  RecordDescription,
  TwinDescription,
} from './status/record-description.ts';
export { type ReleaseAsked, type ReleasedRecords, releaseRecords } from './status/release-records.ts';
export type { ReviewItem } from './status/review-items.ts';
export { type DecidedReviews, decideReviews, listReviews, type ReviewDecision } from './status/reviews.ts';
export { type FoundRecord, searchRecords } from './status/search-records.ts';
export {
  type Announcement,
  announce,
  announcedName,
  announcementChannel,
  countAnnounced,
  parseAnnounced,
} from './store/announce.ts';
export { backUpStateFile } from './store/back-up-state-file.ts';
export { addCalls, type CallsOfDay, readAccount, readCalls } from './store/calls.ts';
export { type CopiedTable, copyState, isEmptyState } from './store/copy-state.ts';
export { credentialVersions } from './store/credentials.ts';
export { readDocument, readDocuments, readDocumentToChange, saveDocument } from './store/documents.ts';
export { type HoldReason, holdReasons } from './store/holds.ts';
export type { LinkEnding, LinkReason } from './store/link-reasons.ts';
export { isStateLocked, lockState } from './store/lock-state.ts';
export { openStore, openStoreIfThere } from './store/open-store.ts';
export { isPostgresUrl, type PostgresAddress, postgresAddress } from './store/postgres-address.ts';
export { connectPostgres } from './store/postgres-client.ts';
export { openPostgresLimits } from './store/postgres-limits.ts';
export { servedKey } from './store/postgres-lock.ts';
export type { Retention } from './store/prune-log.ts';
export { readStateFile, type StateFileDescription } from './store/read-state-file.ts';
export { restoreStateFile } from './store/restore-state-file.ts';
export type { RunPlace } from './store/run-rows.ts';
export { bothLimits, type CallGroup, createSharedLimits, type SharedLimits } from './store/shared-limits.ts';
export { openSqliteLimits } from './store/sqlite-limits.ts';
export type { StateLease, StateLock } from './store/state-lock.ts';
export type { Store, StoreOptions } from './store/store.ts';
export { isStillUnheld, unheldEpoch } from './store/unheld-epoch.ts';
export type { FailureGroup, HoldGroup } from './store/waiting.ts';
export type { FailureCause } from './store/waiting-pages.ts';
export type { WritePlace } from './store/write-pages.ts';
export { type WriteReason, writeReasons } from './store/write-reason.ts';
