import type { CycleEvent, OperationReport } from '@linkwright/engine';

/** So many lines of one kind are shown per sync; the rest is counted. Memory stays flat whatever the total. */
export const shownPerKind = 12;

type Held = CycleEvent & { readonly kind: 'record-held' };
type Failing = CycleEvent & { readonly kind: 'record-failing' };

export interface SyncDetails {
  readonly creates: OperationReport[];
  readonly updates: OperationReport[];
  readonly held: Held[];
  readonly failing: Failing[];
  /** How many there were, shown or not. */
  readonly counts: { creates: number; updates: number; held: number; failing: number };
}

/** Listens to a cycle and keeps the first few of everything. */
export function collectCycle(): { readonly listen: (event: CycleEvent) => void; of(sync: string): SyncDetails } {
  const bySync = new Map<string, SyncDetails>();
  const of = (sync: string): SyncDetails => {
    const known = bySync.get(sync);
    if (known) return known;
    const details: SyncDetails = {
      creates: [],
      updates: [],
      held: [],
      failing: [],
      counts: { creates: 0, updates: 0, held: 0, failing: 0 },
    };
    bySync.set(sync, details);
    return details;
  };
  const keep = <Item>(list: Item[], item: Item): void => {
    if (list.length < shownPerKind) list.push(item);
  };
  return {
    of,
    listen(event) {
      if (event.kind === 'operation') {
        const details = of(event.operation.sync);
        const kind = event.operation.kind === 'create' ? 'creates' : 'updates';
        details.counts[kind] += 1;
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
