/**
 * What an app can do. Declared per connector; an object may override any of them.
 * Each comment says: the question, the default, and what the engine does otherwise.
 */
export interface ConnectorCapabilities {
  /**
   * Must every object have an active object sync of its own before its associations can be mapped?
   * Default: false. If true, a mapping whose target has no active object sync is refused before any write.
   */
  readonly requiresExplicitAssociationSyncs: boolean;
  /**
   * Do associations travel with a create or an update of the record (`inline`), or in calls of their own?
   * Default: separate. `separate` needs `writeAssociations`.
   */
  readonly associationWrites: { readonly create: 'inline' | 'separate'; readonly update: 'inline' | 'separate' };
  /** Does `readChanges` report deletions? Default: sweep; then the engine compares `listIds` now and then. */
  readonly deletions: 'feed' | 'sweep';
  /** What becomes of an archived record? Default: none; then the engine never archives. */
  readonly archive: 'reversible' | 'permanent' | 'none';
  /** Does a write with `expectedRevision` fail when the record has changed? Default: false. */
  readonly conditionalWrites: boolean;
  /**
   * Does the answer to a write show the fields as the app holds them: rounded, tidied, cut, filled in? Default: true; then what
   * the answer leaves out is held as it was sent. If false, the engine reads written records back before it takes anything
   * for held, so that what the app made of a value is not taken for somebody's edit.
   */
  readonly echoesWrites?: boolean;
  /**
   * Does every record that is read bear the time of its last edit, by the app's own clock, as `modifiedAt`? Default: false; then
   * nobody can say which of two edits is the newest.
   */
  readonly modificationTimes?: boolean;
  /**
   * Can two records of the object be made one by a call, and does a read of the one that went lead to the one that stands?
   * Default: false; then people merge in the app's own pages. `true` needs `mergeRecords`.
   */
  readonly merges?: boolean;
  /**
   * In which ways does a connection say what to look at soon (`AppConnection.hints`): by a feed that is read, by requests that the app
   * sends? Default: none; then a change is found when the engine looks for changes.
   */
  readonly hints?: readonly ('pull' | 'push')[];
  /** How long a look-up of a field whose `lookup` is `delayed` may miss a write, in milliseconds. Default: 0. */
  readonly lookupDelayMs: number;
  /** How many records one call takes. Default: one each. */
  readonly batchLimits: BatchLimits;
}

export interface BatchLimits {
  readonly read: number;
  readonly lookup: number;
  readonly create: number;
  readonly update: number;
  readonly archive: number;
  readonly readAssociations: number;
  readonly writeAssociations: number;
  /**
   * How many targets of one record an answer of `readAssociations` carries, before the connector has to ask on.
   * Default: all. The engine weighs it when it chooses the end from which a pair of objects is scanned.
   */
  readonly associationTargets?: number;
}

/** The one place where the defaults stand: what was true before a capability existed. */
export const defaultCapabilities: ConnectorCapabilities = {
  requiresExplicitAssociationSyncs: false,
  associationWrites: { create: 'separate', update: 'separate' },
  deletions: 'sweep',
  archive: 'none',
  conditionalWrites: false,
  echoesWrites: true,
  modificationTimes: false,
  merges: false,
  hints: [],
  lookupDelayMs: 0,
  batchLimits: { read: 1, lookup: 1, create: 1, update: 1, archive: 1, readAssociations: 1, writeAssociations: 1 },
};
