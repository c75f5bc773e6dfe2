import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordFixtures, startScriptedServer } from '@linkwright/core/testing';
import { expect, it, onTestFinished } from 'vitest';

const token = 'pat-5ecr3t/7c1d==';

async function place(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'linkwright-fixtures-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, 'deep', 'contacts.json');
}

/** An app that says more about its caller than it should. */
async function startApp() {
  let turn = 0;
  const server = await startScriptedServer(({ path, query, body }) => {
    turn += 1;
    if (path === '/session') return { body: { access_token: 'made-by-the-app', for: token, nextPageToken: 'p2' } };
    if (path === '/people' && query.get('after') === '2') return { body: { people: ['Bob'], asked: body } };
    return {
      headers: { 'set-cookie': `id=${token}`, 'x-ratelimit-remaining': '7' },
      body: { people: [{ name: 'Ada', mail: 'ada@acme.example' }], turn, next: `${server.baseUrl}/people?after=2` },
    };
  });
  onTestFinished(() => server.close());
  return server;
}

const get = async (url: string, body?: object): Promise<unknown> => {
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  });
  return { status: response.status, left: response.headers.get('x-ratelimit-remaining'), body: await response.json() };
};

const nextOf = (answer: unknown): string => JSON.stringify(answer).match(/"next":"([^"]+)"/)?.[1] ?? '';

it('replays what it has recorded, page by page, without the app', async () => {
  const file = await place();
  const app = await startApp();
  const recorded = await recordFixtures({ file, mode: 'record', target: `${app.baseUrl}/`, secrets: [token] });
  const first = await get(`${recorded.baseUrl}/people?limit=2&key=${encodeURIComponent(token)}`);
  const second = await get(nextOf(first));
  expect(nextOf(first)).toBe(`${recorded.baseUrl}/people?after=2`);
  const asked = await get(`${recorded.baseUrl}/search`, { password: token, names: ['Ada'] });
  await get(`${recorded.baseUrl}/search`, { password: token, names: ['Ada'] });
  await recorded.close();
  expect(app.requests).toHaveLength(4);
  expect(app.requests[0]?.headers.authorization).toBe(`Bearer ${token}`);

  const replayed = await recordFixtures({ file, mode: 'replay', secrets: ['another token'] });
  const again = await get(`${replayed.baseUrl}/people?key=${encodeURIComponent('another token')}&limit=2`);
  expect(again).toEqual({
    ...Object(first),
    body: { ...Object(first).body, next: `${replayed.baseUrl}/people?after=2` },
  });
  expect(await get(nextOf(again))).toEqual(second);
  const search = () => get(`${replayed.baseUrl}/search`, { names: ['Ada'], password: 'another token' });
  const turns = [await search(), await search(), await search()].map((answer) => Object(answer).body.turn);
  expect(turns).toEqual([3, 4, 4]);
  expect(Object(asked).body.turn).toBe(3);
  await replayed.close();
  expect(app.requests).toHaveLength(4);
});

it('writes no secret into the file, whoever says it and however', async () => {
  const file = await place();
  const app = await startApp();
  const replace = (text: string) => text.replaceAll('ada@acme.example', 'person@example.com');
  const recorded = await recordFixtures({ file, mode: 'record', target: app.baseUrl, secrets: [token], replace });
  await get(`${recorded.baseUrl}/people?access_token=x-${Buffer.from(token).toString('base64')}`);
  await get(`${recorded.baseUrl}/session`, { basic: Buffer.from(token).toString('base64url') });
  await recorded.close();
  const text = await readFile(file, 'utf8');
  for (const form of [
    token,
    encodeURIComponent(token),
    Buffer.from(token).toString('base64'),
    'made-by-the-app',
    'ada@',
  ])
    expect(text).not.toContain(form);
  expect(text).not.toMatch(/set-cookie|authorization|Bearer|localhost/i);
  expect(text).toContain('"access_token": "[redacted]"');
  expect(text).toContain('person@example.com');
  // Without the cursor nobody could read on.
  expect(text).toContain('"nextPageToken": "p2"');
});

it('fails where the file has no answer, and says what was asked', async () => {
  const file = await place();
  await expect(recordFixtures({ file, mode: 'replay' })).rejects.toThrow("record it first (mode: 'record')");
  const app = await startApp();
  const recorded = await recordFixtures({ file, mode: 'record', target: app.baseUrl });
  await recorded.close();
  const replayed = await recordFixtures({ file, mode: 'replay' });
  expect(await get(`${replayed.baseUrl}/people`)).toMatchObject({ status: 501 });
  expect(replayed.unanswered).toEqual(['GET /people']);
  await expect(replayed.close()).rejects.toThrow('has no answer to GET /people. Record it again.');
  await expect(recordFixtures({ file, mode: 'record' })).rejects.toThrow('name the target');
  await writeFile(file, '{}');
  await expect(recordFixtures({ file, mode: 'replay' })).rejects.toThrow('version');
});
