import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findSession } from '../../../src/service/access/session-folder.ts';
import { openSignInProvider } from '../../../src/service/sign-in/sign-in-provider.ts';
import { readSignInSettings } from '../../../src/service/sign-in/sign-in-settings.ts';
import { startCrm } from '../../commands/support/start-crm.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { type Answer, startApi } from './start-api.ts';
import { startProvider } from './start-provider.ts';

const publicUrl = 'http://localhost:4460';

async function start(settings: Readonly<Record<string, string>> = {}) {
  const crm = await startCrm();
  const provider = await startProvider();
  const environment = {
    LINKWRIGHT_PUBLIC_URL: publicUrl,
    LINKWRIGHT_OIDC_ISSUER: provider.issuer,
    LINKWRIGHT_OIDC_CLIENT_ID: 'linkwright',
    LINKWRIGHT_OIDC_CLIENT_SECRET: provider.clientSecret,
    ...settings,
  };
  const read = await readSignInSettings(environment, crm.directory);
  if (read === null) throw new Error('no settings');
  const signIn = await openSignInProvider(read, Date.now);
  const api = await startApi(crm.directory, { signIn });
  const login = async () => {
    const answer = await api.ask('/oidc/login');
    return { url: String(answer.headers.location), cookie: cookieOf(answer, 'linkwright_sign_in') };
  };
  const back = (query: string, cookie: string) => api.ask(`/oidc/callback${query}`, { headers: { cookie } });
  /** The whole way of a browser. */
  const signedIn = async () => {
    const { url, cookie } = await login();
    return back(provider.consent(url).search, cookie);
  };
  const whoIs = async (answer: Answer) =>
    JSON.parse((await api.ask('/api/v1/session', { headers: { cookie: cookieOf(answer) } })).text);
  return { crm, provider, ...api, login, back, signedIn, whoIs };
}

const cookieOf = ({ headers }: Answer, name = 'linkwright_session'): string =>
  [headers['set-cookie'] ?? []]
    .flat()
    .find((one) => new RegExp(`^${name}(_\\d+)?=`).test(one) && !one.includes('Max-Age=0'))
    ?.split(';')[0] ?? '';

it('signs in whoever the provider vouches for, with the role that a claim names', async () => {
  const { provider, signedIn, whoIs, ask, login } = await start({ LINKWRIGHT_OIDC_OPERATORS: 'sales, it' });
  const setUp = JSON.parse((await ask('/api/v1/setup')).text);
  expect(setUp).toMatchObject({ signIn: `${publicUrl}/oidc/login` });
  const { searchParams } = new URL((await login()).url);
  expect(Object.fromEntries(searchParams)).toMatchObject({
    response_type: 'code',
    code_challenge_method: 'S256',
    redirect_uri: `${publicUrl}/oidc/callback`,
    scope: 'openid profile email',
  });

  provider.claims = { email: 'ada@acme.example', roles: ['it', 'everybody'] };
  const answer = await signedIn();
  expect([answer.status, answer.headers.location]).toEqual([303, `${publicUrl}/`]);
  expect(String(answer.headers['set-cookie'])).toMatch(
    /linkwright_session(_\d+)?=[^;]+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax/,
  );
  const session = await whoIs(answer);
  expect(session).toMatchObject({ name: 'ada@acme.example', role: 'operator', csrf: expect.any(String) });
  const pause = (headers: Record<string, string>) =>
    ask('/api/v1/workspaces/crm/pause', {
      method: 'POST',
      body: '{}',
      headers: { cookie: cookieOf(answer), ...headers },
    });
  expect((await pause({})).status).toBe(403);
  expect((await pause({ 'x-csrf-token': session.csrf })).status).toBe(200);
  expect((await ask('/api/v1/tokens', { headers: { cookie: cookieOf(answer) } })).status).toBe(403);

  // Not in the ID token: the provider is asked.
  provider.claims = {};
  provider.userInfo = { roles: 'linkwright-admin', preferred_username: 'ada' };
  expect(await whoIs(await signedIn())).toMatchObject({ name: 'ada', role: 'admin' });
});

it('finds the role at a path, and lets nobody in without one', async () => {
  const { provider, signedIn, whoIs } = await start({
    LINKWRIGHT_OIDC_ROLE_CLAIM: 'realm_access.roles',
    LINKWRIGHT_OIDC_VIEWERS: 'staff',
  });
  provider.claims = { realm_access: { roles: ['staff'] }, roles: ['linkwright-admin'] };
  expect(await whoIs(await signedIn())).toMatchObject({ name: 'ada', role: 'viewer' });
  provider.claims = { roles: ['linkwright-admin'] };
  const refused = await signedIn();
  expect([refused.status, cookieOf(refused)]).toEqual([403, '']);
  expect(refused.text).toContain('ada has no role here');
});

