import type { ConnectionCalls } from '../operations/documents/status-document.ts';
import { formatNumber } from '../output/format-number.ts';
import type { Output } from '../output/output.ts';
import { tellCountedCalls } from './tell-counted-calls.ts';
import { tellNeededCalls } from './tell-needed-calls.ts';
import type { TimeOf } from './tell-time.ts';

export function printCalls(output: Output, calls: readonly ConnectionCalls[], timeOf: TimeOf): void {
  const told = (count: number, allowed: number | undefined): string =>
    allowed === undefined ? formatNumber(count) : `${formatNumber(count)} of ${formatNumber(allowed)}`;
  output.print('');
  for (const { connection, today, thisMonth, callsPerDay, callsPerMonth, counted, ...needs } of calls) {
    const { estimatedPerMonth, estimatedServedPerMonth: servedPerMonth, every, plans } = needs;
    const month = told(thisMonth, callsPerMonth);
    const needed = tellNeededCalls({ callsPerMonth: estimatedPerMonth, servedPerMonth, every, plans });
    output.print(`${connection}: ${told(today, callsPerDay)} calls today, ${month} this month (UTC); ${needed}`);
    if (counted !== undefined) output.print(`${connection}: ${tellCountedCalls(counted, timeOf)}`);
  }
}
