import type { CanonicalValue } from '../contract/canonical-value.ts';
import type { ConnectorCapabilities } from '../contract/capabilities.ts';
import type { Clock } from '../contract/connector.ts';
import type { AssociationFieldSchema, FieldSchema, FieldType, ObjectSchema } from '../contract/object-schema.ts';

/** A field with what is usual left out: optional, writable, not unique, found at once by a look-up. */
export type InMemoryField = { readonly id: string; readonly type: FieldType } & Partial<FieldSchema> & {
    /**
     * Does the app find a record by further values of this field too? `setAlternates` sets them, and a merger adds the
     * loser's. Default: false.
     */
    readonly alternates?: boolean;
  };

/** An association field with what is usual left out: writable, a change of it touches the record. */
export type InMemoryAssociation = Pick<AssociationFieldSchema, 'id' | 'targets' | 'cardinality'> &
  Partial<AssociationFieldSchema> & {
    /** Of a mark that holds one target: does the first target that joins an empty set get the mark by itself? */
    readonly firstBecomesPrimary?: boolean;
  };

export type InMemoryObject = { readonly id: string } & Partial<Omit<ObjectSchema, 'fields' | 'associations'>> & {
    readonly fields: readonly InMemoryField[];
    readonly associations?: readonly InMemoryAssociation[];
  };

export interface InMemoryAppOptions {
  /** Ids of records begin with it. */
  readonly name: string;
  /** Default: the name. */
  readonly accountId?: string;
  /** Of the account's people. Default: none is told. */
  readonly timeZone?: string;
  readonly objects: readonly InMemoryObject[];
  /** Default: a test clock. */
  readonly clock?: Clock;
  /** Differences from `inMemoryCapabilities`. */
  readonly capabilities?: Partial<ConnectorCapabilities>;
  /** Records, or ids, per page. Default: 100. */
  readonly pageSize?: number;
  /** What the app makes of a value before it keeps it: a lower-cased e-mail. Default: it keeps what it gets. */
  readonly normalize?: (object: string, field: string, value: CanonicalValue) => CanonicalValue;
  /**
   * Do reads since a checkpoint come from a search index? Called once for each change of a record: for how many
   * milliseconds the index goes on to show what was before. Such reads carry no associations, and reach back by
   * `indexOverlapMs` (default: 120,000). Default: they come from the records themselves.
   */
  readonly indexLag?: () => number;
  readonly indexOverlapMs?: number;
  /** Does `listObjects` list everything? Default: true. */
  readonly listsAllObjects?: boolean;
  /** Do pages of changes and record reads carry associations? Default: inline. */
  readonly associationReads?: 'inline' | 'separate';
  /** Does an inline write replace the set by `result`, or apply `add` and `remove`? Default: edit. */
  readonly inlineAssociations?: 'replace' | 'edit';
  /** Where `merges` is true: does a merger by the connector give up both ids for a new one? Default: the survivor keeps its own. */
  readonly mergersMakeRecords?: boolean;
  /** Does an `exists` outcome say which record has the value? Default: true. */
  readonly existsNamesRecord?: boolean;
}

/** An app without hurdles: batches of 100, archiving, deletions by sweep, associations in calls of their own. */
export const inMemoryCapabilities: ConnectorCapabilities = {
  requiresExplicitAssociationSyncs: false,
  associationWrites: { create: 'separate', update: 'separate' },
  deletions: 'sweep',
  archive: 'reversible',
  conditionalWrites: false,
  modificationTimes: true,
  lookupDelayMs: 0,
  batchLimits: {
    read: 100,
    lookup: 100,
    create: 100,
    update: 100,
    archive: 100,
    readAssociations: 100,
    writeAssociations: 100,
  },
};

export function completeSchema(object: InMemoryObject): ObjectSchema {
  return {
    ...object,
    name: object.name ?? object.id,
    label: object.label ?? object.name ?? object.id,
    custom: object.custom ?? false,
    fields: object.fields.map(completeField),
    associations: (object.associations ?? []).map(completeAssociation),
  };
}

function completeField({ alternates, ...field }: InMemoryField): FieldSchema {
  const name = field.name ?? field.id;
  return { name, label: name, required: false, readOnly: false, unique: false, lookup: 'consistent', ...field };
}

function completeAssociation({ firstBecomesPrimary, ...association }: InMemoryAssociation): AssociationFieldSchema {
  const name = association.name ?? association.id;
  return { name, label: name, readOnly: false, changeTouchesRecord: true, ...association };
}
