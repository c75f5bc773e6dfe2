import { type Clock, RetryableError } from '@linkwright/core';
import { z } from 'zod';
import { beginExchange, credentialKinds, endExchange, forgetExchange } from '../store/credentials.ts';
import type { Store } from '../store/store.ts';
import { inState } from './in-state.ts';
import { importKeyring } from './keyring.ts';

/** One request that may arrive only once, with all that is needed to send it and to write its answer down. */
export const exchangeJobSchema = z.strictObject({
  state: z.strictObject({ place: z.string(), schema: z.string().optional() }),
  connection: z.string(),
  kind: z.enum(credentialKinds),
  version: z.number(),
  owner: z.string(),
  id: z.string(),
  again: z.boolean(),
  keyring: z.strictObject({ keys: z.array(z.strictObject({ id: z.string(), bytes: z.string() })) }),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
});

export type ExchangeJob = z.output<typeof exchangeJobSchema>;

export const exchangeResultSchema = z.strictObject({
  /** `passed-over`: somebody else has sent one. `not-sent`: it has not left. `unanswered`: nobody knows what became of it. */
  outcome: z.enum(['answered', 'passed-over', 'not-sent', 'unanswered']),
  reason: z.string(),
});

export type ExchangeResult = z.output<typeof exchangeResultSchema>;

export const answerSchema = z.strictObject({
  status: z.number(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
});

/** From sending to the last byte of the answer, in milliseconds. */
const answerTimeoutMs = 20_000;

/** Beyond the above: for whoever writes it down. */
const marginMs = 15_000;

const mostAnswerBytes = 1_000_000;

/** The place that a sealed answer is bound to. */
export const answerPlace = ({ connection, kind }: Pick<ExchangeJob, 'connection' | 'kind'>): readonly string[] => [
  'credentials',
  connection,
  kind,
  'exchange',
];

/** Notes that the request is about to leave, sends it, and writes its answer down. */
export async function carryOut(job: ExchangeJob, clock: Clock): Promise<ExchangeResult> {
  const keyring = importKeyring(job.keyring);
  const work = async (store: Store): Promise<ExchangeResult> => {
    const timeoutMs = answerTimeoutMs + marginMs;
    if (!(await store.transaction((database) => beginExchange(database, job, { ...job, timeoutMs })))) {
      return { outcome: 'passed-over', reason: '' };
    }
    const sent = await send(job);
    if ('answer' in sent) {
      const answer = keyring.seal(answerPlace(job), JSON.stringify(sent.answer));
      await store.transaction((database) => endExchange(database, job, { ...job, answer }));
      return { outcome: 'answered', reason: '' };
    }
    const { hasLeft, reason } = sent;
    await store.transaction((database) =>
      hasLeft ? endExchange(database, job, { ...job, answer: null }) : forgetExchange(database, job, job),
    );
    return { outcome: hasLeft ? 'unanswered' : 'not-sent', reason };
  };
  const done = await inState(withoutAbsent(job.state), clock, work, { make: false });
  return done ?? { outcome: 'passed-over', reason: '' };
}

const withoutAbsent = ({ place, schema }: ExchangeJob['state']) => ({ place, ...(schema !== undefined && { schema }) });

type Sent = { readonly answer: z.output<typeof answerSchema> } | { readonly hasLeft: boolean; readonly reason: string };

/** Redirects are not followed: what is secret would travel to wherever an answer points. */
async function send({ url, headers, body }: ExchangeJob): Promise<Sent> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
    // Something between here and the app has given up, and nobody says whether the app has not.
    if (response.status >= 500) return { hasLeft: true, reason: `status ${response.status}` };
    const bytes = Buffer.from(await response.arrayBuffer());
    const text = bytes.subarray(0, mostAnswerBytes).toString('utf8');
    return { answer: { status: response.status, headers: Object.fromEntries(response.headers), body: text } };
  } catch (error) {
    const reason = codeOf(error);
    return { hasLeft: !notSent.test(reason), reason };
  }
}

/** Of the network: nobody was spoken to, or nobody who could be trusted. */
const notSent =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;

function codeOf(error: unknown): string {
  for (let one = error; one instanceof Error; one = one.cause) {
    if (one instanceof AggregateError && one.errors.length > 0) return codeOf(one.errors[0]);
    if ('code' in one && typeof one.code === 'string') return one.code;
  }
  return error instanceof Error ? error.name : '';
}

export const notSentError = (url: string, reason: string): RetryableError =>
  new RetryableError(`${new URL(url).host} cannot be reached${reason === '' ? '' : ` (${reason})`}.`, {
    code: 'host-unreachable',
  });
