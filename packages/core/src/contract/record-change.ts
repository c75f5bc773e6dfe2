import type { ConnectorError, RecordError } from '../errors/linkwright-error.ts';
import type { Fields } from './canonical-value.ts';
import type { AssociationTarget, SourceRecord } from './source-record.ts';

/**
 * By association field id. `result` is what the app last showed, minus `remove`, plus `add`; it keeps targets that the
 * engine does not manage, so an app that replaces the whole set is sent `result`.
 */
export type AssociationEdits = Readonly<Record<string, AssociationEdit>>;

export interface AssociationEdit {
  readonly add: readonly AssociationTarget[];
  readonly remove: readonly AssociationTarget[];
  readonly result: readonly AssociationTarget[];
}

export interface CreateChange {
  readonly kind: 'create';
  /** Unique per attempt at this record; the same again when the attempt is repeated. */
  readonly writeId: string;
  readonly fields: Fields;
  readonly associations?: AssociationEdits;
  /** Id of the `identity` field: an existing record with the same value there is updated instead. */
  readonly upsertOn?: string;
}

export interface UpdateChange {
  readonly kind: 'update';
  readonly writeId: string;
  readonly id: string;
  readonly fields: Fields;
  readonly associations?: AssociationEdits;
  readonly expectedRevision?: string;
}

export interface ArchiveChange {
  readonly kind: 'archive';
  readonly writeId: string;
  readonly id: string;
  readonly expectedRevision?: string;
}

export type RecordChange = CreateChange | UpdateChange | ArchiveChange;

export interface AssociationRefusal {
  readonly field: string;
  readonly target: AssociationTarget;
  readonly error: RecordError;
}

export type WriteOutcome =
  /** The record as the app holds it after the write. Fields that the answer did not carry are absent. */
  | { readonly kind: 'written'; readonly record: SourceRecord; readonly refused?: readonly AssociationRefusal[] }
  /** A unique value is taken. `id`: by which record, if the app said so. */
  | { readonly kind: 'exists'; readonly id: string | null }
  /** `expectedRevision` no longer holds. */
  | { readonly kind: 'stale' }
  /** The record is not there any more. `movedTo`: the record it was merged into. */
  | { readonly kind: 'gone'; readonly movedTo?: string }
  | { readonly kind: 'rejected'; readonly error: RecordError }
  | { readonly kind: 'not-sent'; readonly error: ConnectorError }
  /** The request left and no answer came. */
  | { readonly kind: 'unknown'; readonly error: ConnectorError };

/** Two records of one object that are to be one. */
export interface MergeRequest {
  readonly object: string;
  /** Its values stay; what is empty there, and what is associated with the other, it takes over as the app does that. */
  readonly survivor: string;
  /** It goes. */
  readonly merged: string;
}

export type MergeOutcome =
  /** They are one. `id`: under which it stands, that of the survivor or a new one. Reads of every other id lead to it. */
  | { readonly kind: 'merged'; readonly id: string }
  /** One of the two is not there, or went into another record before; nothing was done. */
  | { readonly kind: 'gone' }
  /** The app refuses to make them one. */
  | { readonly kind: 'rejected'; readonly error: RecordError }
  | { readonly kind: 'not-sent'; readonly error: ConnectorError }
  /** The request left and no answer came. */
  | { readonly kind: 'unknown'; readonly error: ConnectorError };

export interface AssociationChange {
  readonly writeId: string;
  readonly id: string;
  /** Id of the association field. */
  readonly field: string;
  readonly add: readonly AssociationTarget[];
  readonly remove: readonly AssociationTarget[];
}

export type AssociationOutcome =
  | { readonly kind: 'written'; readonly refused?: readonly AssociationRefusal[] }
  | { readonly kind: 'gone' }
  | { readonly kind: 'not-sent'; readonly error: ConnectorError }
  | { readonly kind: 'unknown'; readonly error: ConnectorError };
