/**
 * What a connector tells of an account: the schemas of some objects, and some of their records. Ids are the account's own, and
 * stay: what is configured for the account fits its copy. The shapes are those of `@linkwright/core`, as far as a copy needs
 * them.
 */
export interface AccountCopy {
  /** The IANA name of the zone that the account's people see moments in. Absent: not told. */
  readonly timeZone?: string;
  readonly objects: readonly ObjectCopy[];
}

export interface ObjectCopy {
  readonly id: string;
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly label: string;
  readonly custom: boolean;
  readonly displayField?: string;
  readonly fields: readonly FieldCopy[];
  readonly associations: readonly AssociationCopy[];
  readonly records: readonly RecordCopy[];
}

export interface FieldCopy {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly required: boolean;
  readonly readOnly: boolean;
  readonly unique: boolean;
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  readonly precision?: string | number;
  readonly digits?: number;
  readonly limits?: {
    readonly shortest?: number;
    readonly longest?: number;
    readonly lowest?: string;
    readonly highest?: string;
    /** As the app spells them. */
    readonly others?: readonly {
      readonly name: string;
      readonly arguments: readonly string[];
      readonly normalizes?: true;
    }[];
  };
  readonly timeZone?: string;
  readonly lookup: string;
}

export interface AssociationCopy {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly targets: readonly string[];
  readonly mostTargets?: number;
  readonly readOnly: boolean;
  readonly prefersOne?: boolean;
  readonly markOn?: string;
  readonly inverse?: { readonly object: string; readonly field: string };
  readonly refersBy?: string;
}

export type CopiedValue = string | boolean | readonly string[] | null;

export type CopiedTarget = { readonly id: string } | { readonly key: string };

export interface RecordCopy {
  readonly id: string;
  /** By field id, in canonical form. Absent: not copied. */
  readonly fields: Readonly<Record<string, CopiedValue>>;
  /** By association field id. A target that is not among the records of the copy is left out. */
  readonly associations?: Readonly<Record<string, readonly CopiedTarget[]>>;
  readonly alternateKeys?: Readonly<Record<string, readonly string[]>>;
  /** ISO 8601 in UTC. */
  readonly createdAt?: string;
  readonly modifiedAt?: string;
}

/** A field that is there, with its values, but does not come about as in the account. */
export interface CopyNote {
  readonly object: string;
  readonly field: string;
  readonly text: string;
}

/** What every field is told of that the account fills by itself and a copy does not. */
export const heldValue = 'filled in by the app itself; the copy shows the value that was read and does not renew it';
