import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ConfigurationError } from '@linkwright/core';
import type { AuthorizationAnswer } from '../operations/connect.ts';

/** Waits on this machine alone for a browser to come back. */
export interface BrowserReturn {
  /** `http://localhost:4460` */
  readonly base: string;
  /** Of the path, with the state. Others are told that they are not meant, and are waited past. */
  answer(path: string, state: string): Promise<AuthorizationAnswer>;
  close(): Promise<void>;
}

/** Apps compare the address to the letter, so that its port has to be the same every time. */
export async function awaitBrowser(port: number): Promise<BrowserReturn> {
  let expected: { readonly path: string; readonly state: string; take(answer: AuthorizationAnswer): void } | null =
    null;
  const respond = (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const answer = answerIn(url);
    const isMeant = expected !== null && url.pathname === expected.path && answer?.state === expected.state;
    response.writeHead(isMeant ? 200 : 404, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy': "default-src 'none'",
      connection: 'close',
    });
    response.end(page(isMeant ? told(answer) : 'Nobody waits for this page.'));
    if (isMeant && answer !== null) expected?.take(answer);
  };
  const servers = [await listen('127.0.0.1', port, respond)];
  const bound = portOf(servers[0]);
  // Browsers that take localhost for ::1 first come here too, where the machine has it.
  const other = await listen('::1', bound, respond).catch(() => null);
  if (other !== null) servers.push(other);
  return {
    base: `http://localhost:${bound}`,
    answer: (path, state) =>
      new Promise((take) => {
        expected = { path, state, take };
      }),
    async close() {
      await Promise.all(
        servers.map(
          (server) =>
            new Promise<void>((resolve) => {
              server.close(() => resolve());
              server.closeAllConnections();
            }),
        ),
      );
    },
  };
}

/** What stands in an address that an app has sent a browser back to. `null`: nothing of that kind. */
export function answerIn(url: URL): AuthorizationAnswer | null {
  const { searchParams } = url;
  const [code, error, state] = [searchParams.get('code'), searchParams.get('error'), searchParams.get('state')];
  if (state === null) return null;
  if (error !== null) return { error, state };
  return code === null ? null : { code, state };
}

/** What becomes of a code is not known yet. */
const told = (answer: AuthorizationAnswer | null): string =>
  answer !== null && 'code' in answer
    ? 'That is all here: the terminal tells what came of it. You can close this window.'
    : 'Linkwright was not let in: the terminal tells why. You can close this window.';

const page = (text: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Linkwright</title><p>${text}</p></html>`;

function listen(
  host: string,
  port: number,
  respond: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Server> {
  const server = createServer({ maxHeaderSize: 16 * 1024 }, respond);
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(
        cause.code === 'EADDRINUSE'
          ? new ConfigurationError(`Something else listens on port ${port} of this machine.`, {
              code: 'port-taken',
              cause,
              remedy: 'End it, or take another port that is registered with the app: --port 4461.',
            })
          : cause,
      );
    });
    server.listen(port, host, () => resolve(server));
  });
}

function portOf(server: Server | undefined): number {
  const address = server?.address() ?? null;
  return address === null || typeof address === 'string' ? 0 : address.port;
}
