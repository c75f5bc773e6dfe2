import type { CanonicalValue } from '@linkwright/core';
import type { StoppedSync } from '../context/stopped-sync.ts';
import type { HoldReason } from '../store/holds.ts';

/** Where both apps differ, as the file has its sides. Nothing was written to an app to find out. */
export interface DriftReport {
  /** `equal`: whatever differs is left so by the rules of the file. `stopped`: an app did not let all of it be compared. */
  readonly status: 'equal' | 'drift' | 'stopped';
  readonly syncs: readonly SyncDrift[];
  readonly stopped: readonly StoppedSync[];
}

export interface SyncDrift {
  readonly name: string;
  readonly left: { readonly connection: string; readonly records: number };
  readonly right: { readonly connection: string; readonly records: number };
  readonly linked: number;
  /** Linked pairs that differ in a field or an association. */
  readonly different: number;
  /** Linked pairs of which one record is gone. */
  readonly gone: number;
  /** Records without a twin that should have one, on the left and on the right. */
  readonly alone: { readonly left: number; readonly right: number };
  /** Records without a twin that are left alone, by reason. */
  readonly leftAlone: Readonly<Partial<Record<HoldReason, number>>>;
  readonly fields: readonly DifferenceCount[];
  readonly associations: readonly DifferenceCount[];
  /** The first records whose twin was deleted, or merged into a stranger: by the rules they stay as they are. */
  readonly twinGone: readonly LeftOver[];
  /** The first of them; the counts are always complete. */
  readonly records: readonly RecordDrift[];
}

export interface LeftOver {
  readonly connection: string;
  readonly id: string;
  readonly label: string;
  readonly reason: HoldReason;
  readonly text: string;
}

export interface DifferenceCount {
  readonly left: string;
  readonly right: string;
  /** Pairs that differ there and should not. */
  readonly different: number;
  /** Pairs that differ there as the rules have it: a one-way target's own value, a blank that is kept. */
  readonly kept: number;
}

export interface RecordDrift {
  readonly label: string;
  /** Record ids. `null`: there is none on that side. */
  readonly left: string | null;
  readonly right: string | null;
  readonly fields: readonly {
    readonly left: { readonly name: string; readonly value: CanonicalValue };
    readonly right: { readonly name: string; readonly value: CanonicalValue };
  }[];
  readonly associations: readonly {
    readonly left: string;
    readonly right: string;
    /** Ids of targets that the other side lacks, each in its own app. */
    readonly onlyLeft: readonly string[];
    readonly onlyRight: readonly string[];
    /** Keys by which a side still names its targets, and which are theirs no longer. */
    readonly outdatedLeft: readonly string[];
    readonly outdatedRight: readonly string[];
  }[];
}
