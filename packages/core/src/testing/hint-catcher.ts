import { once } from 'node:events';
import type { HintRequest } from '../contract/hints.ts';
import { startLoopbackServer } from './loopback-server.ts';

/** An address of this machine that an app may call; what it sends is kept as it came. */
export interface HintCatcher {
  readonly url: string;
  /** What has come since it was last asked, as if it had been sent to `url`; waits for one, at least. */
  take(url: string, secret: string | null): Promise<readonly HintRequest[]>;
  close(): Promise<void>;
}

export async function startHintCatcher(): Promise<HintCatcher> {
  let caught: Omit<HintRequest, 'url' | 'secret'>[] = [];
  const came = new EventTarget();
  const server = await startLoopbackServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      outgoing.writeHead(204).end();
      const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value ?? '')] as const);
      const { method = 'POST' } = incoming;
      caught.push({ method, headers: Object.fromEntries(headers), body: Buffer.concat(chunks) });
      came.dispatchEvent(new Event('one'));
    });
  });
  return {
    url: `${server.baseUrl}/hook`,
    async take(url, secret) {
      if (caught.length === 0) await once(came, 'one');
      const taken = caught.map((request) => ({ ...request, url, secret }));
      caught = [];
      return taken;
    },
    close: () => server.close(),
  };
}
