import { inspect } from 'node:util';
import { isErrorOfKind, RecordError } from '@linkwright/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createHttpClient, type HttpClientOptions, type HttpRequest } from '../../src/index.ts';
import { createTestContext, type TestContext } from '../test-context.ts';
import { type Answer, hangUp, json, startTestServer, type TestServer } from '../test-server.ts';

const secret = 'pat-na1-s3cr3t/+key=';
const neverAborted = new AbortController().signal;
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function setUp(answers: Answer[], options: Partial<HttpClientOptions> = {}) {
  const server: TestServer = await startTestServer(...answers);
  const context: TestContext = createTestContext();
  const client = createHttpClient(context, {
    appName: 'Example',
    baseUrl: server.baseUrl,
    headers: { authorization: `Bearer ${secret}` },
    secrets: [secret],
    ...options,
  });
  cleanups.push(
    () => server.close(),
    () => client.close(),
  );
  const send = (request: Partial<HttpRequest> = {}) =>
    client.request({ kind: 'list', method: 'GET', path: '/records', safe: true, signal: neverAborted, ...request });
  return { server, context, client, send };
}

/** The error that a promise rejects with. */
async function errorOf(promise: Promise<unknown>): Promise<Error> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error('expected a rejection');
  return error;
}

describe('a request', () => {
  it('carries query, body and headers, and is counted and paced once', async () => {
    const { server, context, send } = await setUp([json(201, { id: '1' }, { 'X-Trace': 'abc' })]);
    const answer = await send({
      kind: 'create',
      bucket: ['token', 'base'],
      method: 'POST',
      query: { properties: 'a,b' },
      body: { name: 'Ä' },
    });
    expect(answer).toMatchObject({ status: 201, body: { id: '1' }, headers: { 'x-trace': 'abc' } });
    expect(answer.receivedAt).toBe(context.clock.now());
    const [seen] = server.requests;
    expect(seen?.url).toBe('/records?properties=a%2Cb');
    expect(seen?.body).toBe('{"name":"Ä"}');
    expect(seen?.headers['content-type']).toBe('application/json');
    expect(seen?.headers.authorization).toBe(`Bearer ${secret}`);
    expect(context.calls).toEqual(['create']);
    expect(context.acquired).toEqual(['token', 'base']);
  });

  it('reads a body under its schema, and repeats it', async () => {
    const { server, client, context } = await setUp([json(503, {}), json(200, { items: [1], more: true })]);
    const schema = z.looseObject({ items: z.array(z.number()) });
    const answer = await client.read(schema, { kind: 'list', method: 'GET', path: '/records', signal: neverAborted });
    expect(answer.body.items).toEqual([1]);
    expect(server.requests).toHaveLength(2);
    expect(answer.sentAt).toBe(context.clock.now());
  });

  it('tells where a body is not as its schema says, and no secret of its path', async () => {
    const { client } = await setUp([json(200, { items: ['x'] })]);
    const schema = z.looseObject({ items: z.array(z.number()) });
    const path = `/of/${secret}`;
    const error = await errorOf(client.read(schema, { kind: 'list', method: 'GET', path, signal: neverAborted }));
    expect(isErrorOfKind(error, 'contract') && error.code).toBe('unexpected-answer');
    expect(error.message).toContain('answer to GET /of/[redacted] is not as documented (at "items.0"');
  });

  it('puts paths behind a base URL that has one', async () => {
    const server = await startTestServer(json(200, {}));
    const client = createHttpClient(createTestContext(), {
      baseUrl: `${server.baseUrl}/hubspot/`,
      headers: {},
      secrets: [],
    });
    cleanups.push(
      () => server.close(),
      () => client.close(),
    );
    await client.request({ kind: 'list', method: 'GET', path: '/crm/v3', safe: true, signal: neverAborted });
    expect(server.requests[0]?.url).toBe('/hubspot/crm/v3');
  });

  it('reads what is not JSON as text, and an empty body as null', async () => {
    const text: Answer = (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('<html>');
    const { send } = await setUp([text, (response) => response.writeHead(204).end()]);
    expect((await send()).body).toBe('<html>');
    expect((await send()).body).toBeNull();
  });

  it('keeps its connection', async () => {
    const ports = new Set<number | undefined>();
    const { send } = await setUp([
      (response) => {
        ports.add(response.socket?.remotePort);
        response.end('{}');
      },
    ]);
    for (let call = 0; call < 5; call += 1) await send();
    expect(ports.size).toBe(1);
  });

  it.each([301, 302, 303, 307, 308])('sends no token to wherever a redirect points (%i)', async (status) => {
    const elsewhere = await startTestServer(json(200, { stolen: true }));
    cleanups.push(() => elsewhere.close());
    const { send } = await setUp([
      (response) => response.writeHead(status, { location: `${elsewhere.baseUrl}/records` }).end(),
    ]);
    expect(await errorOf(send())).toMatchObject({ kind: 'configuration', code: 'unexpected-redirect' });
    expect(elsewhere.requests).toEqual([]);
  });

  it('hands accepted statuses back and refuses redirects', async () => {
    const { send } = await setUp([
      json(404, { message: 'no' }),
      (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/stolen' }).end(),
    ]);
    expect((await send({ accept: [404] })).status).toBe(404);
    expect(await errorOf(send())).toMatchObject({ kind: 'configuration', code: 'unexpected-redirect' });
  });
});

describe('answers that ask for patience', () => {
  it('pauses the whole group for Retry-After in seconds and repeats even an unsafe request', async () => {
    const { server, context, send } = await setUp([json(429, {}, { 'Retry-After': '7' }), json(200, 'ok')]);
    expect((await send({ safe: false, method: 'POST', bucket: 'search' })).body).toBe('ok');
    expect(context.pauses).toEqual([{ bucket: 'search', ms: 7000 }]);
    expect(context.passed()).toBe(7000);
    expect(context.calls).toEqual(['list', 'list']);
    expect(server.requests).toHaveLength(2);
  });

  it('pauses the whole group for the time that an app names with a 5xx', async () => {
    const { context, send } = await setUp([json(503, {}, { 'Retry-After': '40' }), json(200, 'ok')]);
    expect((await send()).body).toBe('ok');
    expect(context.pauses).toEqual([{ bucket: 'default', ms: 40_000 }]);
    expect(context.passed()).toBe(40_000);
  });

  it("reads Retry-After as a date, by the answer's own clock", async () => {
    const headers = { Date: 'Mon, 01 Jan 2024 00:00:00 GMT', 'Retry-After': 'Mon, 01 Jan 2024 00:00:30 GMT' };
    const { context, send } = await setUp([json(429, {}, headers), json(200, 'ok')]);
    await send();
    expect(context.pauses).toEqual([{ bucket: 'default', ms: 30_000 }]);
  });

  it('asks the connector where there is no Retry-After, and gives up where it says never', async () => {
    const { context, send } = await setUp(
      [json(429, { policy: 'short' }), json(200, 'ok'), json(429, { policy: 'daily' })],
      {
        retryDelay: ({ body }) => (JSON.stringify(body).includes('daily') ? 'never' : 1234),
      },
    );
    await send();
    expect(context.pauses).toEqual([{ bucket: 'default', ms: 1234 }]);
    expect(await errorOf(send())).toMatchObject({ code: 'rate-limited', outcomeUnknown: false });
    expect(context.pauses).toHaveLength(1);
  });

  it('gives up after six attempts and says that nothing was carried out', async () => {
    const { server, send } = await setUp([json(429, {}, { 'Retry-After': '1' })]);
    const error = await errorOf(send({ safe: false }));
    expect(error).toMatchObject({ kind: 'retryable', code: 'rate-limited', retryAfterMs: 1000, outcomeUnknown: false });
    expect(server.requests).toHaveLength(6);
  });

  it('does not wait for longer than its budget', async () => {
    const { server, context, send } = await setUp([json(503, {}, { 'Retry-After': '86400' })]);
    expect(await errorOf(send())).toMatchObject({ kind: 'retryable', retryAfterMs: 86_400_000 });
    expect(server.requests).toHaveLength(1);
    expect(context.passed()).toBe(0);
  });

  it('repeats a safe request after a 5xx with full jitter', async () => {
    const { context, send } = await setUp([json(500, {}), json(521, {}), json(200, 'ok')]);
    expect((await send()).body).toBe('ok');
    expect(context.slept).toEqual([1000, 2000]);
    expect(context.answers).toEqual([500, 521, 200]);
    expect(context.pauses).toEqual([]);
  });

  it('does not repeat an unsafe one after a 5xx, whatever the connector makes of it', async () => {
    const { server, send } = await setUp([json(502, {})], {
      classify: () => new RecordError('no', { code: 'x', category: 'other', remedy: 'y' }),
    });
    expect(await errorOf(send({ safe: false }))).toMatchObject({ kind: 'retryable', outcomeUnknown: true });
    expect(server.requests).toHaveLength(1);
  });

  it('repeats an unsafe one after 423: it was refused at the door', async () => {
    const { send } = await setUp([json(423, {}), json(200, 'ok')]);
    expect((await send({ safe: false })).body).toBe('ok');
  });
});

describe('no answer', () => {
  it('repeats a safe request', async () => {
    const { server, send } = await setUp([hangUp, hangUp, json(200, 'ok')]);
    expect((await send()).body).toBe('ok');
    expect(server.requests).toHaveLength(3);
  });

  it('leaves the outcome of an unsafe request open', async () => {
    const { server, send } = await setUp([hangUp]);
    expect(await errorOf(send({ safe: false }))).toMatchObject({ code: 'connection-lost', outcomeUnknown: true });
    expect(server.requests).toHaveLength(1);
  });

  it('leaves the outcome of a repeated write open, whatever the app says to the last attempt', async () => {
    const write = { safe: true, writes: true };
    const lost = await setUp([hangUp], { maxAttempts: 3 });
    expect(await errorOf(lost.send(write))).toMatchObject({ code: 'connection-lost', outcomeUnknown: true });
    expect(lost.server.requests).toHaveLength(3);
    const refused = await setUp([hangUp, json(401, {})]);
    expect(await errorOf(refused.send(write))).toMatchObject({ kind: 'retryable', outcomeUnknown: true });
    const gateway = await setUp([json(504, {}), json(429, {}), json(429, {})], { maxAttempts: 3 });
    expect(await errorOf(gateway.send(write))).toMatchObject({ code: 'rate-limited', outcomeUnknown: true });
    const never = await setUp([json(429, {}), json(429, {}), json(401, {})]);
    expect(await errorOf(never.send(write))).toMatchObject({ kind: 'authentication' });
  });

  it('times out', async () => {
    const { send } = await setUp([() => undefined], { timeoutMs: 30 });
    expect(await errorOf(send({ safe: false }))).toMatchObject({ code: 'answer-timed-out', outcomeUnknown: true });
  });

  it('times out on an answer that never ends', async () => {
    const drip: Answer = (response) => {
      const timer = setInterval(() => response.write(' '), 5);
      response.on('close', () => clearInterval(timer));
    };
    const { send } = await setUp([drip], { timeoutMs: 60 });
    expect(await errorOf(send({ safe: false }))).toMatchObject({ code: 'answer-timed-out' });
  });

  it('says in one line that a host refuses connections, and that nothing was sent', async () => {
    const { server, context, send } = await setUp([json(200, {})]);
    await server.close();
    const error = await errorOf(send({ safe: false }));
    expect(error).toMatchObject({ kind: 'retryable', code: 'host-unreachable', outcomeUnknown: false });
    expect(error.message).toBe(`Example cannot be reached at ${new URL(server.baseUrl).host}: connection refused.`);
    expect(context.calls).toHaveLength(3);
    expect(context.answers).toEqual([null, null, null]);
  });

  it('caps the size of an answer', async () => {
    const { server, send } = await setUp([json(200, 'x'.repeat(2000))], { maxResponseBytes: 1000 });
    expect(await errorOf(send())).toMatchObject({ kind: 'contract', code: 'answer-too-large' });
    expect(server.requests).toHaveLength(1);
  });
});

describe('abort', () => {
  it("throws the signal's reason, before sending and while waiting for the answer", async () => {
    const reason = new Error('stopped by the user');
    const controller = new AbortController();
    const { server, send } = await setUp([() => controller.abort(reason)]);
    expect(await errorOf(send({ signal: controller.signal }))).toBe(reason);
    expect(await errorOf(send({ signal: controller.signal }))).toBe(reason);
    expect(server.requests).toHaveLength(1);
  });

  it('says when a request has left', async () => {
    const controller = new AbortController();
    const { send } = await setUp([json(200, {})]);
    const onSend = vi.fn();
    await send({ onSend });
    controller.abort();
    await errorOf(send({ onSend, signal: controller.signal }));
    expect(onSend).toHaveBeenCalledTimes(1);
  });
});

describe('limits that answers announce', () => {
  it('reads the IETF header of the own group once, before the one of the vendor', async () => {
    const headers = { 'RateLimit-Policy': '"default";q=50;w=1, "search";q=9;w=1', 'X-Max': '100' };
    const { context, send } = await setUp([json(200, {}, headers)], {
      readRate: ({ headers }) => ({
        bucket: 'default',
        limit: { requests: Number(headers['x-max']), perMs: 10_000 },
      }),
    });
    await send();
    await send();
    expect(context.adjusted).toEqual([{ bucket: 'default', limit: { requests: 50, perMs: 1000 } }]);
    await send({ bucket: 'search' });
    expect(context.adjusted[1]).toEqual({ bucket: 'search', limit: { requests: 9, perMs: 1000 } });
  });
});

describe('secrets', () => {
  it('are redacted where JSON writes them with escapes', async () => {
    const escaped = [...secret].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
    const escaping: Answer = (response) =>
      response.writeHead(400, { 'content-type': 'application/json' }).end(`{"message": "token ${escaped}"}`);
    const { send } = await setUp([escaping], {
      classify: ({ body }) => new RecordError(JSON.stringify(body), { code: 'x', category: 'other', remedy: 'y' }),
    });
    expect((await errorOf(send())).message).toBe('{"message":"token [redacted]"}');
  });

  it('are in no message, cause, property or log, in whatever form the app repeats them', async () => {
    const forms = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')];
    const echo = json(400, { message: `bad credentials ${forms.join(' ')}` });
    const { context, send } = await setUp([echo, echo, hangUp], { maxAttempts: 1 });
    const own = await errorOf(send({ path: `/records/${encodeURIComponent(secret)}` }));
    const lost = await errorOf(send({ safe: false }));
    for (const seen of [
      inspect(own, { depth: 9, showHidden: true }),
      inspect(lost, { depth: 9 }),
      context.logged.join(),
    ]) {
      expect(seen).not.toContain('s3cr3t');
      expect(seen).not.toContain(forms[2]);
    }
    expect(own.message).toContain('bad credentials [redacted]');
  });

  it('are redacted before the connector classifies an answer', async () => {
    const { send } = await setUp([json(400, { message: `token ${secret}` })], {
      classify: ({ body }) => new RecordError(JSON.stringify(body), { code: 'x', category: 'other', remedy: 'y' }),
    });
    const error = await errorOf(send());
    expect(isErrorOfKind(error, 'record')).toBe(true);
    expect(error.message).toBe('{"message":"token [redacted]"}');
  });
});

describe('an answer that asks to wait very long', () => {
  it('is told with the time to come back at, and the call is not repeated', async () => {
    const { send } = await setUp([json(429, {}, { 'retry-after': '864000' })]);
    const error = await errorOf(send({ safe: false }));
    expect(error).toMatchObject({
      kind: 'retryable',
      retryAfterMs: 864_000_000,
      remedy: expect.stringContaining('the same command goes on from there after '),
    });
  });

  it('is told even where no calendar has the time', async () => {
    const { send } = await setUp([json(429, {}, { 'retry-after': '9'.repeat(40) })]);
    expect(await errorOf(send())).toMatchObject({ kind: 'retryable', code: 'rate-limited' });
  });
});

describe('proxies', () => {
  it('come from the environment, but never for this machine', async () => {
    const proxy = await startTestServer(json(200, 'proxied'));
    cleanups.push(() => proxy.close());
    vi.stubEnv('http_proxy', proxy.baseUrl);
    vi.stubEnv('HTTP_PROXY', proxy.baseUrl);
    vi.stubEnv('no_proxy', '');
    vi.stubEnv('NO_PROXY', '');
    const { send } = await setUp([json(200, 'direct')]);
    expect((await send()).body).toBe('direct');
    const outside = await setUp([json(200, 'direct')], { baseUrl: 'http://api.example.test' });
    expect((await outside.send()).body).toBe('proxied');
    expect(proxy.requests[0]?.url).toBe('http://api.example.test/records');
  });
});
