import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';

export interface LoopbackServer {
  readonly baseUrl: string;
  /** Ends open connections too. */
  close(): Promise<void>;
}

/** Longer than clients keep idle connections, so that none is closed under a request that is being sent. */
const keepAliveMs = 120_000;

/** A server of this machine alone, at a port that was free. */
export async function startLoopbackServer(listener: RequestListener): Promise<LoopbackServer> {
  const server = createServer({ keepAliveTimeout: keepAliveMs }, listener);
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen.');
  return {
    baseUrl: `http://localhost:${address.port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
