import { once } from 'node:events';
import { createServer } from 'node:http';
import { type FaultProxy, startFaultProxy } from '@linkwright/core/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';

const received: string[] = [];
const server = createServer(async (incoming, outgoing) => {
  let body = '';
  for await (const chunk of incoming) body += String(chunk);
  received.push(`${incoming.method} ${incoming.url} ${incoming.headers.authorization} ${body}`);
  outgoing.writeHead(201, { 'x-app': 'yes', date: 'Thu, 01 Jan 2026 00:00:00 GMT' });
  outgoing.end('{"done":true}');
});

let proxy: FaultProxy;

beforeEach(async () => {
  received.length = 0;
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  proxy = await startFaultProxy({
    target: `http://localhost:${port}/api/`,
    isWrite: ({ method, path }) => method === 'POST' && path !== '/search',
    refusal: { headers: { 'retry-after': '7' }, body: { error: 'too many' } },
  });
});

afterEach(async () => {
  await proxy.close();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const send = (path: string) =>
  fetch(`${proxy.baseUrl}${path}`, { method: 'POST', body: 'x', headers: { authorization: 'Bearer t' } });

it('passes requests and answers on, and counts them', async () => {
  const response = await send('/things?a=1');
  expect([response.status, response.headers.get('x-app'), await response.json()]).toEqual([201, 'yes', { done: true }]);
  expect(response.headers.get('date')).toBe('Thu, 01 Jan 2026 00:00:00 GMT');
  expect(received).toEqual(['POST /api/things?a=1 Bearer t x']);
  expect(proxy.requests()).toBe(1);
});

it('loses the answer to the next write, which goes through', async () => {
  proxy.loseNextAnswer();
  expect((await send('/search')).status).toBe(201);
  await expect(send('/things')).rejects.toThrow();
  expect((await send('/things')).status).toBe(201);
  expect(received).toHaveLength(3);
});

it('refuses one request, which does not go through', async () => {
  proxy.refuseNext429();
  const response = await send('/things');
  expect([response.status, response.headers.get('retry-after'), await response.json()]).toEqual([
    429,
    '7',
    { error: 'too many' },
  ]);
  expect((await send('/things')).status).toBe(201);
  expect(received).toHaveLength(1);
});

it('rewrites answers, and tells to what they are', async () => {
  proxy.rewriteAnswers((text, { method, path }) => `${method} ${path} ${text.slice(0, 4)}`);
  expect(await (await send('/things?a=1')).text()).toBe('POST /things {"do');
  proxy.rewriteAnswers(null);
  expect(await (await send('/things')).json()).toEqual({ done: true });
});
