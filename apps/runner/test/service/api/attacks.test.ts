import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { revokeToken } from '../../../src/service/access/token-folder.ts';
import { openApiDocument } from '../../../src/service/api/open-api-document.ts';
import { startCrm } from '../../commands/support/start-crm.ts';
import { startApi } from './start-api.ts';

const start = async (options?: Parameters<typeof startApi>[1]) => {
  const crm = await startCrm();
  return { crm, ...(await startApi(crm.directory, options)) };
};

/** Every route of the OpenAPI document, with something in its places. */
const routes = (): readonly (readonly [method: string, path: string])[] => {
  const { paths } = JSON.parse(JSON.stringify(openApiDocument())) as { paths: Record<string, Record<string, unknown>> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => [method.toUpperCase(), `/api/v1${path.replaceAll(/\{\w+\}/g, '1')}`] as const),
  );
};

/** What shows its token in the request itself, and whether there is anything to set up. */
const publicRoutes = ['POST /api/v1/session', 'POST /api/v1/setup', 'GET /api/v1/setup'];

it('opens no route but health without a token, also on loopback', async () => {
  const { ask } = await start();
  const closed = routes().filter((route) => !publicRoutes.includes(route.join(' ')));
  const all = [...closed, ['GET', '/api/v1/openapi.json'], ['GET', '/'], ['GET', '/api/v1/nothing']] as const;
  expect(all.length).toBeGreaterThan(40);
  for (const [method, path] of all) {
    const { status, headers, text } = await ask(path, { method });
    expect([method, path, status]).toEqual([method, path, 401]);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(JSON.parse(text)).toMatchObject({ status: 401, code: 'token-needed' });
  }
  expect((await ask('/healthz')).status).toBe(200);
  expect((await ask('/readyz')).status).toBe(200);
  expect((await ask('/metrics')).status).toBe(200);
});

it('takes a token in its header alone, while it lasts and until it is revoked', async () => {
  const { ask, tokenOf, clock, tokenFolder } = await start();
  const token = await tokenOf('viewer', clock.at + 1_000);
  const path = '/api/v1/workspaces';
  expect((await ask(path, { token })).status).toBe(200);
  expect((await ask(`${path}?token=${token}`)).status).toBe(401);
  expect((await ask(path, { headers: { cookie: `token=${token}` } })).status).toBe(401);
  expect((await ask(path, { token: `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}` })).status).toBe(401);
  clock.at += 1_000;
  expect((await ask(path, { token })).status).toBe(401);
  const other = await tokenOf('viewer');
  expect((await ask(path, { token: other })).status).toBe(200);
  for (const name of await readdir(tokenFolder)) await revokeToken(tokenFolder, name.replace('.json', ''));
  expect((await ask(path, { token: other })).status).toBe(401);
});

it('keeps tokens hashed, for their owner alone', async () => {
  const { tokenOf, tokenFolder } = await start();
  const token = await tokenOf('admin');
  const [name = ''] = await readdir(tokenFolder);
  const file = join(tokenFolder, name);
  expect(await readFile(file, 'utf8')).not.toContain(token.slice(4));
  expect((await stat(file)).mode & 0o077).toBe(0);
  expect((await stat(tokenFolder)).mode & 0o077).toBe(0);
});

it('lets a viewer write nothing, and nobody but an admin see tokens', async () => {
  const { ask, tokenOf, crm } = await start();
  const viewer = await tokenOf('viewer');
  const operator = await tokenOf('operator');
  for (const [method, path] of routes().filter(
    (route) =>
      route[0] !== 'GET' && !publicRoutes.includes(route.join(' ')) && route.join(' ') !== 'DELETE /api/v1/session',
  )) {
    expect([
      path,
      (await ask(path, { method, token: viewer, ...(method !== 'DELETE' && { body: '{}' }) })).status,
    ]).toEqual([path, 403]);
  }
  expect((await ask('/api/v1/tokens', { token: operator })).status).toBe(403);
  expect((await ask('/api/v1/tokens', { token: await tokenOf('admin') })).status).toBe(200);
  expect((await ask('/api/v1/workspaces/crm/pause', { method: 'POST', token: operator, body: '{}' })).status).toBe(200);
  expect((await crm.run('status')).stdout).toContain('is paused by operator');
});

it('refuses hosts that it does not go by, with a right token too', async () => {
  const { ask, tokenOf } = await start({ allowedHosts: ['sync.example'] });
  const token = await tokenOf('admin');
  const asHost = (host: string, path = '/api/v1/workspaces') => ask(path, { token, headers: { host } });
  for (const host of [
    'attacker.example',
    'attacker.example:8787',
    '127.0.0.1.attacker.example',
    'localhost@attacker.example',
  ]) {
    expect([host, (await asHost(host)).status]).not.toEqual([host, 200]);
  }
  expect((await asHost('attacker.example')).status).toBe(421);
  expect((await asHost('attacker.example', '/metrics')).status).toBe(421);
  expect(JSON.parse((await asHost('attacker.example', '/healthz')).text)).toEqual({ status: 'ok' });
  for (const host of ['sync.example', 'SYNC.example:443', 'localhost:1', '[::1]:8787']) {
    expect([host, (await asHost(host)).status]).toEqual([host, 200]);
  }
});

