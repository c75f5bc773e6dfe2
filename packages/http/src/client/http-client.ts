import type { ConnectContext, ConnectorError, RateLimit } from '@linkwright/core';
import { withoutTrailing } from '@linkwright/core';
import { answerError, laterError, networkError, placeOf } from './answer-error.ts';
import { createTransport, type TransportAnswer } from './http-transport.ts';
import type { HttpAnswer, HttpClient, HttpClientOptions, HttpRequest, HttpResponse } from './http-types.ts';
import { type AnswerSchema, parseAnswer } from './parse-answer.ts';
import { parseJson } from './parse-json.ts';
import { readRateLimitPolicies } from './rate-limit-policy.ts';
import { createRedactor } from './redact.ts';
import { redactBody } from './redact-body.ts';
import { refuseHost } from './refuse-host.ts';
import { readRetryAfter } from './retry-after.ts';

/** First step and ceiling of the client's own back-off, in milliseconds. */
const backoffBaseMs = 500;
const backoffMaxMs = 30_000;

/** Nobody listens there: trying for long only keeps the user waiting. */
const maxUnreachableAttempts = 3;

/** Busy, locked, moving, down: the same request may succeed later. 52x is Cloudflare speaking for the app. */
const laterStatuses = new Set([423, 429, 477, 500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526]);

/** Refusals at the door: nothing was carried out, so even an unsafe request may be repeated. */
const refusedStatuses = new Set([423, 429, 477]);

