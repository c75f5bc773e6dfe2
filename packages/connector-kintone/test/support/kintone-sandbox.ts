import { once } from 'node:events';
import { createServer } from 'node:http';
import { createTestRandom } from '@linkwright/core/testing';
import { createKintoneApp, type KintoneAppOptions } from '../../../sandbox/src/kintone/kintone-app.ts';
import type { TestContext } from './test-context.ts';

export interface KintoneSandbox {
  readonly baseUrl: string;
  /** Paths of the requests, in order. */
  readonly paths: readonly string[];
  /** Time stands still between requests. */
  holdTime(): void;
  close(): Promise<void>;
}

/** Between two requests. */
const msPerRequest = 200;

/** The emulator of Kintone's API behind a server of its own, on the clock of the test. */
export async function startKintoneSandbox(
  context: TestContext,
  options: KintoneAppOptions = {},
): Promise<KintoneSandbox> {
  const app = createKintoneApp(
    { now: context.clock.now, random: createTestRandom(1), speed: 1 },
    { deployMs: 0, ...options },
  );
  const paths: string[] = [];
  let timeRuns = true;
  const server = createServer(async (incoming, outgoing) => {
    if (timeRuns) context.advance(msPerRequest);
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
    const url = new URL(incoming.url ?? '/', 'http://localhost');
    paths.push(url.pathname);
    const { status, headers, body } = await app.handle({
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
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen.');
  return {
    baseUrl: `http://localhost:${address.port}`,
    paths,
    holdTime() {
      timeRuns = false;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