it('allows no other site in, whatever origin it names', async () => {
  const { ask, tokenOf } = await start();
  const origin = 'https://attacker.example';
  const preflight = {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization',
  };
  const answers = [
    await ask('/api/v1/workspaces', { token: await tokenOf('admin'), headers: { origin } }),
    await ask('/api/v1/workspaces/crm/pause', { method: 'OPTIONS', headers: preflight }),
    await ask('/healthz', { headers: { origin } }),
  ];
  for (const { headers } of answers)
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  expect(answers[1]?.status).toBe(401);
  expect((await ask('/api/v1/workspaces', { headers: { origin: 'http://127.0.0.1' } })).status).toBe(401);
});

it('takes JSON alone, and not too much of it', async () => {
  const { ask, tokenOf } = await start();
  const token = await tokenOf('operator');
  const send = (body: string, headers = {}) =>
    ask('/api/v1/workspaces/crm/pause', { method: 'POST', token, body, headers });
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', '']) {
    expect([type, (await send('{}', { 'content-type': type })).status]).toEqual([type, 415]);
  }
  const large = JSON.stringify({ why: 'x'.repeat(300_000) });
  expect((await send(large)).status).toBe(413);
  expect((await send(large, { 'transfer-encoding': 'chunked' })).status).toBe(413);
  for (const body of ['{', '[]', '{"syncs":3}', '{"unknown":1}']) {
    const { status, text } = await send(body);
    expect([body, status]).toEqual([body, 400]);
    expect(JSON.parse(text)).toMatchObject({ code: 'invalid-request' });
  }
  expect((await ask(`/api/v1/workspaces?${'x'.repeat(5_000)}`, { token })).status).toBe(414);
  expect((await ask('/api/v1/workspaces', { token, headers: { 'x-long': 'x'.repeat(20_000) } })).status).toBe(431);
});

it('answers many wrong tokens with 429, and still lets a right one in', async () => {
  const { ask, tokenOf, clock } = await start();
  const wrong = async () => (await ask('/api/v1/workspaces', { token: `lwt_${'x'.repeat(43)}` })).status;
  const tries: number[] = [];
  for (let count = 0; count < 12; count += 1) tries.push(await wrong());
  expect(tries).toEqual([...Array<number>(10).fill(401), 429, 429]);
  expect((await ask('/api/v1/workspaces', { token: await tokenOf('viewer') })).status).toBe(200);
  clock.at += 60_000;
  expect(await wrong()).toBe(401);
});

it('makes no path of a request, and tells none', async () => {
  const { ask, tokenOf, crm, tokenFolder } = await start();
  const token = await tokenOf('admin');
  for (const name of [
    '..',
    '%2e%2e',
    '..%2f..%2fetc%2fpasswd',
    encodeURIComponent(crm.directory),
    '%00',
    '__proto__',
    'constructor',
  ]) {
    const { status, text } = await ask(`/api/v1/workspaces/${name}/status`, { token });
    expect([name, status]).toEqual([name, 404]);
    expect(text).not.toContain(crm.directory);
  }
  const { status } = await ask('/api/v1/tokens/..%2f..%2flinkwright.yaml', { method: 'DELETE', token });
  expect(status).toBe(404);
  expect(await readFile(join(crm.directory, 'linkwright.yaml'), 'utf8')).toContain('version');
  // A fault of the disk: nothing of it is told.
  await writeFile(join(tokenFolder, 'broken.json'), 'no token');
  const broken = await ask('/api/v1/workspaces', { token });
  expect(broken.status).toBe(500);
  expect(broken.text).not.toContain(crm.directory);
  expect(broken.text).not.toMatch(/\bat .*\.ts/);
});

it('tells no secret of a workspace, even where a record or an error bears it', async () => {
  const { ask, tokenOf, crm } = await start();
  const token = await tokenOf('operator');
  const secret = crm.variables.AIRTABLE_ACCESS_TOKEN ?? '';
  await ask('/api/v1/workspaces/crm/pause', { method: 'POST', token, body: JSON.stringify({ why: secret }) });
  const query = `connection=airtable&object=People&keyOrId=${secret}`;
  const { status, text } = await ask(`/api/v1/workspaces/crm/record?${query}`, { token });
  expect(status).toBeGreaterThanOrEqual(400);
  expect(text).not.toContain(secret);
  expect((await ask('/api/v1/workspaces/crm/status', { token })).text).not.toContain(secret);
});
