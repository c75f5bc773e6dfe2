import type { HintDelivery } from '@linkwright/core';
import {
  createInMemoryApp,
  createInMemoryConnector,
  createTestClock,
  createTestContext,
  type InMemoryApp,
} from '@linkwright/core/testing';
import { describe, expect, it } from 'vitest';
import { hashOf } from '../../src/hints/hook-book.ts';
import { type HookOutcome, hookRoutes } from '../../src/service/hook-routes.ts';

const secret = 'an-unguessable-part-of-an-address';
const publicUrl = 'https://sync.example.com';
const address = `${publicUrl}/hooks/memory/${secret}`;
const path = `/memory/${secret}`;

describe('requests of apps', () => {
  it('are verified, and what they hint at is kept', async () => {
    const { app, send, taken, outcomes } = start();
    const id = app.create('things', { name: 'A' });
    const [request] = app.takeHintRequests(address);
    expect((await send(path, request)).status).toBe(204);
    expect(taken).toEqual([expect.objectContaining({ hints: [{ object: 'things', id, kind: 'changed' }] })]);
    expect(outcomes).toEqual(['taken']);
  });

  it('are known again: one that is sent twice counts once', async () => {
    const { app, send, taken, outcomes } = start();
    app.create('things', { name: 'A' });
    const [request] = app.takeHintRequests(address);
    expect((await send(path, request)).status).toBe(204);
    expect((await send(path, request)).status).toBe(204);
    expect([taken.length, outcomes]).toEqual([1, ['taken', 'repeated']]);
  });

  it('say nothing by their Host, nor by what proxies add', async () => {
    const { app, send, taken } = start();
    app.create('things', { name: 'A' });
    const [request] = app.takeHintRequests(address);
    const headers = {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'http',
      forwarded: 'host=evil',
    };
    expect((await send(path, request && { ...request, headers: { ...request.headers, ...headers } })).status).toBe(204);
    expect(taken).toHaveLength(1);
  });

  it.each<[string, string, number, HookOutcome]>([
    ['with another body', 'body', 401, 'forged'],
    ['without a signature', 'headers', 401, 'forged'],
    ['to another query', 'query', 401, 'forged'],
    ['that was signed long ago', 'time', 401, 'stale'],
    ['to an address that nobody has', 'address', 404, 'unknown'],
    ['to another connector', 'connector', 404, 'unknown'],
    ['that is too large', 'size', 413, 'too-large'],
  ])('%s are refused, and nothing is kept of them', async (_what, change, status, outcome) => {
    const { app, clock, send, taken, outcomes } = start();
    app.create('things', { name: 'A' });
    const [request] = app.takeHintRequests(address);
    if (change === 'time') clock.advance(3_600_000);
    const paths: Record<string, string> = {
      address: '/memory/another',
      connector: `/other/${secret}`,
      query: `${path}?x=1`,
    };
    const response = await send(paths[change] ?? path, {
      headers: change === 'headers' ? {} : (request?.headers ?? {}),
      body:
        change === 'body'
          ? Buffer.from('{"hints":[]}')
          : change === 'size'
            ? Buffer.alloc(1024 * 1024 + 1)
            : request?.body,
    });
    expect([response.status, taken, outcomes]).toEqual([status, [], [outcome]]);
  });

  it('are read no further than a mebibyte, also where they do not say how much is to come', async () => {
    const { address: to, routes, taken, outcomes } = start();
    const part = new Uint8Array(64 * 1024);
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += part.length;
        // Whoever read on would never come to an end.
        if (sent > 64 * 1024 * 1024) controller.error(new Error('It was read on.'));
        else controller.enqueue(part);
      },
    });
    const request = new Request(`http://localhost${to}`, { method: 'POST', body, duplex: 'half' });
    expect([(await routes.request(request)).status, taken, outcomes]).toEqual([413, [], ['too-large']]);
    expect(sent).toBeLessThan(2 * 1024 * 1024);
  });

  it('say nothing by another method, nor by a path that is not theirs', async () => {
    const { address: to, routes, taken, outcomes } = start();
    for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS']) {
      expect((await routes.request(to, { method })).status).toBe(404);
    }
    for (const other of ['/', '/memory', `${to}/more`, `/${secret}`]) {
      expect((await routes.request(other, { method: 'POST' })).status).toBe(404);
    }
    expect([taken, outcomes]).toEqual([[], []]);
  });

  it('are bounded in number, those to unknown addresses apart from the others', async () => {
    const { app, send, outcomes } = start();
    for (let index = 0; index < 40; index += 1) await send('/memory/guessed', { headers: {}, body: undefined });
    expect(outcomes.filter((outcome) => outcome === 'unknown')).toHaveLength(20);
    expect(outcomes.filter((outcome) => outcome === 'too-many')).toHaveLength(20);
    app.create('things', { name: 'A' });
    const [request] = app.takeHintRequests(address);
    expect((await send(path, request)).status).toBe(204);
  });
});

interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
}

function start() {
  const clock = createTestClock();
  const context = createTestContext({ clock });
  const app: InMemoryApp = createInMemoryApp({
    name: 'm',
    clock,
    objects: [{ id: 'things', fields: [{ id: 'name', type: 'text' }] }],
    capabilities: { hints: ['push'] },
  });
  const connection = createInMemoryConnector(app).connect({}, context);
  const taken: HintDelivery[] = [];
  const outcomes: HookOutcome[] = [];
  const hook = { connection: 'mine', connector: 'memory', publicUrl, createdAt: 0 };
  const routes = hookRoutes({
    clock,
    log: { warn: () => undefined, error: () => undefined },
    count: (outcome) => outcomes.push(outcome),
    find: async (hash) =>
      hash !== hashOf(secret)
        ? null
        : {
            workspace: 'here',
            hook,
            receive: async (request) =>
              connection.hints?.push?.receive(request, { signal: new AbortController().signal }) ?? null,
            take: async (delivery) => void taken.push(delivery),
          },
  });
  const send = async (to: string, request: Sent | undefined): Promise<Response> =>
    routes.request(to, {
      method: 'POST',
      headers: request?.headers ?? {},
      body: request?.body === undefined ? null : Buffer.from(request.body),
    });
  return { app, address: path, routes, clock, send, taken, outcomes };
}
