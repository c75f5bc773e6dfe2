import type { Side } from '../store/side.ts';

/** What one sync did in one run; counted as it happens. */
export interface SyncTally {
  linked: number;
  conflicts: number;
  readonly created: Record<Side, number>;
  readonly updated: Record<Side, number>;
  readonly archived: Record<Side, number>;
  readonly merged: Record<Side, number>;
  readonly calls: Record<Side, number>;
  readonly added: Record<Side, number>;
  readonly removed: Record<Side, number>;
  /** Edits of associations that an app took twice, and showed something else each time. */
  unkept: number;
  readonly filter: FilterTally;
}

/** What filters made of records and links in this run, compared with how they stood before. */
export interface FilterTally {
  excluded: number;
  frozen: number;
  unlinked: number;
  /** Of all three, those that take part again. */
  returned: number;
}

export function emptyTally(): SyncTally {
  const zero = (): Record<Side, number> => ({ left: 0, right: 0 });
  return {
    linked: 0,
    conflicts: 0,
    created: zero(),
    updated: zero(),
    archived: zero(),
    merged: zero(),
    calls: zero(),
    added: zero(),
    removed: zero(),
    unkept: 0,
    filter: { excluded: 0, frozen: 0, unlinked: 0, returned: 0 },
  };
}
