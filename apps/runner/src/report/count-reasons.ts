import type { OperationReport } from '@linkwright/engine';
import { count } from '../output/format-number.ts';

/** What is written to one connection, by why. */
interface Reasons {
  /** Records. */
  creates: number;
  updates: number;
  archives: number;
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
  const none = { creates: 0, updates: 0, archives: 0, changed: 0, filled: 0, conflicts: 0, added: 0, removed: 0 };
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
  if (operation.kind === 'archive') {
    reasons.archives += 1;
    return;
  }
  reasons.updates += 1;
  for (const { conflict, before, firstMatch } of operation.fields) {
    reasons[conflict ? 'conflicts' : firstMatch && before === null ? 'filled' : 'changed'] += 1;
  }
}

/** One line for each app that is written to. `from`: what the app is called that the values come from. */
export function tellReasons(
  counts: ReasonCounts,
  nameOf: (connection: string) => string,
  from: (connection: string) => string,
): readonly string[] {
  return [...counts].map(([connection, reasons]) => {
    const part = (value: number, noun: string, rest = '', plural?: string): readonly string[] =>
      value > 0 ? [`${count(value, noun, plural)}${rest}`] : [];
    const parts = [
      ...part(reasons.creates, 'create'),
      ...part(reasons.updates, 'change'),
      ...part(reasons.archives, 'record', ' archived'),
      ...part(reasons.changed, 'value', ` changed in ${from(connection)}`),
      ...part(reasons.filled, 'blank', ' filled at the first match'),
      ...part(reasons.conflicts, 'value', ' that loses', 'values'),
      ...part(reasons.added, 'association', ' added'),
      ...part(reasons.removed, 'association', ' removed'),
    ];
    return `${nameOf(connection)}: ${parts.join(' · ')}`;
  });
}
