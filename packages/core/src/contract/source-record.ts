import type { CanonicalValue, Fields } from './canonical-value.ts';

/** By record id, or by the value of the target's `refersBy` field. */
export type AssociationTarget = { readonly id: string } | { readonly key: string };

/** By association field id. Absent: not read, which is never "no targets". */
export type Associations = Readonly<Record<string, readonly AssociationTarget[]>>;

/**
 * By field id: further values of the field by which the app finds the record as well, and which no other record can have
 * where the field is unique: the secondary e-mails of a contact. None of them is the field's own value, which `fields`
 * shows. An empty list: there are none. Absent: not read, which is never "none".
 */
export type AlternateKeys = Readonly<Record<string, readonly string[]>>;

export interface SourceRecord {
  readonly id: string;
  readonly fields: Fields;
  /**
   * Of the fields that were asked for, those of which the app keeps further values at all; matching goes by them too. A
   * read tells them always; an answer to a write may leave them out.
   */
  readonly alternateKeys?: AlternateKeys;
  /** An association field that is absent here was not read; the engine then asks `readAssociations`. */
  readonly associations?: Associations;
  /** Opaque; sent back as `expectedRevision` where the app has conditional writes. */
  readonly revision?: string;
  /** ISO 8601 in UTC, by the app's clock. */
  readonly createdAt?: string;
  /** ISO 8601 in UTC, by the app's clock. */
  readonly modifiedAt?: string;
  /** Ids of records that the app has merged into this one. */
  readonly mergedFrom?: readonly string[];
}

export interface ReadRecord {
  /** The id that was asked for. */
  readonly id: string;
  /** `null`: gone. A record with another id: it was merged into that one. */
  readonly record: SourceRecord | null;
}

export interface RecordAssociations {
  readonly id: string;
  /** `null`: the record is gone. */
  readonly associations: Associations | null;
}

/** Opaque to the engine, versioned by the connector, JSON, small. Resuming from it may repeat, never lose. */
export type Checkpoint = string;

/**
 * Code of the `ContractError` that `readChanges` throws, before its first page, for a checkpoint that it cannot read: of
 * another version, or damaged. The engine then compares everything instead of guessing.
 */
export const checkpointUnknown = 'checkpoint-unknown';

export interface ChangePage {
  readonly records: readonly SourceRecord[];
  /** Ids of records that are gone. */
  readonly deleted: readonly string[];
  /** Covers everything up to and including this page. */
  readonly checkpoint: Checkpoint;
}

/** Values of a match key, by field id. */
export type LookupKey = Readonly<Record<string, CanonicalValue>>;
