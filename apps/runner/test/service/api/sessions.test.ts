import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { offerFirstAdmin } from '../../../src/service/access/first-admin.ts';
import { listTokens, revokeToken } from '../../../src/service/access/token-folder.ts';
import { startCrm } from '../../commands/support/start-crm.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { startApi } from './start-api.ts';

const json = { 'content-type': 'application/json' };

async function signIn(role: 'viewer' | 'operator' = 'operator') {
  const crm = await startCrm();
  const api = await startApi(crm.directory);
  const token = await api.tokenOf(role);
  const answer = await api.ask('/api/v1/session', { method: 'POST', body: JSON.stringify({ token }), headers: json });
  const [cookie = ''] = [answer.headers['set-cookie'] ?? ''].flat();
  return { crm, ...api, token, answer, cookie, sent: { cookie: cookie.split(';')[0] ?? '' } };
}

it('signs a browser in with a token: no script reads the cookie, and writes need what only the page knows', async () => {
  const { ask, answer, cookie, sent, token, crm } = await signIn();
  expect(answer.status).toBe(200);
  expect(cookie).toMatch(
    /^linkwright_session_\d+=[0-9a-f]{16}\.[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/,
  );
  expect(cookie + answer.text).not.toContain(token.slice(4));
  const who = await ask('/api/v1/session', { headers: sent });
  const { csrf, ...session } = JSON.parse(who.text);
  expect(session).toMatchObject({ version: 1, name: 'operator', role: 'operator' });
  expect((await ask('/api/v1/workspaces', { headers: sent })).status).toBe(200);

  const pause = (headers: Record<string, string>) =>
    ask('/api/v1/workspaces/crm/pause', { method: 'POST', body: '{}', headers: { ...sent, ...headers } });
  for (const headers of [{}, { 'x-csrf-token': '' }, { 'x-csrf-token': `${csrf.slice(1)}x` }]) {
    const refused = await pause(headers);
    expect([refused.status, JSON.parse(refused.text).code]).toEqual([403, 'csrf-token-needed']);
  }
  expect((await crm.run('status')).stdout).not.toContain('is paused');
  expect((await pause({ 'x-csrf-token': csrf })).status).toBe(200);
  expect((await crm.run('status')).stdout).toContain('is paused by operator');
});

it('a session ends with its sign-out, its time, and its token', async () => {
  const { ask, sent, clock, tokenFolder, tokenOf } = await signIn();
  const isIn = async (headers: Record<string, string>) => (await ask('/api/v1/workspaces', { headers })).status === 200;
  const open = async (token: string) => {
    const answer = await ask('/api/v1/session', { method: 'POST', body: JSON.stringify({ token }), headers: json });
    return { cookie: String([answer.headers['set-cookie'] ?? ''].flat()[0]).split(';')[0] ?? '' };
  };
  const { csrf } = JSON.parse((await ask('/api/v1/session', { headers: sent })).text);
  expect((await ask('/api/v1/session', { method: 'DELETE', headers: sent })).status).toBe(403);
  expect(await isIn(sent)).toBe(true);
  const out = await ask('/api/v1/session', { method: 'DELETE', headers: { ...sent, 'x-csrf-token': csrf } });
  expect(out.status).toBe(200);
  const [name = ''] = sent.cookie.split('=');
  expect(out.headers['set-cookie']).toEqual([`${name}=; Max-Age=0; Path=/`]);
  expect(await isIn(sent)).toBe(false);

  const other = await open(await tokenOf('viewer'));
  expect(await isIn(other)).toBe(true);
  clock.at += 12 * 3_600_000;
  expect(await isIn(other)).toBe(false);

  const third = await open(await tokenOf('viewer'));
  expect(await isIn(third)).toBe(true);
  for (const { id } of await listTokens(tokenFolder)) await revokeToken(tokenFolder, id);
  expect(await isIn(third)).toBe(false);
  for (const cookie of [`${name}=`, `${third.cookie}x`, `${name}=../../linkwright.yaml.x`]) {
    expect(await isIn({ cookie })).toBe(false);
  }
  const folder = join(dirname(tokenFolder), 'sessions');
  for (const name of await readdir(folder)) {
    expect(await readFile(join(folder, name), 'utf8')).not.toContain(third.cookie.split('.')[1]);
    expect((await stat(join(folder, name))).mode & 0o077).toBe(0);
  }
});

it('many wrong tokens at the sign-in are answered with 429', async () => {
  const { ask } = await signIn();
  const body = JSON.stringify({ token: `lwt_${'x'.repeat(43)}` });
  const tries: number[] = [];
  for (let count = 0; count < 12; count += 1) {
    tries.push((await ask('/api/v1/session', { method: 'POST', body, headers: json })).status);
  }
  expect(tries).toEqual([...Array<number>(10).fill(401), 429, 429]);
});

it('a one-time token makes one first admin, of a hundred that try at once', async () => {
  const directory = await temporaryFolder({});
  const crm = await startCrm();
  const { ask, tokenFolder, clock } = await startApi(crm.directory);
  expect(JSON.parse((await ask('/api/v1/setup')).text)).toEqual({ version: 1, needed: false, signIn: null });
  const offered = await offerFirstAdmin(tokenFolder, clock.at);
  if (offered === null) throw new Error('nobody is an admin');
  expect((await stat(offered.file)).mode & 0o077).toBe(0);
  expect(JSON.parse((await ask('/api/v1/setup')).text)).toEqual({ version: 1, needed: true, signIn: null });
  const setUp = (token: string, name: string) =>
    ask('/api/v1/setup', { method: 'POST', body: JSON.stringify({ token, name }), headers: json });
  expect((await setUp(`${offered.token.slice(0, -1)}!`, 'eve')).status).toBe(403);
  const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => setUp(offered.token, `admin ${index}`)));
  const made = answers.filter(({ status }) => status === 200);
  expect(made).toHaveLength(1);
  expect((await listTokens(tokenFolder)).map(({ role }) => role)).toEqual(['admin']);
  const { token } = JSON.parse(made[0]?.text ?? '{}');
  expect((await ask('/api/v1/tokens', { token })).status).toBe(200);
  clock.at += 60_000;
  expect((await setUp(offered.token, 'late')).status).toBe(403);
  expect(await offerFirstAdmin(tokenFolder, clock.at)).toBeNull();
  expect(await readdir(dirname(tokenFolder))).toEqual(['tokens']);

  const other = join(directory, '.linkwright-service', 'tokens');
  await offerFirstAdmin(other, clock.at);
  const { makeFirstAdmin, isFirstAdminOffered } = await import('../../../src/service/access/first-admin.ts');
  const late = clock.at + 24 * 3_600_000;
  expect(await isFirstAdminOffered(other, late)).toBe(false);
  const kept = (await readFile(join(dirname(other), 'first-admin'), 'utf8')).trim();
  expect(await makeFirstAdmin(other, { token: kept, name: 'late', now: late })).toBeNull();
});

it('two services on one machine do not sign each other out', async () => {
  const [one, other] = [await signIn('viewer'), await signIn('operator')];
  // Browsers send the cookies of a host to each of its ports, of one name the newest alone.
  const kept = new Map([one, other].map(({ sent }) => sent.cookie.split('=') as [string, string]));
  const cookie = [...kept].map((pair) => pair.join('=')).join('; ');
  for (const [{ ask }, role] of [
    [one, 'viewer'],
    [other, 'operator'],
  ] as const) {
    expect(JSON.parse((await ask('/api/v1/session', { headers: { cookie } })).text)).toMatchObject({ role });
  }
});
