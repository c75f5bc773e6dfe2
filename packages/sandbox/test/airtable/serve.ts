import { createServer } from 'node:http';
import type { SandboxApp } from '../../src/sandbox-app.ts';

/** Serves one app under `/airtable` on a free port of this machine. */
export async function serve(app: SandboxApp): Promise<{ baseUrl: string; close: () => Promise<void> }> {
  const prefix = '/airtable';
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const [path = '', ...rest] = (incoming.url ?? '').slice(prefix.length).split('?');
    const rawQuery = rest.join('?');
    const { method = 'GET', headers } = incoming;
    const query = new URLSearchParams(rawQuery);
    const answer = await app.handle({ method, path, query, rawQuery, headers, body: Buffer.concat(chunks) });
    outgoing.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    outgoing.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.');
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { baseUrl: `http://localhost:${address.port}${prefix}`, close };
}
