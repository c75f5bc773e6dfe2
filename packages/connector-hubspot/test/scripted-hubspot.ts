import { createServer } from 'node:http';
import type { AppConnection } from '@linkwright/core';
import hubspot from '../src/index.ts';
import { createTestContext, type TestContext } from './test-context.ts';

export interface ScriptedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Of a POST: the parsed body. */
  readonly body: unknown;
}

/** `hang-up`: the request arrives and no answer comes. */
export type ScriptedAnswer =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> }
  | 'hang-up';

export interface ScriptedHubspot {
  readonly connection: AppConnection;
  readonly context: TestContext;
  readonly requests: ScriptedRequest[];
  close(): Promise<void>;
}

const describing =
  /^\/(crm\/v3\/properties|crm\/v3\/pipelines|crm-object-schemas\/v3|crm\/v4\/associations\/definitions|crm\/v4\/associations\/[^/]+\/[^/]+\/labels$)/;

/**
 * A connection to a server that answers as the test says: for answers that a faithful emulator gives only now and then.
 * What describes a portal (properties, pipelines, schemas, types of associations) is answered by itself, unless `portal` does.
 */
export async function connectScripted(
  answer: (request: ScriptedRequest) => ScriptedAnswer,
  properties: readonly object[] = contactProperties,
  portal: (request: ScriptedRequest) => ScriptedAnswer | null = () => null,
): Promise<ScriptedHubspot> {
  const requests: ScriptedRequest[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const url = new URL(incoming.url ?? '/', 'http://localhost');
      const text = Buffer.concat(chunks).toString('utf8');
      const body: unknown = text === '' ? null : JSON.parse(text);
      const request = { method: incoming.method ?? '', path: url.pathname, query: url.searchParams, body };
      const own = describing.exec(request.path)?.[1];
      const told = own === undefined ? null : portal(request);
      if (own !== undefined && told === null) {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ results: own === 'crm/v3/properties' ? properties : [] }));
        return;
      }
      requests.push(request);
      const reply = told ?? answer(request);
      if (reply === 'hang-up') {
        response.socket?.destroy();
        return;
      }
      response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
      response.end(reply.body === undefined ? '' : JSON.stringify(reply.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const context = createTestContext();
  const baseUrl = `http://127.0.0.1:${address.port}`;
  const connection = hubspot.connect(hubspot.settings.parse({ accessToken: 'pat-na1-test', baseUrl }), context);
  return {
    connection,
    context,
    requests,
    close: async () => {
      await connection.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const contactProperties: readonly object[] = [
  { name: 'email', label: 'Email', type: 'string', fieldType: 'text' },
  { name: 'firstname', label: 'First name', type: 'string', fieldType: 'text' },
  { name: 'name', label: 'Name', type: 'string', fieldType: 'text' },
  { name: 'employees', label: 'Employees', type: 'number', fieldType: 'number' },
  { name: 'ext_id', label: 'Key', type: 'string', fieldType: 'text', hasUniqueValue: true },
  { name: 'lastmodifieddate', label: 'Modified', type: 'datetime', fieldType: 'date', calculated: true },
];
