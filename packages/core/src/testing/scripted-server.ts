import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { startLoopbackServer } from './loopback-server.ts';

export interface ScriptedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Of JSON, or of a form: its members by name. `null`: none. */
  readonly body: unknown;
}

export interface ScriptedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** The connection ends without an answer. */
  readonly drop?: boolean;
}

export interface ScriptedServer {
  readonly baseUrl: string;
  readonly requests: readonly ScriptedRequest[];
  close(): Promise<void>;
}

/** A server for the answers that a real app gives too seldom to wait for. */
export async function startScriptedServer(
  answer: (request: ScriptedRequest, place: number) => ScriptedAnswer,
): Promise<ScriptedServer> {
  const requests: ScriptedRequest[] = [];
  const server = await startLoopbackServer(async (incoming, outgoing) => {
    const url = new URL(incoming.url ?? '/', 'http://localhost');
    const request = {
      method: incoming.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: incoming.headers,
      body: await bodyOf(incoming),
    };
    requests.push(request);
    const { status = 200, headers = {}, body, drop } = answer(request, requests.length - 1);
    if (drop === true) {
      incoming.socket.destroy();
      return;
    }
    outgoing.writeHead(status, { 'content-type': 'application/json', ...headers });
    outgoing.end(typeof body === 'string' ? body : JSON.stringify(body ?? {}));
  });
  return { ...server, requests };
}

async function bodyOf(incoming: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of incoming) text += String(chunk);
  if (text === '') return null;
  const isForm = incoming.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  return isForm === true ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text);
}
