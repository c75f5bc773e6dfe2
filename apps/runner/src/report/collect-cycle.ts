import type { CycleEvent, OperationReport } from '@linkwright/engine';

/** So many lines of one kind are shown per sync; the rest is counted. Memory stays flat whatever the total. */
export const shownPerKind = 12;
/** The same for machines. */
export const toldPerKind = 1000;

type Held = CycleEvent & { readonly kind: 'record-held' };
type Failing = CycleEvent & { readonly kind: 'record-failing' };

/** Writes to one connection by the calls that they take. */
export interface WriteCounts {
  creates: number;
  /** Updates of fields, with or without edges. */
  updates: number;
  /** Updates of nothing but edges. */
  edgeUpdates: number;
  /** Of updates of both kinds. What a create cannot carry is told as an update again. */
  edges: number;
}

export interface SyncDetails {
  readonly creates: OperationReport[];
  readonly updates: OperationReport[];
  readonly held: Held[];
  readonly failing: Failing[];
  /** How many there were, kept or not. A move is an association whose one target gives way to another. */
  readonly counts: { creates: number; updates: number; held: number; failing: number; moves: number };
  /** By connection. */
  readonly writes: Map<string, WriteCounts>;
}

export interface CollectedCycle {
  readonly listen: (event: CycleEvent) => void;
  of(sync: string): SyncDetails;
}

/** Listens to a cycle and keeps the first few of everything. */
export function collectCycle(perKind: number): CollectedCycle {
  const bySync = new Map<string, SyncDetails>();
  const of = (sync: string): SyncDetails => {
    const known = bySync.get(sync);
    if (known) return known;
    const details = emptyDetails();
    bySync.set(sync, details);
    return details;
  };
  const keep = <Item>(list: Item[], item: Item): void => {
    if (list.length < perKind) list.push(item);
  };
  return {
    of,
    listen(event) {
      if (event.kind === 'operation') {
        const details = of(event.operation.sync);
        const kind = event.operation.kind === 'create' ? 'creates' : 'updates';
        details.counts[kind] += 1;
        details.counts.moves += event.operation.associations.filter(isMove).length;
        countWrite(details.writes, event.operation);
        keep(details[kind], event.operation);
      } else if (event.kind === 'record-held') {
        const details = of(event.sync);
        // Another pass may look at the same record again.
        if (details.held.some((held) => held.side === event.side && held.id === event.id)) return;
        details.counts.held += 1;
        keep(details.held, event);
      } else if (event.kind === 'record-failing') {
        const details = of(event.sync);
        if (details.failing.some((failing) => failing.side === event.side && failing.id === event.id)) return;
        details.counts.failing += 1;
        keep(details.failing, event);
      }
    },
  };
}

/** Shown as one thing that happened: `Acme → Umbrella`. */
export const isMove = ({ added, removed }: OperationReport['associations'][number]): boolean =>
  added.length === 1 && removed.length === 1;

const emptyDetails = (): SyncDetails => ({
  creates: [],
  updates: [],
  held: [],
  failing: [],
  counts: { creates: 0, updates: 0, held: 0, failing: 0, moves: 0 },
  writes: new Map(),
});

function countWrite(writes: Map<string, WriteCounts>, operation: OperationReport): void {
  const none = { creates: 0, updates: 0, edgeUpdates: 0, edges: 0 };
  const counts = writes.get(operation.connection) ?? none;
  writes.set(operation.connection, counts);
  if (operation.kind === 'create') {
    counts.creates += 1;
    return;
  }
  counts[operation.fields.length > 0 ? 'updates' : 'edgeUpdates'] += 1;
  counts.edges += operation.associations.reduce((sum, edit) => sum + edit.added.length + edit.removed.length, 0);
}
