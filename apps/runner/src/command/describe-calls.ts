import type { CallAllowance, CallCount } from '@linkwright/engine';
import { formatNumber } from '../output/format-number.ts';
import type { Output } from '../output/output.ts';
import type { Session } from '../session/open-session.ts';

export interface ConnectionCalls extends CallCount, Pick<CallAllowance, 'callsPerDay' | 'callsPerMonth'> {
  readonly connection: string;
}

/** The calls of each connection, by days and months of UTC, and what the file allows. */
export function describeCalls({ connections, calls, loaded }: Session): readonly ConnectionCalls[] {
  return [...connections.keys()].map((connection) => {
    const { callsPerDay, callsPerMonth } = loaded.configuration.connections[connection]?.limits ?? {};
    return {
      connection,
      ...calls.meterOf(connection).used(),
      ...(callsPerDay !== undefined && { callsPerDay }),
      ...(callsPerMonth !== undefined && { callsPerMonth }),
    };
  });
}

export function printCalls(output: Output, calls: readonly ConnectionCalls[]): void {
  const told = (count: number, allowed: number | undefined): string =>
    allowed === undefined ? formatNumber(count) : `${formatNumber(count)} of ${formatNumber(allowed)}`;
  output.print('');
  for (const { connection, today, thisMonth, callsPerDay, callsPerMonth } of calls) {
    const month = told(thisMonth, callsPerMonth);
    output.print(`${connection}: ${told(today, callsPerDay)} calls today, ${month} this month (UTC)`);
  }
}