it('takes no answer that is not of the provider to this browser, now', async () => {
  const { provider, login, back, signedIn } = await start({ LINKWRIGHT_OIDC_VIEWERS: '*' });
  const seconds = Math.floor(Date.now() / 1000);
  expect((await signedIn()).status).toBe(303);
  const faults = {
    nonce: { claims: { nonce: 'another' } },
    signature: { foreignKey: true },
    audience: { claims: { aud: 'another-client' } },
    issuer: { claims: { iss: 'http://localhost:1' } },
    age: { claims: { exp: seconds - 3_600, iat: seconds - 7_200 } },
  };
  for (const [name, fault] of Object.entries(faults)) {
    provider.faults = fault;
    const answer = await signedIn();
    expect([name, answer.status, cookieOf(answer)]).toEqual([name, 401, '']);
  }
  provider.faults = {};

  const mine = await login();
  const [answered, others] = [provider.consent(mine.url), await login()];
  expect((await back(answered.search, '')).status).toBe(400);
  expect((await back(answered.search, others.cookie)).status).toBe(401);
  const forged = answered.search.replace(/state=[^&]+/, 'state=forged');
  expect((await back(forged, mine.cookie)).status).toBe(401);
  expect((await back(answered.search, mine.cookie)).status).toBe(303);
  // The code is used.
  expect((await back(answered.search, mine.cookie)).status).toBe(401);
  const refused = await back('?error=access_denied&state=x', mine.cookie);
  expect([refused.status, cookieOf(refused)]).toEqual([401, '']);
});

it('a session of a person ends with its time, and where the provider is another or none', async () => {
  const { provider, signedIn, ask, clock, tokenFolder } = await start({ LINKWRIGHT_OIDC_VIEWERS: '*' });
  const cookie = cookieOf(await signedIn());
  expect((await ask('/api/v1/workspaces', { headers: { cookie } })).status).toBe(200);
  const now = clock.at;
  const [, value = ''] = cookie.split('=');
  expect(await findSession(tokenFolder, value, { now, issuer: provider.issuer })).toMatchObject({
    token: { name: 'ada', role: 'viewer' },
  });
  for (const issuer of ['https://id.example.com', null]) {
    expect(await findSession(tokenFolder, value, { now, issuer })).toBeNull();
  }
  const without = await startApi((await startCrm()).directory);
  expect((await without.ask('/oidc/login')).status).toBe(401);
  expect(JSON.parse((await without.ask('/api/v1/setup')).text).signIn).toBeNull();
  clock.at += 12 * 3_600_000;
  expect((await ask('/api/v1/workspaces', { headers: { cookie } })).status).toBe(401);
  expect(provider.asked).toContain('/keys');
});

it('settings are told all together where they are wrong, and a file says the same as the variables', async () => {
  const wrong = {
    LINKWRIGHT_OIDC_ISSUER: 'http://id.example.com',
    LINKWRIGHT_OIDC_CLIENT: 'linkwright',
    LINKWRIGHT_PUBLIC_URL: 'http://sync.example.com',
  };
  const error = await readSignInSettings(wrong, '/').catch((one: unknown) => one);
  expect(error).toMatchObject({ code: 'sign-in-settings' });
  for (const told of [
    'issuer (LINKWRIGHT_OIDC_ISSUER): It must begin with https://',
    'clientId (LINKWRIGHT_OIDC_CLIENT_ID): It is missing.',
    'LINKWRIGHT_OIDC_CLIENT is not known. Did you mean LINKWRIGHT_OIDC_CLIENT_ID?',
    'LINKWRIGHT_PUBLIC_URL: browsers come back there',
  ]) {
    expect(String(error)).toContain(told);
  }
  expect(await readSignInSettings({ LINKWRIGHT_PUBLIC_URL: publicUrl }, '/')).toBeNull();

  const folder = await temporaryFolder({
    'oidc.yaml':
      'issuer: https://id.example.com\nclientId: linkwright\nclientSecretFile: secret\nadmins: [it-admins]\n',
    secret: 'hidden\n',
    'misspelt.yaml': 'issuer: https://id.example.com\nclientId: linkwright\nadmin: it\n',
  });
  const environment = { LINKWRIGHT_PUBLIC_URL: publicUrl, LINKWRIGHT_OIDC_FILE: join(folder, 'oidc.yaml') };
  expect(await readSignInSettings({ ...environment, LINKWRIGHT_OIDC_CLIENT_ID: 'other' }, folder)).toMatchObject({
    issuer: 'https://id.example.com',
    clientId: 'other',
    clientSecret: 'hidden',
    roles: { admin: ['it-admins'], operator: ['linkwright-operator'] },
    publicBase: publicUrl,
  });
  const misspelt = { ...environment, LINKWRIGHT_OIDC_FILE: 'misspelt.yaml' };
  await expect(readSignInSettings(misspelt, folder)).rejects.toThrow('admin is not known. Did you mean admins?');
});
