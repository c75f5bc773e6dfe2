import { request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { countRequests, type RunningSandbox, type SandboxOptions, startSandbox } from '../../src/index.ts';

const running: RunningSandbox[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()));
});

async function start(options: SandboxOptions = {}): Promise<RunningSandbox> {
  const sandbox = await startSandbox({ limits: false, ...options });
  running.push(sandbox);
  return sandbox;
}

const headers = { authorization: 'Bearer pat-server', 'content-type': 'application/json' };

async function create(sandbox: RunningSandbox, firstname: string): Promise<number> {
  const response = await fetch(`${sandbox.hubspot.baseUrl}/crm/v3/objects/contacts`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ properties: { firstname } }),
  });
  await response.arrayBuffer();
  return response.status;
}

async function namesIn(sandbox: RunningSandbox): Promise<string> {
  const response = await fetch(`${sandbox.hubspot.baseUrl}/crm/v3/objects/contacts?limit=100`, { headers });
  return response.text();
}

describe('startSandbox', () => {
  it('listens on localhost by either address and names its apps', async () => {
    const sandbox = await start();
    expect(sandbox.hubspot.baseUrl).toBe(`http://localhost:${sandbox.port}/hubspot`);
    expect(sandbox.airtable.baseUrl).toBe(`http://localhost:${sandbox.port}/airtable`);
    for (const host of ['localhost', '127.0.0.1']) {
      expect((await fetch(`http://${host}:${sandbox.port}/hubspot/account-info/v3/details`, { headers })).status).toBe(
        200,
      );
    }
    const unknown = await fetch(`http://localhost:${sandbox.port}/salesforce/x`);
    expect(unknown.status).toBe(404);
    expect(await unknown.text()).toContain('/hubspot, /airtable');
    const bases = await fetch(`${sandbox.airtable.baseUrl}/v0/meta/bases`, { headers });
    expect(await bases.json()).toMatchObject({ bases: [] });
  });

  it('says when its port is taken', async () => {
    const { port } = await start();
    await expect(startSandbox({ port })).rejects.toThrow('EADDRINUSE');
  });

  it('closes while clients keep connections open', async () => {
    const sandbox = await startSandbox();
    const socket = connect(sandbox.port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.resume();
    await fetch(`${sandbox.hubspot.baseUrl}/account-info/v3/details`, { headers });
    await sandbox.close();
    await closed;
    await expect(fetch(sandbox.hubspot.baseUrl)).rejects.toThrow();
  });

  it('answers a request under way before it ends, and does not slow it down', async () => {
    // A hundred seconds, if it were waited for.
    const sandbox = await startSandbox({ speed: 0.01, faults: { slow: 1 } });
    const call = request(`${sandbox.hubspot.baseUrl}/crm/v3/objects/contacts`, {
      method: 'POST',
      headers: { ...headers, expect: '100-continue' },
    });
    const answered = new Promise<number | undefined>((resolve, reject) => {
      call.once('error', reject);
      call.once('response', (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode));
      });
    });
    call.flushHeaders();
    await new Promise((resolve) => call.once('continue', resolve));
    const closed = Promise.all([sandbox.close(), sandbox.close()]);
    call.end(JSON.stringify({ properties: { firstname: 'Slow' } }));
    expect(await answered).toBe(201);
    await closed;
  });

  it('counts what it received by kind', async () => {
    const sandbox = await start();
    await create(sandbox, 'A');
    await create(sandbox, 'B');
    await fetch(`${sandbox.hubspot.baseUrl}/crm/v3/objects/contacts/51000000001`, { headers });
    await fetch(`${sandbox.hubspot.baseUrl}/crm/v3/objects/contacts/51000000002`, { headers });
    expect(sandbox.requests()).toEqual([
      { app: 'hubspot', method: 'POST', path: '/crm/v3/objects/contacts', status: 201, count: 2 },
      { app: 'hubspot', method: 'GET', path: '/crm/v3/objects/contacts/{id}', status: 200, count: 2 },
    ]);
    expect(countRequests(sandbox.requests(), { method: 'POST' })).toBe(2);
    sandbox.clearRequests();
    expect(countRequests(sandbox.requests())).toBe(0);
  });

  it('refuses faults and speeds that make no sense', async () => {
    await expect(startSandbox({ faults: { 'lose-anwser': 0.1 } })).rejects.toThrow(
      'Unknown fault "lose-anwser". Known faults: lose-answer, gateway-error, drop-request, status-429, status-503, slow.',
    );
    await expect(startSandbox({ faults: { slow: 5 } })).rejects.toThrow('from 0 to 1');
    await expect(startSandbox({ faults: { slow: 0.7, 'drop-request': 0.7 } })).rejects.toThrow('within 1');
    await expect(startSandbox({ speed: 0 })).rejects.toThrow('above 0');
  });
});

