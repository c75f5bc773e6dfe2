import type { CanonicalValue } from '@linkwright/core';
import type { Side } from '../store/side.ts';
import type { WriteReason } from '../store/write-reason.ts';

/** What happens in a cycle, for progress lines, logs, plans and metrics. Listeners never change what happens. */
export type CycleEvent =
  | { readonly kind: 'run-started'; readonly run: string; readonly syncs: readonly string[] }
  | {
      readonly kind: 'page-pulled';
      readonly connection: string;
      readonly object: string;
      readonly records: number;
      /** About so many the whole reading brings: those that were there at the last one. Absent: nobody knows. */
      readonly expected?: number;
    }
  /** An object has been read as far as it goes, its associations and deletions included. */
  | { readonly kind: 'object-pulled'; readonly connection: string; readonly object: string }
  /** Records that hints named have been looked at; `left`: too many have changed, and the next reading brings them. */
  | {
      readonly kind: 'hints-read';
      readonly connection: string;
      readonly object: string;
      readonly records: number;
      readonly changed: number;
      readonly left: number;
    }
  /** What was stored of how far the object has been read is not known to the connector: everything is compared. */
  | { readonly kind: 'checkpoint-unknown'; readonly connection: string; readonly object: string }
  /** A create was not answered, and its look-up lags: it is waited for so many milliseconds until it must show the record. */
  | { readonly kind: 'look-up-awaited'; readonly connection: string; readonly object: string; readonly ms: number }
  | {
      readonly kind: 'record-linked';
      readonly sync: string;
      readonly left: string;
      readonly right: string;
      readonly reason: string;
    }
  | { readonly kind: 'operation'; readonly operation: OperationReport }
  | {
      readonly kind: 'record-held';
      readonly sync: string;
      readonly side: Side;
      readonly id: string;
      readonly label: string;
      readonly reason: string;
      readonly text: string;
    }
  | {
      readonly kind: 'record-failing';
      readonly sync: string;
      readonly side: Side;
      readonly id: string;
      readonly label: string;
      readonly message: string;
      readonly remedy: string;
    }
  /** A pass over a sync begins, with so many records to look at. */
  | { readonly kind: 'pass-started'; readonly sync: string; readonly records: number }
  /** So many of them have been looked at, and written where that was due. */
  | { readonly kind: 'records-settled'; readonly sync: string; readonly records: number }
  /** A fault of ours or of the connector: the app took the edit twice, and each time showed something else afterwards. */
  | {
      readonly kind: 'association-not-kept';
      readonly sync: string;
      readonly side: Side;
      readonly connection: string;
      readonly id: string;
      readonly label: string;
      readonly field: string;
      /** Labels of targets that were added and are not there, and of those that were removed and still are. */
      readonly missing: readonly string[];
      readonly staying: readonly string[];
    }
  | { readonly kind: 'batch-applied'; readonly sync: string; readonly connection: string; readonly records: number }
  | { readonly kind: 'run-finished'; readonly run: string; readonly status: string };

/** One change of one record, as a person would tell it. `side` is that of the file. */
export interface OperationReport {
  readonly sync: string;
  /** `merge`: the record goes into another one of its app. */
  readonly kind: 'create' | 'update' | 'archive' | 'merge';
  /** Why it is archived or merged. Absent: it is not. */
  readonly reason?: WriteReason;
  readonly side: Side;
  /** Name of the connection that is written to. */
  readonly connection: string;
  /** Id of the record, or of its twin where it is about to be created. */
  readonly id: string;
  /** Id of the record on the other side. Absent: `id` is that one, and this side has none yet. */
  readonly twin?: string;
  readonly label: string;
  /** Of a merger: the record that it goes into. */
  readonly into?: { readonly id: string; readonly label: string };
  readonly fields: readonly {
    readonly field: string;
    readonly before: CanonicalValue;
    readonly after: CanonicalValue;
    /** The value before was seen and loses: it is in the conflict log. */
    readonly conflict: boolean;
    /** What it shows for a moment before, since another record takes the value that it had. Absent: nothing. */
    readonly standIn?: CanonicalValue;
    /** The two records, or the two fields, have just been paired: nobody knows which side changed. */
    readonly firstMatch?: true;
    /** A run is taken back: what the other side keeps. Absent: it is none of that. */
    readonly undone?: { readonly twin: CanonicalValue };
    /** Somebody has decided a conflict. */
    readonly resolved?: true;
  }[];
  readonly associations: readonly {
    readonly field: string;
    /** Labels of targets. */
    readonly added: readonly string[];
    readonly removed: readonly string[];
    /** Targets that stay, and whose changed key is written on. Absent: none. */
    readonly renamed?: readonly string[];
    /** Marks (labels, the primary) that go with targets that are removed. Absent: none. */
    readonly marksLost?: readonly { readonly target: string; readonly marks: readonly string[] }[];
  }[];
}
