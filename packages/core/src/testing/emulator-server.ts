import type { IncomingHttpHeaders } from 'node:http';
import { startLoopbackServer } from './loopback-server.ts';

/** What answers for an app: no server, no clock of its own. */
export interface Emulator {
  handle(request: {
    readonly method: string;
    readonly path: string;
    readonly query: URLSearchParams;
    readonly rawQuery: string;
    readonly headers: IncomingHttpHeaders;
    readonly body: Buffer;
  }): Promise<EmulatorAnswer> | EmulatorAnswer;
}

export interface EmulatorAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text is sent as it is, everything else as JSON. */
  readonly body?: unknown;
}

export interface EmulatorServer {
  readonly baseUrl: string;
  /** Paths of the requests, in order. */
  readonly paths: readonly string[];
  /** Time stands still between requests, so that the limits are reached. */
  holdTime(): void;
  releaseTime(): void;
  close(): Promise<void>;
}

/** Between two requests, so that five of them take a second. */
const msPerRequest = 200;

/** An emulated app behind a server of its own, on the clock of the test. */
export async function startEmulatorServer(
  emulator: Emulator,
  context: { readonly clock: { now(): number }; advance(ms: number): void },
): Promise<EmulatorServer> {
  const paths: string[] = [];
  let timeRuns = true;
  const server = await startLoopbackServer(async (incoming, outgoing) => {
    if (timeRuns) context.advance(msPerRequest);
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
    const url = new URL(incoming.url ?? '/', 'http://localhost');
    paths.push(url.pathname);
    const { status, headers, body } = await emulator.handle({
      method: incoming.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      rawQuery: url.search.slice(1),
      headers: incoming.headers,
      body: Buffer.concat(chunks),
    });
    const date = new Date(context.clock.now()).toUTCString();
    const isText = typeof body === 'string';
    outgoing.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json', date, ...headers });
    outgoing.end(body === undefined ? '' : isText ? body : JSON.stringify(body));
  });
  return {
    ...server,
    paths,
    holdTime() {
      timeRuns = false;
    },
    releaseTime() {
      timeRuns = true;
    },
  };
}
