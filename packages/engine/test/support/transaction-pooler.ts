import { createConnection, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A connection to the server, with the messages that have not come whole. */
interface Backend {
  readonly socket: Socket;
  rest: Buffer;
  /** Whose transaction runs on it. */
  client: Socket | null;
}

/**
 * Stands before a server as PgBouncer does: each client believes that it has a session, and is given any connection that
 * is free. `mode`: until the end of its transaction, or as long as it stays. Resolves to the address to connect to.
 */
export async function startPooler(url: string, mode: 'transaction' | 'session'): Promise<string> {
  const server = new URL(url);
  const socketPath = `${server.searchParams.get('host')}/.s.PGSQL.${server.port}`;
  const database = server.pathname.slice(1);
  const free: Backend[] = [];
  const sockets = new Set<Socket>();

  async function newBackend(): Promise<Backend> {
    const socket = createConnection(socketPath);
    sockets.add(socket);
    const backend: Backend = { socket, rest: Buffer.alloc(0), client: null };
    socket.write(startup({ user: decodeURIComponent(server.username), database }));
    await new Promise<void>((resolve) => {
      socket.on('data', (chunk: Buffer) => {
        for (const message of messagesOf(backend, chunk)) {
          const isIdle = message[0] === code('Z') && message[5] === code('I');
          if (backend.client === null) {
            if (isIdle) resolve();
            continue;
          }
          backend.client.write(message);
          if (isIdle && mode === 'transaction') giveBack(backend);
        }
      });
    });
    return backend;
  }

  function giveBack(backend: Backend): void {
    if (backend.client !== null) serving.delete(backend.client);
    backend.client = null;
    free.push(backend);
  }

  const serving = new Map<Socket, Promise<Backend>>();
  const pooler = createServer((client) => {
    sockets.add(client);
    let started = false;
    client.on('data', (chunk: Buffer) => {
      if (!started) {
        started = true;
        client.write(welcome());
        return;
      }
      // Good-bye is for us.
      if (chunk[0] === code('X')) return;
      const backend = serving.get(client) ?? lend(client);
      void backend.then(({ socket }) => socket.write(chunk));
    });
    client.on('error', () => undefined);
    // Within a transaction: what a connection was left in is nothing for the next client.
    client.on('close', () => void serving.get(client)?.then(({ socket }) => socket.destroy()));
  });

  function lend(client: Socket): Promise<Backend> {
    // The one that was used last, as PgBouncer does.
    const last = free.pop();
    if (last) last.client = client;
    const lent = last
      ? Promise.resolve(last)
      : newBackend().then((fresh) => {
          fresh.client = client;
          return fresh;
        });
    serving.set(client, lent);
    return lent;
  }

  await new Promise<void>((resolve) => pooler.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    pooler.close();
  });
  const address = pooler.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return `postgresql://${server.username}:secret-word@127.0.0.1:${port}/${database}`;
}

const code = (letter: string): number => letter.charCodeAt(0);

/** Type, length of what follows with itself, content. */
function* messagesOf(backend: Backend, chunk: Buffer): Generator<Buffer> {
  backend.rest = Buffer.concat([backend.rest, chunk]);
  while (backend.rest.length >= 5) {
    const size = 1 + backend.rest.readInt32BE(1);
    if (backend.rest.length < size) return;
    yield backend.rest.subarray(0, size);
    backend.rest = backend.rest.subarray(size);
  }
}

function message(type: string, content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(content.length + 4);
  return Buffer.concat([Buffer.from(type), length, content]);
}

const numbers = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeInt32BE(value, index * 4);
  return bytes;
};

const protocolVersion = 3 << 16;

function startup(parameters: Readonly<Record<string, string>>): Buffer {
  const texts = Object.entries(parameters).flat();
  return message('', Buffer.concat([numbers(protocolVersion), Buffer.from(`${texts.join('\0')}\0\0`)]));
}

/** Nobody is asked for a password; the process that is named is the pooler's own invention. */
const welcome = (): Buffer =>
  Buffer.concat([
    message('R', numbers(0)),
    message('S', Buffer.from('server_version\x0018.0\0')),
    message('K', numbers(99_999_999, 1)),
    message('Z', Buffer.from('I')),
  ]);