/** A client for one account. Nothing is sent before the first request. */
export function createHttpClient(context: ConnectContext, options: HttpClientOptions): HttpClient {
  const { clock, limits, logger } = context;
  const baseUrl = withoutTrailing(options.baseUrl, '/');
  const { host } = new URL(baseUrl);
  if (options.anonymous !== true) refuseHost(context, baseUrl);
  const appName = options.appName ?? host;
  const maxAttempts = options.maxAttempts ?? 6;
  const retryBudgetMs = options.retryBudgetMs ?? 120_000;
  const { authorizer } = options;
  const secrets = new Set(options.secrets);
  let redactKnown = createRedactor([...secrets]);
  const redact = (text: string): string => redactKnown(text);
  const rates = new Map<string, RateLimit>();
  const transport = createTransport({
    baseUrl,
    timeoutMs: options.timeoutMs ?? 60_000,
    maxResponseBytes: options.maxResponseBytes ?? 50_000_000,
  });

  async function request(request: HttpRequest): Promise<HttpResponse> {
    const buckets = bucketsOf(request);
    const { body, type } = contentOf(request);
    const plainHeaders = {
      accept: 'application/json',
      ...(body === null ? {} : { 'content-type': type }),
      ...options.headers,
    };
    const url = `${baseUrl}${request.path}${queryOf(request.query)}`;
    // What messages and logs may show of it.
    const shown = { ...request, path: redact(request.path) };
    const startedAt = clock.now();
    const changesSomething = request.writes ?? !request.safe;
    // Of any attempt: one that was lost may have been carried out, whatever the app says to the next one.
    let outcomeUnknown = false;
    let wasRefused = false;
    for (let attempt = 1; ; attempt += 1) {
      for (const bucket of buckets) await limits.acquire(bucket, 1, request.signal);
      // After the waiting, so that it has not ended meanwhile.
      const authorization = (await authorizer?.authorize(request.signal)) ?? null;
      if (authorization !== null) keepSecret(authorization.secrets);
      const headers = { ...plainHeaders, ...authorization?.headers };
      context.reportCall(request.kind);
      request.onSend?.();
      const sentAt = clock.now();
      const result = await transport
        .send({ method: request.method, url, headers, body, signal: request.signal })
        .finally(() => {
          for (const bucket of buckets) limits.answered?.(bucket, sentAt);
        });
      context.reportAnswer?.('answer' in result ? result.answer.status : null);
      const spentMs = clock.now() - startedAt;

      if ('failure' in result) {
        const { failure } = result;
        outcomeUnknown ||= changesSomething && !failure.notSent;
        logger.debug(`${placeOf(shown)}: ${failure.reason}`, { attempt });
        const most = failure.notSent ? Math.min(maxAttempts, maxUnreachableAttempts) : maxAttempts;
        const repeatable = request.safe || failure.notSent;
        const hopeless = failure.kind === 'untrusted' || failure.kind === 'too-large';
        const delay = backoff(attempt, context.random());
        if (!repeatable || hopeless || attempt >= most || spentMs + delay > retryBudgetMs) {
          throw networkError(appName, shown, host, failure, outcomeUnknown);
        }
        await clock.sleep(delay, request.signal);
        continue;
      }

      const { answer } = result;
      logger.debug(`${placeOf(shown)}: ${answer.status}`, { attempt, ms: clock.now() - sentAt });
      const accepted = isAccepted(request, answer.status);
      const times = { sentAt, receivedAt: clock.now() };
      const shownAnswer = toResponse(answer, accepted ? answer.text : redact(answer.text), times);
      const response = accepted ? shownAnswer : { ...shownAnswer, body: redactBody(shownAnswer.body, redact) };
      learnRates(request, response, buckets);
      if (accepted) return response;

      if (answer.status === 401 && authorizer !== undefined && authorization !== null && !wasRefused) {
        wasRefused = true;
        if (await authorizer.refused(authorization, request.signal)) continue;
      }
      const refused = refusedStatuses.has(answer.status);
      if (!laterStatuses.has(answer.status)) {
        throw outcomeUnknown
          ? laterError(appName, shown, response, { retryAfterMs: null, outcomeUnknown, now: clock.now() })
          : errorOf(response, shown);
      }
      outcomeUnknown ||= changesSomething && !refused;
      const repeatable = request.safe || refused;
      const named = readRetryAfter(response.headers, clock.now());
      const asked = named ?? options.retryDelay?.(response, attempt) ?? null;
      const retryAfterMs = asked === 'never' ? null : asked;
      // A refusal, and a time that the app names, concern every call of the group, so the group waits, without jitter: it
      // starts evenly spaced.
      const delay = retryAfterMs ?? (refused ? backoffBaseMs * 2 ** attempt : backoff(attempt, context.random()));
      const groupWaits = asked !== 'never' && (refused || named !== null);
      if (groupWaits) for (const bucket of buckets) limits.pause(bucket, delay);
      if (!repeatable || asked === 'never' || attempt >= maxAttempts || spentMs + delay > retryBudgetMs) {
        // The connector's own words may not hide that nobody knows whether the request was carried out.
        const own = outcomeUnknown ? null : options.classify?.(response, shown);
        throw own ?? laterError(appName, shown, response, { retryAfterMs, outcomeUnknown, now: clock.now() });
      }
      if (!groupWaits) await clock.sleep(delay, request.signal);
    }
  }

  function keepSecret(texts: readonly string[]): void {
    if (texts.every((text) => secrets.has(text))) return;
    for (const text of texts) secrets.add(text);
    redactKnown = createRedactor([...secrets]);
  }

  function errorOf(response: HttpResponse, request: HttpRequest): ConnectorError {
    return options.classify?.(response, request) ?? answerError(appName, request, response);
  }

  /** The header of the IETF draft is the more precise; the vendor's own comes second. Only differences are passed on. */
  function learnRates(request: HttpRequest, response: HttpResponse, buckets: readonly string[]): void {
    const learned = new Map<string, RateLimit>();
    const own = options.readRate?.(response, request) ?? null;
    if (own !== null) learned.set(own.bucket, own.limit);
    for (const [bucket, limit] of readRateLimitPolicies(response.headers['ratelimit-policy'])) {
      // A policy of another name belongs to someone on the way, not to a group of the connector's.
      if (buckets.includes(bucket) || bucket === 'default') learned.set(bucket, limit);
    }
    for (const [bucket, limit] of learned) {
      const known = rates.get(bucket);
      if (known?.requests === limit.requests && known.perMs === limit.perMs) continue;
      rates.set(bucket, limit);
      limits.adjust(bucket, limit);
    }
  }

  async function read<Body>(schema: AnswerSchema<Body>, reading: Omit<HttpRequest, 'safe'>): Promise<HttpAnswer<Body>> {
    const response = await request({ ...reading, safe: true });
    const what = `to ${redact(placeOf(reading))}`;
    return { ...response, body: parseAnswer(schema, response.body, { appName, what }) };
  }

  return { request, read, redact, close: () => transport.close() };
}

function contentOf({ body, form }: HttpRequest): { readonly body: string | null; readonly type: string } {
  if (form !== undefined) {
    return { body: new URLSearchParams(form).toString(), type: 'application/x-www-form-urlencoded' };
  }
  return { body: body === undefined ? null : JSON.stringify(body), type: 'application/json' };
}

function bucketsOf(request: HttpRequest): readonly string[] {
  if (request.bucket === undefined) return ['default'];
  return typeof request.bucket === 'string' ? [request.bucket] : request.bucket;
}

function isAccepted(request: HttpRequest, status: number): boolean {
  return (status >= 200 && status < 300) || (request.accept?.includes(status) ?? false);
}

/** Full jitter: callers that failed together do not come back together. */
function backoff(attempt: number, random: number): number {
  return Math.round(random * Math.min(backoffMaxMs, backoffBaseMs * 2 ** attempt));
}

function queryOf(query: HttpRequest['query']): string {
  if (query === undefined) return '';
  const text = new URLSearchParams(query).toString();
  return text === '' ? '' : `?${text}`;
}

function toResponse(
  answer: TransportAnswer,
  text: string,
  times: Pick<HttpResponse, 'sentAt' | 'receivedAt'>,
): HttpResponse {
  return { status: answer.status, headers: answer.headers, body: parse(text), ...times };
}

function parse(text: string): unknown {
  if (text.trim() === '') return null;
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}
