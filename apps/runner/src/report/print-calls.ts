import type { ConnectionCalls } from '../operations/documents/status-document.ts';
import { formatNumber } from '../output/format-number.ts';
import type { Output } from '../output/output.ts';

export function printCalls(output: Output, calls: readonly ConnectionCalls[]): void {
  const told = (count: number, allowed: number | undefined): string =>
    allowed === undefined ? formatNumber(count) : `${formatNumber(count)} of ${formatNumber(allowed)}`;
  output.print('');
  for (const { connection, today, thisMonth, callsPerDay, callsPerMonth } of calls) {
    const month = told(thisMonth, callsPerMonth);
    output.print(`${connection}: ${told(today, callsPerDay)} calls today, ${month} this month (UTC)`);
  }
}
