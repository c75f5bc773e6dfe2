import type { CanonicalValue } from '@linkwright/core';
import type { HoldReason } from '../store/holds.ts';
import type { AssociationDescription } from './describe-associations.ts';
import type { ConflictDescription } from './describe-conflicts.ts';
import type { HistoryEntry } from './describe-history.ts';

/** Both twins of a record, field by field, and its associations with the reason of each that is missing. */
export interface RecordDescription {
  readonly sync: string;
  /** The engine derived the sync for the targets of associations. */
  readonly implied: boolean;
  readonly id: string;
  readonly label: string;
  readonly left: TwinDescription | null;
  readonly right: TwinDescription | null;
  /** How the two came together. `null`: they are not linked. */
  readonly link: string | null;
  /** Why a rule leaves it out. */
  readonly notes: readonly string[];
  /** Writes of its values that the other app refused, or that it cannot hold. */
  readonly failures: readonly FailureDescription[];
  /** Why one of the two is left alone. */
  readonly holds: readonly HoldDescription[];
  readonly fields: readonly FieldDescription[];
  readonly associations: readonly AssociationDescription[];
  /** Values that the two did not agree about, the latest first. */
  readonly conflicts: readonly ConflictDescription[];
  /** When the two came together. `null`: they are not linked. */
  readonly linkedAt: number | null;
  /** What was written before is no longer kept. `null`: `history` tells all that was written since. */
  readonly historySince: number | null;
  /** What was written to both, and to what has been merged into them, in the order it was written. */
  readonly history: readonly HistoryEntry[];
}

/** Times are milliseconds since 1970, UTC. */
export interface FailureDescription {
  /** Where the record stands whose values were refused. */
  readonly connection: string;
  readonly id: string;
  readonly code: string;
  readonly category: string;
  readonly field: string | null;
  readonly message: string;
  readonly remedy: string;
  readonly attempts: number;
  readonly since: number;
  readonly nextAt: number;
}

export interface HoldDescription {
  readonly connection: string;
  readonly id: string;
  readonly reason: HoldReason;
  readonly text: string;
  readonly since: number;
  /** Records that a person has to choose from, or that are in the way. */
  readonly candidates: readonly { readonly connection: string; readonly id: string; readonly label: string }[];
}

export interface TwinDescription {
  readonly connection: string;
  readonly object: string;
  readonly id: string;
  readonly url: string | null;
  readonly gone: boolean;
}

export interface FieldDescription {
  readonly left: {
    readonly name: string;
    readonly value: CanonicalValue | undefined;
    readonly base: CanonicalValue | undefined;
  };
  readonly right: {
    readonly name: string;
    readonly value: CanonicalValue | undefined;
    readonly base: CanonicalValue | undefined;
  };
  /** The run that wrote it last, and where. `null`: no run did. */
  readonly written: { readonly connection: string; readonly run: string; readonly at: number } | null;
}
