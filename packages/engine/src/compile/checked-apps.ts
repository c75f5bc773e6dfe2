import { checkConnection } from '../connect/checked-connection.ts';
import type { ConnectedApp } from './resolve-ends.ts';

/** Whoever is the host: no answer is used that does not keep the contract. */
export const checkedApps = (connections: ReadonlyMap<string, ConnectedApp>): ReadonlyMap<string, ConnectedApp> =>
  new Map([...connections].map(([name, connected]) => [name, checkedApp(connected)]));

const checkedApp = (connected: ConnectedApp): ConnectedApp => ({
  ...connected,
  app: checkConnection(connected.app, {
    connector: `The connector of ${connected.displayName}`,
    ...(connected.deadlines && { deadlines: connected.deadlines }),
  }),
});
