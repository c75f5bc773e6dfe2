import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly form: Readonly<Record<string, string>>;
}

type Answer = (received: Received) => { readonly status?: number; readonly body: object };

/** Answers by path, and remembers what it was asked. */
export async function serve(answers: Readonly<Record<string, Answer>>) {
  const received: Received[] = [];
  // An idle connection is closed by nobody, however long this machine stands still: a request may be on its way in it.
  const server = createServer({ keepAliveTimeout: 0 }, (incoming, outgoing) => {
    void text(incoming).then((body) => {
      const path = (incoming.url ?? '').split('?')[0] ?? '';
      const one = { path, headers: incoming.headers, form: Object.fromEntries(new URLSearchParams(body)) };
      received.push(one);
      const { status = 200, body: told } = answers[path]?.(one) ?? { status: 404, body: {} };
      outgoing.writeHead(status, { 'content-type': 'application/json' });
      outgoing.end(JSON.stringify(told));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { base: `http://127.0.0.1:${port}`, received };
}
