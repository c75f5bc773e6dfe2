import { createServer } from 'node:http';
import { onTestFinished } from 'vitest';
import { z } from 'zod';

/** Passes everything on to an app, and leaves members of this name out of its answers while `strips` is set. */
export interface StrippingProxy {
  readonly url: string;
  strips: boolean;
  /** Answers these calls itself: the token has lost a right. `null`: none. */
  refusal: Refusal | null;
  /** Takes records out of the answers to these calls, as a view does that hides them. `null`: none. */
  view: View | null;
}

export interface View {
  /** Of the path, the query and the body, as people read them. */
  readonly of: RegExp;
  /** Of a record as JSON. */
  readonly hides: (record: string) => boolean;
  readonly onHidden: (records: number) => void;
}

export interface Refusal {
  /** Of the path, the query and the body, as people read them. */
  readonly of: RegExp;
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly onRefused?: () => void;
}

export async function startStrippingProxy(target: string, member: string): Promise<StrippingProxy> {
  const proxy: StrippingProxy & { url: string } = { url: '', strips: false, refusal: null, view: null };
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(Buffer.from(chunk));
      const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
        typeof value === 'string' && !hopByHop.includes(name) ? [[name, value]] : [],
      );
      const { method = 'GET', url = '/' } = request;
      const sent = Buffer.concat(chunks);
      const asked = `${decodeURIComponent(url.replaceAll('+', ' '))} ${sent}`;
      if (proxy.refusal?.of.test(asked)) {
        proxy.refusal.onRefused?.();
        response.writeHead(proxy.refusal.status, { 'content-type': 'application/json', ...proxy.refusal.headers });
        response.end(JSON.stringify(proxy.refusal.body));
        return;
      }
      const body = method === 'GET' || method === 'HEAD' ? null : sent;
      const answer = await fetch(`${target}${url}`, { method, headers, body });
      const text = await answer.text();
      const isRead = text.startsWith('{') && !url.includes('/properties/') && !url.includes('/form/');
      const viewed = isRead && proxy.view?.of.test(asked) ? withoutHidden(text, proxy.view) : text;
      const shown = proxy.strips && isRead ? stripped(viewed, member) : viewed;
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

const list = z.array(z.unknown()).optional();
const listSchema = z.looseObject({ records: list, results: list, totalCount: z.string().nullish() });

/** The page itself stays as the app has it: its cursor goes on behind what is hidden. */
function withoutHidden(text: string, { hides, onHidden }: View): string {
  const { records, results, totalCount, ...page } = listSchema.parse(JSON.parse(text));
  const shown = (listed: readonly unknown[]) => listed.filter((record) => !hides(JSON.stringify(record)));
  const all = records ?? results ?? [];
  const hidden = all.length - shown(all).length;
  if (hidden > 0) onHidden(hidden);
  return JSON.stringify({
    ...page,
    ...(totalCount != null && { totalCount: String(Number(totalCount) - hidden) }),
    ...(records && { records: shown(records) }),
    ...(results && { results: shown(results) }),
  });
}
