import type { ConnectionCalls } from '../operations/documents/status-document.ts';
import { formatNumber } from '../output/format-number.ts';
import type { Output } from '../output/output.ts';
import { tellNeededCalls } from './tell-needed-calls.ts';

export function printCalls(output: Output, calls: readonly ConnectionCalls[]): void {
  const told = (count: number, allowed: number | undefined): string =>
    allowed === undefined ? formatNumber(count) : `${formatNumber(count)} of ${formatNumber(allowed)}`;
  output.print('');
  for (const { connection, today, thisMonth, callsPerDay, callsPerMonth, estimatedPerMonth, every, plans } of calls) {
    const month = told(thisMonth, callsPerMonth);
    const needed = tellNeededCalls({ callsPerMonth: estimatedPerMonth, every, plans });
    output.print(`${connection}: ${told(today, callsPerDay)} calls today, ${month} this month (UTC); ${needed}`);
  }
}
