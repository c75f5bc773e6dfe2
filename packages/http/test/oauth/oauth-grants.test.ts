import type { ConnectContext, CredentialAnswer, CredentialExchange } from '@linkwright/core';
import { createTestClock, createTestContext } from '@linkwright/core/testing';
import { expect, it } from 'vitest';
import { createHttpClient, type OAuthOptions, oauthGrants } from '../../src/index.ts';
import { serve } from './support/serve.ts';

interface Settings {
  readonly base: string;
}

const optionsOf = (more: Partial<OAuthOptions<Settings>> = {}): OAuthOptions<Settings> => ({
  appName: 'Example',
  scopes: ['records:read', 'records:write'],
  client: ({ base }) => ({
    clientId: 'client',
    clientSecret: 'client-secret',
    authorizationUrl: `${base}/authorize`,
    tokenUrl: `${base}/token`,
    probeUrl: `${base}/me`,
  }),
  ...more,
});

const signal = new AbortController().signal;
const answer = (name: string, more: object = {}) => ({
  access_token: `access-${name}`,
  refresh_token: `refresh-${name}`,
  expires_in: 1000,
  ...more,
});
const request = {
  code: 'the-code',
  redirectUri: 'http://localhost:1/back',
  codeVerifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
};

/** Credentials whose exchanges are answered by a script; `null`: the answer is lost. */
function scripted(context: ConnectContext, answers: readonly (CredentialAnswer | null)[]) {
  const sent: CredentialExchange[] = [];
  let at = 0;
  const credentials: ConnectContext['credentials'] = {
    read: () => context.credentials.read(),
    update: (change) =>
      context.credentials.update((current) =>
        change(current, {
          async exchange(given) {
            sent.push(given);
            const next = answers[at];
            at += 1;
            return next ?? null;
          },
        }),
      ),
  };
  return { context: { ...context, credentials }, sent };
}

const answered = (body: object, status = 200): CredentialAnswer => ({
  status,
  headers: {},
  body: JSON.stringify(body),
});

it('sends a browser with state and PKCE, redeems its code, and calls with the token', async () => {
  const app = await serve({ '/token': () => ({ body: answer('1') }), '/me': () => ({ body: {} }) });
  const context = createTestContext();
  const grants = oauthGrants(optionsOf());
  const url = new URL(grants.authorizationUrl(app, { ...request, state: 'a state of its own' }));
  expect(Object.fromEntries(url.searchParams)).toEqual({
    client_id: 'client',
    redirect_uri: 'http://localhost:1/back',
    response_type: 'code',
    scope: 'records:read records:write',
    state: 'a state of its own',
    // The example of RFC 7636, appendix B.
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  });
  expect(url.href).toContain('scope=records%3Aread%20records%3Awrite');
  await grants.redeem(app, request, context, { signal });
  expect(app.received[0]).toMatchObject({
    path: '/token',
    headers: { authorization: `Basic ${Buffer.from('client:client-secret').toString('base64')}` },
    form: { grant_type: 'authorization_code', code: 'the-code', redirect_uri: 'http://localhost:1/back' },
  });
  const http = createHttpClient(context, { baseUrl: app.base, ...required(grants.credentials(app, context)) });
  await http.request({ kind: 'read', method: 'GET', path: '/me', safe: true, signal });
  expect(app.received.at(-1)?.headers.authorization).toBe('Bearer access-1');
  http.close();
});

it('renews at four fifths of the life, once for all calls that wait', async () => {
  let count = 1;
  const app = await serve({ '/token': () => ({ body: answer(String(count++)) }), '/me': () => ({ body: {} }) });
  const clock = createTestClock();
  const context = createTestContext({ clock, random: () => 0 });
  const grants = oauthGrants(optionsOf({ refreshTokens: 'lasting' }));
  await grants.redeem(app, request, context, { signal });
  const http = createHttpClient(context, { baseUrl: app.base, ...required(grants.credentials(app, context)) });
  const call = () => http.request({ kind: 'read', method: 'GET', path: '/me', safe: true, signal });
  await clock.sleep(799_000, signal);
  await call();
  expect(app.received.at(-1)?.headers.authorization).toBe('Bearer access-1');
  await clock.sleep(1_000, signal);
  await Promise.all([call(), call(), call()]);
  expect(app.received.filter(({ path }) => path === '/token')).toHaveLength(2);
  expect(app.received.slice(-3).map(({ headers }) => headers.authorization)).toEqual(Array(3).fill('Bearer access-2'));
  http.close();
});

