import type { Session } from '../session/open-session.ts';
import type { ConnectionCalls } from './documents/status-document.ts';

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
