import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { withoutTrailing } from '../../text/without-trailing.ts';

export interface FaultProxyOptions {
  /** Where the app is, as the connector's settings would say. */
  readonly target: string;
  /** Which requests write: reads by POST are to be told from writes. `path` begins behind the target's. */
  readonly isWrite: (request: { readonly method: string; readonly path: string }) => boolean;
  /** The app's own answer to too many requests. */
  readonly refusal: { readonly headers?: Readonly<Record<string, string>>; readonly body: unknown };
  /** Waited for before a request goes through, so that an app with limits is not called too fast. Default: nothing. */
  readonly pace?: () => Promise<void>;
}

export interface FaultProxy {
  readonly baseUrl: string;
  /** How many requests have come. */
  requests(): number;
  /** The next write goes through, and its answer does not come back. */
  loseNextAnswer(): void;
  /** The next request is answered with 429 and does not go through. */
  refuseNext429(): void;
  /** From here on, bodies of answers come back as this function makes them. `null`: as they are. */
  rewriteAnswers(rewrite: RewriteAnswer | null): void;
  close(): Promise<void>;
}

/** `path` begins behind the target's. */
export type RewriteAnswer = (text: string, request: { readonly method: string; readonly path: string }) => string;

/** Headers that speak of one connection, or of a body that is decoded by then. */
const ownHeaders = new Set([
  'connection',
  'keep-alive',
  'host',
  'content-length',
  'content-encoding',
  'transfer-encoding',
]);

/**
 * Stands between a connector and the HTTP API of its app, to do what no app does on demand. Probes that speak to the app
 * directly are not disturbed.
 */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const target = withoutTrailing(options.target, '/');
  let requests = 0;
  let loses = false;
  let refuses = false;
  let rewrite: RewriteAnswer | null = null;

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    requests += 1;
    const { method = 'GET', url = '/' } = incoming;
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
    if (refuses) {
      refuses = false;
      outgoing.writeHead(429, { 'content-type': 'application/json', ...options.refusal.headers });
      outgoing.end(JSON.stringify(options.refusal.body));
      return;
    }
    const path = url.split('?')[0] ?? '';
    const lost = loses && options.isWrite({ method, path });
    if (lost) loses = false;
    const body = Buffer.concat(chunks);
    await options.pace?.();
    const response = await fetch(`${target}${url}`, {
      method,
      headers: forwarded(Object.entries(incoming.headers)),
      redirect: 'manual',
      ...(body.length === 0 ? {} : { body }),
    });
    const answer = Buffer.from(await response.arrayBuffer());
    if (lost) {
      incoming.socket.destroy();
      return;
    }
    outgoing.writeHead(response.status, forwarded(response.headers));
    outgoing.end(rewrite === null ? answer : rewrite(answer.toString('utf8'), { method, path }));
  }

  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy does not listen.');
  return {
    baseUrl: `http://localhost:${address.port}`,
    requests: () => requests,
    loseNextAnswer() {
      loses = true;
    },
    refuseNext429() {
      refuses = true;
    },
    rewriteAnswers(next) {
      rewrite = next;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function forwarded(
  headers: Iterable<readonly [string, string | readonly string[] | undefined]>,
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of headers) {
    if (value !== undefined && !ownHeaders.has(name)) kept[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return kept;
}