describe('faults', () => {
  it('writes and loses the answer, or drops the request before', async () => {
    const losing = await start({ faults: { 'lose-answer': 1 } });
    await expect(create(losing, 'Lost')).rejects.toThrow();
    expect(losing.requests()).toEqual([
      { app: 'hubspot', method: 'POST', path: '/crm/v3/objects/contacts', status: 0, count: 1 },
    ]);
    const dropping = await start({ faults: { 'drop-request': 1 } });
    await expect(create(dropping, 'Dropped')).rejects.toThrow();
  });

  it('does the write whose answer it loses, and not the one it drops', async () => {
    for (const [fault, written] of [
      ['lose-answer', true],
      ['gateway-error', true],
      ['drop-request', false],
      ['status-503', false],
    ] as const) {
      const sandbox = await start({ seed: 7, faults: { [fault]: 0.5 } });
      const outcomes = new Map<string, number | undefined>();
      for (let number = 0; number < 20; number += 1) {
        const name = `Name${number}End`;
        outcomes.set(name, await create(sandbox, name).catch(() => undefined));
      }
      let names: string | undefined;
      while (names === undefined || !names.includes('"results"')) names = await namesIn(sandbox).catch(() => undefined);
      const failed = [...outcomes].filter(([, status]) => status !== 201);
      expect(failed.length).toBeGreaterThan(3);
      expect(failed.length).toBeLessThan(17);
      for (const [name, status] of outcomes) expect(names.includes(name)).toBe(status === 201 || written);
    }
  });

  it('answers as a gateway does, with each of its errors', async () => {
    const sandbox = await start({ faults: { 'gateway-error': 1 } });
    const statuses = new Set<number>();
    for (let number = 0; number < 20; number += 1) statuses.add(await create(sandbox, 'G'));
    expect([...statuses].sort()).toEqual([502, 503, 504]);
  });

  it('gives a certain request the fault that was chosen for it', async () => {
    const sandbox = await start({
      chooseFault: ({ app, method, path, body }) =>
        app === 'hubspot' && method === 'POST' && path === '/crm/v3/objects/contacts' && body.includes('Chosen')
          ? 'lose-answer'
          : undefined,
    });
    expect(await create(sandbox, 'Other')).toBe(201);
    await expect(create(sandbox, 'Chosen')).rejects.toThrow();
    expect(await namesIn(sandbox)).toContain('Chosen');
  });

  it('draws the same faults from the same seed', async () => {
    const outcomes: string[] = [];
    for (const seed of [3, 3, 4]) {
      const sandbox = await start({ seed, faults: { 'status-429': 0.3, 'status-503': 0.3 } });
      const statuses: number[] = [];
      for (let number = 0; number < 20; number += 1) statuses.push(await create(sandbox, 'S'));
      outcomes.push(statuses.join(' '));
    }
    expect(outcomes[0]).toBe(outcomes[1]);
    expect(outcomes[0]).not.toBe(outcomes[2]);
    expect(new Set(outcomes[0]?.split(' '))).toEqual(new Set(['201', '429', '503']));
  });

  it('answers slowly in proportion to the speed', async () => {
    const sandbox = await start({ speed: 20, faults: { slow: 1 } });
    const begun = performance.now();
    expect(await create(sandbox, 'Slow')).toBe(201);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(45);
  });
});
