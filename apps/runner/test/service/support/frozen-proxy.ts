import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface FrozenProxy {
  readonly port: number;
  /** From here on nothing goes through, and nobody is told: no connection ends. */
  freeze(): void;
  /** What was held back arrives, and the rest. */
  thaw(): void;
  /** Has anything been sent that does not go through? */
  holdsBack(): boolean;
}

/** Stands in front of a server as a network that goes away without a word does. */
export async function startFrozenProxy(target: { readonly host: string; readonly port: number }): Promise<FrozenProxy> {
  const sockets = new Set<Socket>();
  let isFrozen = false;
  const server = createServer((client) => {
    const upstream = connect(target);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.on('data', (chunk) => void other.write(chunk));
      one.on('end', () => void other.end());
      one.on('error', () => void other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        // The other end does not hear of it while nothing goes through.
        if (!isFrozen) other.destroy();
      });
      if (isFrozen) one.pause();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    freeze() {
      isFrozen = true;
      for (const socket of sockets) socket.pause();
    },
    holdsBack: () => [...sockets].some(({ readableLength }) => readableLength > 0),
    thaw() {
      isFrozen = false;
      for (const socket of sockets) socket.resume();
    },
  };
}
