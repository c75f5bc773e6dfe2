import type { CycleEvent, OperationReport } from '@linkwright/engine';
import { countReasons, type ReasonCounts } from './count-reasons.ts';
import { KeptList } from './kept-list.ts';
import { type FailingRecord, type HeldRecord, parseFailing, parseHeld, parseOperation } from './told-items.ts';

/** So many of one kind are shown per sync unless all are asked for; the rest is counted. */
export const shownPerKind = 12;

/** Writes to one connection by the calls that they take. */
export interface WriteCounts {
  creates: number;
  /** Updates of fields, with or without edges. */
  updates: number;
  archives: number;
  /** Each takes calls of its own. */
  mergers: number;
  /** Updates of nothing but edges. */
  edgeUpdates: number;
  /** Of updates of both kinds. What a create cannot carry is told as an update again. */
  edges: number;
}

export interface SyncDetails {
  readonly creates: KeptList<OperationReport>;
  readonly updates: KeptList<OperationReport>;
  /** Records that go: archived, or merged into others. */
  readonly archives: KeptList<OperationReport>;
  readonly held: KeptList<HeldRecord>;
  readonly failing: KeptList<FailingRecord>;
  /** A move is an association whose one target gives way to another. */
  moves: number;
  readonly reasons: ReasonCounts;
  /** Held records by reason. */
  readonly heldReasons: Map<string, number>;
  /** By connection. */
  readonly writes: Map<string, WriteCounts>;
}

export interface CollectedCycle {
  readonly listen: (event: CycleEvent) => void;
  of(sync: string): SyncDetails;
  close(): void;
}

/** Listens to a cycle; counts everything and keeps the first few. `all`: keeps the rest too, outside memory. */
export function collectCycle({ all }: { readonly all: boolean }): CollectedCycle {
  const bySync = new Map<string, SyncDetails>();
  // Another pass may look at the same record again.
  const told = new Set<string>();
  const isFirst = (event: HeldRecord | FailingRecord): boolean => {
    const key = [event.kind, event.sync, event.side, event.id].join('\n');
    return !told.has(key) && Boolean(told.add(key));
  };
  const of = (sync: string): SyncDetails => {
    const known = bySync.get(sync);
    if (known) return known;
    const details = emptyDetails(all);
    bySync.set(sync, details);
    return details;
  };
  return {
    of,
    listen(event) {
      if (event.kind === 'operation') {
        const { operation } = event;
        const details = of(operation.sync);
        details.moves += operation.associations.filter(isMove).length;
        countWrite(details.writes, operation);
        countReasons(details.reasons, operation);
        details[listOf[operation.kind]].add(operation);
      } else if (event.kind === 'record-held' && isFirst(event)) {
        const { held, heldReasons } = of(event.sync);
        heldReasons.set(event.reason, (heldReasons.get(event.reason) ?? 0) + 1);
        held.add(event);
      } else if (event.kind === 'record-failing' && isFirst(event)) of(event.sync).failing.add(event);
    },
    close() {
      for (const { creates, updates, archives, held, failing } of bySync.values()) {
        for (const list of [creates, updates, archives, held, failing]) list.close();
      }
    },
  };
}

const listOf = { create: 'creates', update: 'updates', archive: 'archives', merge: 'archives' } as const;

/** Shown as one thing that happened: `Acme → Umbrella`. */
export const isMove = ({ added, removed }: OperationReport['associations'][number]): boolean =>
  added.length === 1 && removed.length === 1;

const emptyDetails = (all: boolean): SyncDetails => ({
  creates: new KeptList(shownPerKind, all ? parseOperation : null),
  updates: new KeptList(shownPerKind, all ? parseOperation : null),
  archives: new KeptList(shownPerKind, all ? parseOperation : null),
  held: new KeptList(shownPerKind, all ? parseHeld : null),
  failing: new KeptList(shownPerKind, all ? parseFailing : null),
  moves: 0,
  reasons: new Map(),
  heldReasons: new Map(),
  writes: new Map(),
});

function countWrite(writes: Map<string, WriteCounts>, operation: OperationReport): void {
  const none = { creates: 0, updates: 0, archives: 0, mergers: 0, edgeUpdates: 0, edges: 0 };
  const counts = writes.get(operation.connection) ?? none;
  writes.set(operation.connection, counts);
  if (operation.kind === 'create') {
    counts.creates += 1;
    return;
  }
  if (operation.kind === 'archive' || operation.kind === 'merge') {
    counts[operation.kind === 'merge' ? 'mergers' : 'archives'] += 1;
    return;
  }
  counts[operation.fields.length > 0 ? 'updates' : 'edgeUpdates'] += 1;
  counts.edges += operation.associations.reduce((sum, edit) => sum + edit.added.length + edit.removed.length, 0);
}
