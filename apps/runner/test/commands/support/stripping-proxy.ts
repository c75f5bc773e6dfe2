import { createServer } from 'node:http';
import { onTestFinished } from 'vitest';

/** Passes everything on to an app, and leaves members of this name out of its answers while `strips` is set. */
export interface StrippingProxy {
  readonly url: string;
  strips: boolean;
  /** Answers these calls itself: the token has lost a right. `null`: none. */
  refusal: Refusal | null;
}

export interface Refusal {
  /** Of the path and the query. */
  readonly of: RegExp;
  readonly status: number;
  readonly body: object;
}

export async function startStrippingProxy(target: string, member: string): Promise<StrippingProxy> {
  const proxy: { url: string; strips: boolean; refusal: Refusal | null } = { url: '', strips: false, refusal: null };
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(Buffer.from(chunk));
      const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
        typeof value === 'string' && !hopByHop.includes(name) ? [[name, value]] : [],
      );
      const { method = 'GET', url = '/' } = request;
      if (proxy.refusal?.of.test(url)) {
        response.writeHead(proxy.refusal.status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(proxy.refusal.body));
        return;
      }
      const body = method === 'GET' || method === 'HEAD' ? null : Buffer.concat(chunks);
      const answer = await fetch(`${target}${url}`, { method, headers, body });
      const text = await answer.text();
      const isRead = text.startsWith('{') && !url.includes('/properties/') && !url.includes('/form/');
      const shown = proxy.strips && isRead ? stripped(text, member) : text;
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' });
      response.end(shown);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  proxy.url = `http://localhost:${address.port}`;
  return proxy;
}

const hopByHop = ['host', 'connection', 'content-length', 'accept-encoding', 'transfer-encoding'];

const stripped = (text: string, member: string): string =>
  JSON.stringify(JSON.parse(text), (key, value: unknown) => (key === member ? undefined : value));
