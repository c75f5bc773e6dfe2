import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { airtableConnector } from '@linkwright/connector-airtable';
import { createTestRandom } from '@linkwright/core/testing';
import { createConnectContext, openStore, openVault, parseMasterKey, systemClock } from '@linkwright/engine';
import { startSandbox } from '@linkwright/sandbox';
import { expect, it, onTestFinished } from 'vitest';
import { makeAirtableBase } from '../support/airtable-base.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { bundleRenewer } from './support/bundled-renewer.ts';
import { testKey } from './support/oauth-crm.ts';

const rounds = Number(process.env.LINKWRIGHT_GRANT_ROUNDS ?? 2);
const seed = Number(process.env.LINKWRIGHT_GRANT_SEED ?? 1);
const processes = 10;
/** Long enough that kills fall before, into and behind a renewal. */
const latestKillMs = Number(process.env.LINKWRIGHT_GRANT_KILL_MS ?? 400);

interface Renewer {
  readonly child: ChildProcessByStdio<Writable, Readable, null>;
  /** The next line that it says. `null`: it has ended. */
  line(): Promise<string | null>;
}

function startRenewer(program: string, ...words: readonly string[]): Renewer {
  const child = spawn(process.execPath, [program, ...words], {
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: join(tmpdir(), 'linkwright-test-compile-cache') },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.stdin.on('error', () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    async line() {
      const { value, done } = await lines.next();
      return done === true ? null : value;
    },
  };
}

it(`ten processes renew one single-use grant at once, half of them killed at random, ${rounds} times: one valid grant is left and nothing was sent twice`, {
  timeout: rounds * 60_000 + 300_000,
}, async () => {
  const sandbox = await startSandbox({ limits: false });
  onTestFinished(() => sandbox.close());
  const folder = await temporaryFolder();
  const program = await bundleRenewer(join(folder, 'program'));
  const place = join(folder, 'state.db');
  await (await openStore(place)).close();
  const { baseUrl } = sandbox.airtable;
  const tables = [{ name: 'T', fields: [{ name: 'Name', type: 'singleLineText' }] }];
  const { id: baseId } = await makeAirtableBase(baseUrl, tables);
  const vault = openVault({ place }, { master: async () => parseMasterKey(testKey, 'the test'), clock: systemClock });
  const context = createConnectContext({
    clock: systemClock,
    random: Math.random,
    limits: { acquire: async () => undefined, pause() {}, adjust() {} },
    credentials: vault.grantOf('airtable'),
  });
  const settings = airtableConnector.settings.parse({
    baseUrl,
    baseId,
    clientId: 'storm',
    clientSecret: 'storm-secret',
  });
  const options = { signal: new AbortController().signal };
  const secrets = {
    state: 'a-state-of-16-letters',
    codeVerifier: 'v'.repeat(43),
    redirectUri: 'http://localhost:1/back',
  };
  const url = airtableConnector.oauth?.authorizationUrl(settings, secrets) ?? '';
  const back = new URL((await fetch(url, { redirect: 'manual' })).headers.get('location') ?? '');
  const code = back.searchParams.get('code') ?? '';
  await airtableConnector.oauth?.redeem(settings, { ...secrets, code }, context, options);

  const random = createTestRandom(seed);
  const start = (): Renewer => startRenewer(program, place, testKey, baseUrl, baseId);
  let alive = Array.from({ length: processes }, start);
  onTestFinished(() => {
    for (const { child } of alive) child.kill('SIGKILL');
  });
  await Promise.all(alive.map(async (one) => expect(await one.line()).toBe('ready')));
  let killed = 0;
  for (let round = 1; round <= rounds; round += 1) {
    for (const { child } of alive) child.stdin.write('go\n');
    const doomed = alive
      .map((one) => ({ one, draw: random() }))
      .sort((a, b) => a.draw - b.draw)
      .slice(0, processes / 2)
      .map(({ one }) => one);
    const deaths = doomed.map(async ({ child }) => {
      await wait(random() * latestKillMs);
      if (child.exitCode === null) child.kill('SIGKILL');
      if (child.signalCode === null) await once(child, 'close');
    });
    const survivors = alive.filter((one) => !doomed.includes(one));
    const told = await Promise.all(survivors.map((one) => one.line()));
    expect(told, `round ${round}`).toEqual(survivors.map(() => 'renewed'));
    await Promise.all(deaths);
    killed += doomed.length;
    // What the store holds opens the account, whoever died before it was read.
    const app = airtableConnector.connect(settings, context);
    expect((await app.check({}, options)).accountId).toBe(baseId);
    await app.close();
    const grants = sandbox.airtable.grants();
    expect([round, grants.map(({ isValid, misuses }) => ({ isValid, misuses }))]).toEqual([
      round,
      [{ isValid: true, misuses: 0 }],
    ]);
    const fresh = doomed.map(start);
    await Promise.all(fresh.map(async (one) => expect(await one.line()).toBe('ready')));
    alive = [...survivors, ...fresh];
  }
  expect(killed).toBe((rounds * processes) / 2);
  expect(sandbox.airtable.grants()[0]?.renewals).toBeGreaterThanOrEqual(rounds);
});
