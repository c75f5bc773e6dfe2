/**
 * What the `linkwright` command does, for programs: each use case is an operation that takes a workspace and gives the
 * document that the command prints with `--json`.
 *
 * ```ts
 * const workspace = await openWorkspace({ file: 'linkwright.yaml' });
 * const { syncs } = await plan(workspace, { syncs: [] });
 * ```
 *
 * @packageDocumentation
 */
export { configurationJsonSchema } from './configuration/configuration-json-schema.ts';
export {
  type Configuration,
  type ConnectionConfiguration,
  configurationSchema,
} from './configuration/configuration-schema.ts';
export { findConfiguration } from './configuration/find-configuration.ts';
export { loadConfiguration } from './configuration/load-configuration.ts';
export type { LoadedConfiguration } from './configuration/loaded-configuration.ts';
export type { Place, PlacedProblem, Problem } from './configuration/problem.ts';
export { ProblemsError } from './configuration/problems-error.ts';
export { type ValidatedSettings, validateSettings } from './configuration/validate-settings.ts';
export { type LoadedConnectors, loadConnector, loadConnectors } from './connectors/load-connectors.ts';
export { type BackupAsked, backup } from './operations/backup.ts';
export { check } from './operations/check.ts';
export { type ConflictsAsked, conflicts } from './operations/conflicts.ts';
export { copyStates, type StatesToCopy } from './operations/copy-state.ts';
export type { BackupDocument, RestoreDocument } from './operations/documents/backup-document.ts';
export type { CheckDocument } from './operations/documents/check-document.ts';
export type { ConflictsDocument } from './operations/documents/conflicts-document.ts';
export { documentJsonSchemas, documentSchemas } from './operations/documents/document-schemas.ts';
export { documentVersion } from './operations/documents/document-version.ts';
export type { DriftDocument } from './operations/documents/drift-document.ts';
export type { ForgetDocument } from './operations/documents/forget-document.ts';
export type { RecordDocument } from './operations/documents/record-document.ts';
export type { ReviewDecisionDocument, ReviewDocument } from './operations/documents/review-document.ts';
export type { PlanDocument, SyncDocument } from './operations/documents/run-document.ts';
export type { StateCopyDocument } from './operations/documents/state-copy-document.ts';
export type { StatusDocument } from './operations/documents/status-document.ts';
export { type DriftAsked, drift } from './operations/drift.ts';
export { forget, type RecordToForget } from './operations/forget.ts';
export { plan } from './operations/plan.ts';
export { type RecordAsked, record } from './operations/record.ts';
export { type RestoreAsked, restore } from './operations/restore.ts';
export { decideReview, type ReviewsToDecide, review } from './operations/review.ts';
export { status } from './operations/status.ts';
export { sync } from './operations/sync.ts';
export { openWorkspace, type WorkspaceToOpen } from './session/open-workspace.ts';
export type { Work, WorkEvent, Workspace } from './session/work.ts';
