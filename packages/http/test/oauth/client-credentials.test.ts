import { createTestClock, createTestContext } from '@linkwright/core/testing';
import { expect, it } from 'vitest';
import { clientCredentials, createHttpClient } from '../../src/index.ts';
import { serve } from './support/serve.ts';

const signal = new AbortController().signal;
const clientSecret = 'secret-of-the-client-19ab';

async function open(answers: Parameters<typeof serve>[0]) {
  const app = await serve(answers);
  const clock = createTestClock();
  const context = createTestContext({ clock });
  const authorizer = clientCredentials(
    {
      appName: 'Example',
      scopes: ['feed:read', 'feed:write'],
      clientId: 'client',
      clientSecret,
      tokenUrl: `${app.base}/token`,
    },
    context,
  );
  const http = createHttpClient(context, {
    appName: 'Example',
    baseUrl: app.base,
    headers: {},
    secrets: [],
    authorizer,
    maxAttempts: 1,
  });
  const get = () => http.request({ kind: 'feed', method: 'GET', path: '/feed', safe: true, signal });
  return { app, clock, get };
}

it('asks for a token of the client itself, once for its life, and again before it ends', async () => {
  let count = 0;
  const { app, clock, get } = await open({
    '/token': () => ({ body: { access_token: `token-${++count}`, expires_in: 1000, scopes: ['feed:read'] } }),
    '/feed': () => ({ body: {} }),
  });
  await get();
  await clock.sleep(700_000, signal);
  await get();
  await clock.sleep(200_000, signal);
  await get();
  expect(app.received.map(({ path, headers }) => (path === '/token' ? 'asked' : headers.authorization))).toEqual([
    'asked',
    'Bearer token-1',
    'Bearer token-1',
    'asked',
    'Bearer token-2',
  ]);
  expect(app.received[0]?.form).toEqual({ grant_type: 'client_credentials', scope: 'feed:read feed:write' });
  expect(app.received[0]?.headers.authorization).toBe(
    `Basic ${Buffer.from(`client:${clientSecret}`).toString('base64')}`,
  );
});

it('asks once more where a token is refused before its time, and no more often', async () => {
  let count = 0;
  const { app, get } = await open({
    '/token': () => ({ body: { access_token: `token-${++count}`, expires_in: 1000 } }),
    '/feed': ({ headers }) => ({ status: headers.authorization === 'Bearer token-1' ? 401 : 200, body: {} }),
  });
  await get();
  expect(app.received.map(({ path }) => path)).toEqual(['/token', '/feed', '/token', '/feed']);
});

it('says that the client is refused, without its secret', async () => {
  const { get } = await open({ '/token': () => ({ status: 401, body: { error: 'invalid_client' } }) });
  const error = await get().catch((reason: unknown) => reason);
  expect(error).toMatchObject({ kind: 'configuration', code: 'oauth-client-refused' });
  expect(String(error)).not.toContain(clientSecret);
});

it('fetches what an answer points at from any host only where nothing is sent along', async () => {
  const app = await serve({ '/file': () => ({ body: { here: true } }) });
  const context = { ...createTestContext(), allowsHost: (host: string) => host === 'api.example.com' };
  const options = { baseUrl: app.base, headers: {}, secrets: [] };
  expect(() => createHttpClient(context, options)).toThrow(expect.objectContaining({ code: 'host-not-allowed' }));
  const http = createHttpClient(context, { ...options, anonymous: true });
  const { body } = await http.request({ kind: 'file', method: 'GET', path: '/file', safe: true, signal });
  expect(body).toEqual({ here: true });
  expect(app.received[0]?.headers.authorization).toBeUndefined();
});
