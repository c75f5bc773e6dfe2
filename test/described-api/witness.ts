import type { z } from 'zod';
import { startLoopbackServer } from '../../packages/core/src/testing/loopback-server.ts';
import { type DescribedCall, differencesOf } from './described-call.ts';

export interface Witness {
  readonly baseUrl: string;
  readonly seen: ReadonlySet<DescribedCall>;
  /** What was not as the vendor describes it, one line each. */
  readonly contradictions: readonly string[];
  close(): Promise<void>;
}

export interface DescribedApi {
  readonly calls: readonly DescribedCall[];
  /** Paths of calls for which there is no description. */
  readonly undescribed: RegExp;
  /** A path as people know it: without what differs from run to run. */
  readonly nameOf: (path: string) => string;
  /** Of an answer that refuses, by its status. */
  readonly refusalOf: (status: number) => z.ZodType;
}

/** Stands between a connector and what answers for the vendor, and compares both with the description. */
export async function startWitness(api: DescribedApi, target: string): Promise<Witness> {
  const seen = new Set<DescribedCall>();
  const contradictions = new Set<string>();
  const server = await startLoopbackServer(async (incoming, outgoing) => {
    const { method: sent = 'GET', url = '/' } = incoming;
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks);
    const headers = Object.entries(incoming.headers).flatMap(([name, value]) =>
      /^(authorization|content-type|x-.*)$/.test(name) && typeof value === 'string' ? [[name, value]] : [],
    );
    const response = await fetch(`${target}${url}`, {
      method: sent,
      headers: Object.fromEntries(headers),
      ...(body.length === 0 ? {} : { body }),
    });
    const answer = await response.text();
    const instead = incoming.headers['x-http-method-override'];
    const method = typeof instead === 'string' ? `${sent} as ${instead}` : sent;
    const { pathname } = new URL(url, 'http://localhost');
    if (!api.undescribed.test(pathname)) {
      const call = api.calls.find((one) => one.method === method && one.path.test(pathname));
      const place = `${method} ${api.nameOf(pathname)}`;
      if (call === undefined) contradictions.add(`${place} is not described`);
      else {
        seen.add(call);
        const exchange = { method, url, body: body.toString('utf8'), status: response.status, answer };
        const refused = api.refusalOf(response.status);
        for (const one of differencesOf(exchange, call, { place, refused })) contradictions.add(one);
      }
    }
    outgoing.writeHead(
      response.status,
      Object.fromEntries([...response.headers].filter(([name]) => !/length|encoding|connection/.test(name))),
    );
    outgoing.end(answer);
  });
  return {
    baseUrl: server.baseUrl,
    seen,
    get contradictions() {
      return [...contradictions];
    },
    close: server.close,
  };
}

/** For the end of a test. */
export function refuseContradictions({ contradictions }: Witness): void {
  if (contradictions.length > 0) throw new Error(`Not as the vendor describes it:\n${contradictions.join('\n')}`);
}
