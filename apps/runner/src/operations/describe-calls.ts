import type { Session } from '../session/open-session.ts';
import type { CountedCalls } from './documents/document-parts.ts';
import type { ConnectionCalls } from './documents/status-document.ts';
import { estimateCalls } from './estimate-calls.ts';
import { plansOf } from './plans-of.ts';

/** The calls of each connection, by days and months of UTC, what its syncs need, and what the file and the app's plans allow. */
export function describeCalls(
  { connections, calls, compilation, loaded }: Session,
  counted: Readonly<Record<string, CountedCalls>>,
): readonly ConnectionCalls[] {
  const estimated = estimateCalls(compilation.syncs, (name) => connections.get(name)?.told.calls ?? null);
  return [...connections].map(([connection, { connector }]) => {
    const { callsPerDay, callsPerMonth } = loaded.configuration.connections[connection]?.limits ?? {};
    const needed = estimated.get(connection);
    return {
      connection,
      ...calls.meterOf(connection).used(),
      ...(callsPerDay !== undefined && { callsPerDay }),
      ...(callsPerMonth !== undefined && { callsPerMonth }),
      ...(counted[connection] && { counted: counted[connection] }),
      estimatedPerMonth: needed?.callsPerMonth ?? 0,
      estimatedServedPerMonth: needed?.servedPerMonth ?? 0,
      every: needed?.every ?? null,
      plans: plansOf(connector),
    };
  });
}
