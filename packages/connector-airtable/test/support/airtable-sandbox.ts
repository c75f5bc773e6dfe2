import { once } from 'node:events';
import { createServer } from 'node:http';
import { createTestRandom } from '@linkwright/core/testing';
import { z } from 'zod';
import { createAirtableApp } from '../../../sandbox/src/airtable/airtable-app.ts';
import type { TestContext } from './test-context.ts';

export interface AirtableSandbox {
  readonly baseUrl: string;
  makeBase(tables: readonly object[]): Promise<{ readonly id: string }>;
  /** A linked-record field, and with it its inverse in the other table. */
  makeLink(baseId: string, table: string, name: string, linkedTable: string): Promise<void>;
  /** Time stands still, so that the limits are reached. */
  holdTime(): void;
  releaseTime(): void;
  close(): Promise<void>;
}

/** Between two requests, so that five of them take a second. */
const msPerRequest = 200;

const baseSchema = z.object({ id: z.string(), tables: z.array(z.object({ id: z.string(), name: z.string() })) });

/** The emulator of Airtable's API behind a server of its own, on the clock of the test. */
export async function startAirtableSandbox(context: TestContext): Promise<AirtableSandbox> {
  const app = createAirtableApp({ now: context.clock.now, random: createTestRandom(1), speed: 1 });
  let timeRuns = true;
  const server = createServer(async (incoming, outgoing) => {
    if (timeRuns) context.advance(msPerRequest);
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
    const url = new URL(incoming.url ?? '/', 'http://localhost');
    const { status, headers, body } = await app.handle({
      method: incoming.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      rawQuery: url.search.slice(1),
      headers: incoming.headers,
      body: Buffer.concat(chunks),
    });
    const date = new Date(context.clock.now()).toUTCString();
    outgoing.writeHead(status, { 'content-type': 'application/json', date, ...headers });
    outgoing.end(body === undefined ? '' : JSON.stringify(body));
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen.');
  const baseUrl = `http://localhost:${address.port}`;
  const bases = new Map<string, z.output<typeof baseSchema>>();

  async function post(path: string, body: object): Promise<unknown> {
    const response = await fetch(`${baseUrl}${path}`, {
      method: 'POST',
      headers: { authorization: 'Bearer patSetup', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  return {
    baseUrl,
    async makeBase(tables) {
      const base = baseSchema.parse(await post('/v0/meta/bases', { name: 'Test', workspaceId: 'wspTest', tables }));
      bases.set(base.id, base);
      return base;
    },
    async makeLink(baseId, table, name, linkedTable) {
      const idOf = (wanted: string) => bases.get(baseId)?.tables.find((candidate) => candidate.name === wanted)?.id;
      await post(`/v0/meta/bases/${baseId}/tables/${idOf(table)}/fields`, {
        name,
        type: 'multipleRecordLinks',
        options: { linkedTableId: idOf(linkedTable) },
      });
    },
    holdTime() {
      timeRuns = false;
    },
    releaseTime() {
      timeRuns = true;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
