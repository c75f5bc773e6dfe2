import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LocalListener {
  readonly port: number;
  /** Ends once the requests under way are answered. Connections without one are closed at once. */
  close(): Promise<void>;
}

const attemptsAtFreePort = 10;
/** Longer than clients keep idle connections, so that none is closed under a request that is being sent. */
const keepAliveMs = 120_000;

/**
 * Listens where `localhost` may resolve to: 127.0.0.1, and ::1 where the machine has it, on one port. Port 0 takes a free one.
 */
export async function listenOnLocalhost(port: number, listener: RequestListener): Promise<LocalListener> {
  const underWay = new Set<ServerResponse>();
  let whenIdle = () => {};
  const counted: RequestListener = (incoming, outgoing) => {
    underWay.add(outgoing);
    // Also emitted when the connection drops before the answer.
    outgoing.once('close', () => {
      underWay.delete(outgoing);
      if (underWay.size === 0) whenIdle();
    });
    listener(incoming, outgoing);
  };
  for (let attempt = 1; ; attempt += 1) {
    const server = createServer({ keepAliveTimeout: keepAliveMs }, counted);
    await listen(server, port, '127.0.0.1');
    const chosen = portOf(server);
    const servers = [server];
    try {
      const second = createServer({ keepAliveTimeout: keepAliveMs }, counted);
      await listen(second, chosen, '::1');
      servers.push(second);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      // The free port of one address may be taken on the other.
      if (code === 'EADDRINUSE') {
        await close(server);
        if (port === 0 && attempt < attemptsAtFreePort) continue;
        throw error;
      }
      if (code !== 'EADDRNOTAVAIL' && code !== 'EAFNOSUPPORT') {
        await close(server);
        throw error;
      }
    }
    return {
      port: chosen,
      async close() {
        const closed = servers.map(close);
        // A connection that never sent a request does not count as idle for the server: end them all, once nobody waits.
        if (underWay.size > 0) await new Promise<void>((resolve) => (whenIdle = resolve));
        for (const one of servers) one.closeAllConnections();
        await Promise.all(closed);
      },
    };
  }
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, ipv6Only: true }, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
  });
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('the sandbox listens on no port');
  return address.port;
}
