import type { OperationReport } from '@linkwright/engine';

/** What is written to one connection, by why. */
interface Reasons {
  /** Records. */
  creates: number;
  updates: number;
  archives: number;
  mergers: number;
  /** Values. */
  changed: number;
  filled: number;
  conflicts: number;
  /** Targets of associations. */
  added: number;
  removed: number;
}

/** By connection. */
export type ReasonCounts = Map<string, Reasons>;

export function countReasons(counts: ReasonCounts, operation: OperationReport): void {
  const none = {
    creates: 0,
    updates: 0,
    archives: 0,
    mergers: 0,
    changed: 0,
    filled: 0,
    conflicts: 0,
    added: 0,
    removed: 0,
  };
  const reasons = counts.get(operation.connection) ?? none;
  counts.set(operation.connection, reasons);
  for (const { added, removed } of operation.associations) {
    reasons.added += added.length;
    reasons.removed += removed.length;
  }
  if (operation.kind === 'create') {
    reasons.creates += 1;
    return;
  }
  if (operation.kind === 'archive' || operation.kind === 'merge') {
    reasons[operation.kind === 'merge' ? 'mergers' : 'archives'] += 1;
    return;
  }
  reasons.updates += 1;
  for (const { conflict, before, firstMatch } of operation.fields) {
    reasons[conflict ? 'conflicts' : firstMatch && before === null ? 'filled' : 'changed'] += 1;
  }
}
