import { startLoopbackServer } from '@linkwright/core/testing';
import { z } from 'zod';
import { describedAssociations } from './described-associations.ts';
import { type DescribedCall, limited, refusal, version } from './described-call.ts';
import { describedJournal, describedOAuth } from './described-journal.ts';
import { describedObjects } from './described-objects.ts';
import { describedPortal } from './described-portal.ts';

export interface Witness {
  readonly baseUrl: string;
  readonly seen: ReadonlySet<DescribedCall>;
  /** What was not as HubSpot describes it, one line each. */
  readonly contradictions: readonly string[];
  close(): Promise<void>;
}

export const describedCalls: readonly DescribedCall[] = [
  ...describedObjects,
  ...describedAssociations,
  ...describedPortal,
  ...describedJournal,
  ...describedOAuth,
];

/** What the token of an app says of itself: a call without a date, and without a dated successor. */
const undescribed = /^\/oauth\/v2\/private-apps\/get\/access-token-info$/;

/** Stands between the connector and what answers for HubSpot, and compares both with the descriptions. */
export async function startWitness(target: string): Promise<Witness> {
  const seen = new Set<DescribedCall>();
  const contradictions = new Set<string>();
  const server = await startLoopbackServer(async (incoming, outgoing) => {
    const { method = 'GET', url = '/' } = incoming;
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks);
    const { authorization = '' } = incoming.headers;
    const response = await fetch(`${target}${url}`, {
      method,
      headers: { authorization, 'content-type': incoming.headers['content-type'] ?? 'application/json' },
      ...(body.length === 0 ? {} : { body }),
    });
    const answer = await response.text();
    const problems = compare({ method, url, body: body.toString('utf8'), status: response.status, answer }, seen);
    for (const problem of problems) contradictions.add(problem);
    const headers = Object.fromEntries(
      [...response.headers].filter(([name]) => !/length|encoding|connection/.test(name)),
    );
    outgoing.writeHead(response.status, headers);
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
  if (contradictions.length > 0) throw new Error(`Not as HubSpot describes it:\n${contradictions.join('\n')}`);
}

interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly body: string;
  readonly status: number;
  readonly answer: string;
}

function compare(exchange: Exchange, seen: Set<DescribedCall>): readonly string[] {
  const { method, status } = exchange;
  const { pathname, searchParams } = new URL(exchange.url, 'http://localhost');
  if (undescribed.test(pathname)) return [];
  const call = describedCalls.find((one) => one.method === method && one.path.test(pathname));
  const place = `${method} ${pathname.replace(version, '{version}').replaceAll(/\d{5,}/g, '{id}')}`;
  if (call === undefined) return [`${place} is not described`];
  seen.add(call);
  const at = `${place} (${call.source.file})`;
  const parameters = z.strictObject(call.query).partial();
  const answers = status === 429 ? limited : status >= 400 ? (call.refused ?? refusal) : call.answers[status];
  return [
    ...differences(`${at}, parameters`, parameters, Object.fromEntries(searchParams)),
    ...differences(`${at}, request`, call.request ?? z.literal(''), bodyOf(exchange.body, call.form)),
    ...(answers === undefined
      ? [`${at}: the status ${status} is not described`]
      : differences(`${at}, answer ${status}`, answers, bodyOf(exchange.answer))),
  ];
}

function bodyOf(text: string, form?: true): unknown {
  if (form) return Object.fromEntries(new URLSearchParams(text));
  return text === '' ? '' : JSON.parse(text);
}

function differences(place: string, schema: z.ZodType, value: unknown): readonly string[] {
  const { error } = schema.safeParse(value);
  return (error?.issues ?? []).map(({ path, message }) => `${place}: ${[...path.map(String), message].join(': ')}`);
}
