import type { ReasonCounts } from '../operations/cycle/count-reasons.ts';
import { count } from '../output/format-number.ts';

/** One line for each app that is written to. `from`: what the app is called that the values come from. */
export function tellReasonCounts(
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
      ...part(reasons.mergers, 'record', ' merged into others'),
      ...part(reasons.changed, 'value', ` changed in ${from(connection)}`),
      ...part(reasons.filled, 'blank', ' filled at the first match'),
      ...part(reasons.conflicts, 'value', ' that loses', 'values'),
      ...part(reasons.added, 'association', ' added'),
      ...part(reasons.removed, 'association', ' removed'),
    ];
    return `${nameOf(connection)}: ${parts.join(' · ')}`;
  });
}