it('where the answer to a single-use renewal is lost, a token that still works shows that it never happened', async () => {
  const app = await serve({ '/token': () => ({ body: answer('1') }), '/me': () => ({ body: {} }) });
  const base = createTestContext();
  const { context, sent } = scripted(base, [null, answered(answer('2'))]);
  const grants = oauthGrants(optionsOf());
  await grants.redeem(app, request, base, { signal });
  await grants.renew(app, context, { signal });
  expect(sent.map(({ again }) => again ?? false)).toEqual([false, true]);
  expect(grants.describe(await context.credentials.read())).not.toBeNull();
  expect(await context.credentials.read()).toContain('access-2');
});

it('a token that has ended shows that it did happen: nothing is sent twice, and somebody has to connect again', async () => {
  const app = await serve({ '/token': () => ({ body: answer('1') }), '/me': () => ({ status: 401, body: {} }) });
  const base = createTestContext();
  const { context, sent } = scripted(base, [null]);
  const grants = oauthGrants(optionsOf());
  await grants.redeem(app, request, base, { signal });
  await expect(grants.renew(app, context, { signal })).rejects.toMatchObject({ code: 'grant-lost' });
  expect(sent).toHaveLength(1);
});

it.each([
  [400, { error: 'invalid_grant' }, 'authentication', 'grant-revoked'],
  [
    400,
    { status: 'BAD_REFRESH_TOKEN', message: 'missing or invalid refresh token' },
    'authentication',
    'grant-revoked',
  ],
  [401, { error: 'invalid_client' }, 'configuration', 'oauth-client-refused'],
  [400, { error: 'something_new' }, 'configuration', 'oauth-client-refused'],
  [429, {}, 'retryable', 'rate-limited'],
] as const)('an answer %d %j is told as %s: %s, and the grant is kept', async (status, body, kind, code) => {
  const app = await serve({ '/token': () => ({ body: answer('1') }) });
  const base = createTestContext();
  const { context } = scripted(base, [answered(body, status)]);
  const grants = oauthGrants(optionsOf());
  await grants.redeem(app, request, base, { signal });
  await expect(grants.renew(app, context, { signal })).rejects.toMatchObject({ kind, code });
  expect(await context.credentials.read()).toContain('refresh-1');
});

it('a 401 in the middle renews once; a token that another process has renewed is taken from the store', async () => {
  let good = 'access-2';
  const app = await serve({
    '/token': () => ({ body: answer('1') }),
    '/me': ({ headers }) => ({ status: headers.authorization === `Bearer ${good}` ? 200 : 401, body: {} }),
  });
  const base = createTestContext();
  const { context, sent } = scripted(base, [answered(answer('2')), answered(answer('3'))]);
  const grants = oauthGrants(optionsOf());
  await grants.redeem(app, request, base, { signal });
  const http = createHttpClient(context, { baseUrl: app.base, ...required(grants.credentials(app, context)) });
  const call = () => http.request({ kind: 'read', method: 'GET', path: '/me', safe: true, signal });
  expect((await call()).status).toBe(200);
  expect(sent).toHaveLength(1);
  // Somebody else renews.
  good = 'access-other';
  await base.credentials.update(async (text) => (text ?? '').replace('access-2', 'access-other'));
  expect((await call()).status).toBe(200);
  expect(sent).toHaveLength(1);
  http.close();
});

it('no token is sent to a host that the connection does not allow', async () => {
  const app = await serve({ '/token': () => ({ body: answer('1') }) });
  const context = createTestContext({ allowsHost: () => false });
  await expect(oauthGrants(optionsOf()).redeem(app, request, context, { signal })).rejects.toMatchObject({
    code: 'host-not-allowed',
  });
  expect(app.received).toEqual([]);
});

function required<Value>(value: Value | null): Value {
  if (value === null) throw new Error('nothing is there');
  return value;
}
