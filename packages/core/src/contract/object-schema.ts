import type { ConnectorCapabilities } from './capabilities.ts';

export const fieldTypes = [
  'text',
  'multiline',
  'email',
  'url',
  'phone',
  'integer',
  'decimal',
  'boolean',
  'date',
  'datetime',
  'option',
  'options',
  'user',
  'json',
] as const;

export type FieldType = (typeof fieldTypes)[number];

export interface ObjectSummary {
  /** Never changes (`tbl…`, `contacts`, `2-3604285`); calls and state use it. */
  readonly id: string;
  /** What the configuration says. */
  readonly name: string;
  /** What it may say as well: a longer or an older spelling of the name. Absent: nothing. */
  readonly aliases?: readonly string[];
  readonly label: string;
  readonly custom: boolean;
}

export interface ObjectSchema extends ObjectSummary {
  /** Shared vocabulary (`Person`, `Organization`, `Deal`) that default mappings are made from. */
  readonly standard?: string;
  /** Ids of the fields that a default match key is made of, tried in order. */
  readonly defaultMatch?: readonly string[];
  /** Where this object differs from its connector. */
  readonly capabilities?: Partial<ConnectorCapabilities>;
  /** Id of the field that names a record to a person. Absent: the record id does. */
  readonly displayField?: string;
  readonly fields: readonly FieldSchema[];
  readonly associations: readonly AssociationFieldSchema[];
}

export interface FieldOption {
  readonly value: string;
  readonly label: string;
}

/** What people of an account allow as a value. What is absent is not limited, as far as is known. */
export interface FieldLimits {
  /** Of a text that is not empty: so many characters at least. */
  readonly shortest?: number;
  /** Of a text: so many characters at most. */
  readonly longest?: number;
  /** Of a number, in canonical form. */
  readonly lowest?: string;
  /** Of a number, in canonical form. */
  readonly highest?: string;
  /** Rules beside these, as the app spells them: `check` tells them, and a rehearsal keeps those that it knows of that app. */
  readonly others?: readonly FieldRule[];
}

/** A rule for values as its app names it: `REGEX` with its pattern. */
export interface FieldRule {
  readonly name: string;
  readonly arguments: readonly string[];
  /** What it allows, as it is told after "takes": "at most 2 decimal places". Absent: the rule is told as the app spells it. */
  readonly text?: string;
  /** The app brings a value into the form of the rule, and refuses none. */
  readonly normalizes?: true;
}

export interface FieldSchema {
  /** Never changes; calls and state use it. */
  readonly id: string;
  /** What the configuration says. */
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  /** Must a create carry it? */
  readonly required: boolean;
  /**
   * People of the account ask for it of new records, and a create without it may be refused: told by `check`, and no more. Absent:
   * not known.
   */
  readonly expected?: true;
  readonly readOnly: boolean;
  /** Does the app refuse a second record with the same value? */
  readonly unique: boolean;
  /** Of `option` and `options`. Absent on other types. */
  readonly options?: readonly FieldOption[];
  /** What the app keeps: of a datetime its unit, of a number its decimal places. Absent: everything. */
  readonly precision?: 'minute' | 'second' | 'millisecond' | number;
  /** Of a number: how many significant digits the app keeps. Absent: everything. */
  readonly digits?: number;
  /** A write beyond them is refused; a rehearsal foresees it. Absent: none are known. */
  readonly limits?: FieldLimits;
  /**
   * Of a boolean: the app cannot tell false from blank (a check box that is either ticked or not), so the two are one value
   * here. Absent: false is an answer, blank is none.
   */
  readonly blankIsFalse?: true;
  /**
   * Of a datetime: the IANA name of the zone that its users see it in (`Europe/Berlin`), which decides what day it is where it is
   * mapped to a date. Absent: the account's.
   */
  readonly timeZone?: string;
  /** How a look-up by this field sees a write: at once, after `lookupDelayMs`, or never. */
  readonly lookup: 'consistent' | 'delayed' | 'none';
  /** Shared vocabulary (`Person.email`). */
  readonly standard?: string;
}

export interface AssociationFieldSchema {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  /** Ids of the objects that it may point at. */
  readonly targets: readonly string[];
  readonly cardinality: 'one' | 'many';
  /** Of `many`: how many targets people of the account allow at most. A write beyond it is refused. Absent: no limit is known. */
  readonly mostTargets?: number;
  readonly readOnly: boolean;
  readonly standard?: string;
  /** The app's users prefer a single target here although it accepts several: only orders what is offered. */
  readonly prefersOne?: boolean;
  /** Id of the association field (the set) that this one is a mark on: `companies` for `primary_company`. */
  readonly markOn?: string;
  /**
   * Of a mark with cardinality `one`: does its target count more than the others of the set, so that it stands for the set where
   * only one target fits? Default: true. False for a parent: its set holds others that count as much.
   */
  readonly primary?: boolean;
  /**
   * The same association seen from the target; may name this very field. Only where the target shows all of it, at once:
   * of a mark, who bears it. The engine then scans a pair of objects from its smaller end.
   */
  readonly inverse?: { readonly object: string; readonly field: string };
  /** Id of the target's field whose value this one holds. Absent: it holds the record id. */
  readonly refersBy?: string;
  /** How a change of it is written. Absent: as `associationWrites` of the object says. */
  readonly writes?: 'inline' | 'separate';
  /** Does a change of it bring the record up in `readChanges`? If not, the engine scans. */
  readonly changeTouchesRecord: boolean;
}
