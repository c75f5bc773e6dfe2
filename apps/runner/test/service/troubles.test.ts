import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createSharedLimits, lockState } from '@linkwright/engine';
import { pino } from 'pino';
import { expect, it, vi } from 'vitest';
import { createEmbeddedScheduler } from '../../src/service/embedded-scheduler.ts';
import { ServedWorkspace } from '../../src/service/served-workspace.ts';
import { Service } from '../../src/service/service.ts';
import { createServiceEvents } from '../../src/service/service-events.ts';
import { crmConfiguration } from '../commands/support/crm-configuration.ts';
import { startCrm } from '../commands/support/start-crm.ts';
import { startStrippingProxy } from '../commands/support/stripping-proxy.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Generous: the machine may be busy with other tests. */
const patience = { timeout: 600_000, interval: 50 };

const clock = {
  now: Date.now,
  wait: (ms: number, signal: AbortSignal): Promise<void> => wait(ms, undefined, { signal }).catch(() => undefined),
};

const contextOf = (directory: string) => ({
  clock,
  log: pino({ level: 'silent' }),
  events: createServiceEvents(clock.now),
  environment: {},
  directory,
});

it('an app that is down beside one that refuses its key is asked again at the next turn', async () => {
  const crm = await startCrm();
  const proxy = await startStrippingProxy(crm.variables.AIRTABLE_URL ?? '', 'nothing');
  const body = { error: { type: 'AUTHENTICATION_REQUIRED', message: 'Authentication required' } };
  proxy.refusal = { of: /./, status: 401, body };
  await crm.setVariables({ ...crm.variables, AIRTABLE_URL: proxy.url, HUBSPOT_URL: 'http://localhost:1' });
  const file = join(crm.directory, 'linkwright.yaml');
  const workspace = await ServedWorkspace.open(contextOf(crm.directory), { name: 'crm', file });
  try {
    const run = await workspace.runPair('hubspot ↔ airtable', new AbortController().signal);
    expect(run).toMatchObject({ outcome: 'failed', message: expect.stringContaining('HubSpot cannot be reached') });
    expect(Object.keys((await workspace.book()).refusals)).toEqual(['airtable']);
  } finally {
    await workspace.close();
  }
});

it('a pair whose calls are used up rests until there are some again, and says so; a changed file is tried at once', async () => {
  const crm = await startCrm();
  const limited = crmConfiguration().replaceAll('requestsPerSecond: 1000', 'requestsPerSecond: 1000, callsPerDay: 3');
  const file = join(crm.directory, 'linkwright.yaml');
  await writeFile(file, limited);
  const workspace = await ServedWorkspace.open(contextOf(crm.directory), { name: 'crm', file });
  const { signal } = new AbortController();
  try {
    const run = await workspace.runPair('hubspot ↔ airtable', signal);
    expect(run).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining('used up its 3 calls of this day'),
    });
    const [pair] = workspace.pairs;
    if (run === null || pair === undefined) throw new Error('Nothing has run.');
    const nextTurn = run.startedAt + Math.min(...pair.syncs.map(({ everyMs }) => everyMs));
    const inFullSeconds = Math.floor(nextTurn / 1_000) * 1_000;
    const tomorrow = new Date(run.endedAt).setUTCHours(24, 0, 0, 0);
    const dueAt = (await workspace.dueAt(pair)) ?? 0;
    expect(Math.abs(dueAt - Math.max(nextTurn, tomorrow))).toBeLessThan(60_000);
    await writeFile(file, limited.replaceAll('callsPerDay: 3', 'callsPerDay: 3000'));
    expect(await workspace.notice(signal)).toBe('taken-over');
    expect(await workspace.dueAt(pair)).toBe(inFullSeconds);
  } finally {
    await workspace.close();
  }
});

it('a pause that an app asks for is known to all workspaces of the account: they rest until it ends, without a call', async () => {
  const crm = await startCrm();
  const proxy = await startStrippingProxy(crm.variables.AIRTABLE_URL ?? '', 'nothing');
  const variables = { ...crm.variables, AIRTABLE_URL: proxy.url };
  const env = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
  const folder = await temporaryFolder({
    'one/linkwright.yaml': crmConfiguration(),
    'one/.env': env.join(''),
    'other/linkwright.yaml': crmConfiguration(),
    'other/.env': env.join(''),
  });
  const context = { ...contextOf(folder), limits: createSharedLimits({ now: Date.now }) };
  const open = (name: string) => ServedWorkspace.open(context, { name, file: join(folder, name, 'linkwright.yaml') });
  const [one, other] = [await open('one'), await open('other')];
  const run = (workspace: ServedWorkspace) => workspace.runPair('hubspot ↔ airtable', new AbortController().signal);
  try {
    expect(await run(one)).toMatchObject({ outcome: 'done' });
    let refused = 0;
    const onRefused = (): void => {
      refused += 1;
    };
    const body = { errors: [{ error: 'RATE_LIMIT_REACHED', message: 'Rate limit exceeded.' }] };
    proxy.refusal = { of: /./, status: 429, body, headers: { 'retry-after': '7200' }, onRefused };
    const asked = { at: Date.now(), requester: { via: 'api' as const, by: null }, full: false, allow: [] };
    await one.change((book) => ({
      ...book,
      asked: Object.fromEntries(Object.keys(book.runs).map((name) => [name, asked])),
    }));
    expect(await run(one)).toMatchObject({ outcome: 'failed', message: expect.stringContaining('Airtable') });
    expect(refused).toBe(1);
    const end = Date.now() + 7_200_000;

    const waited = await run(other);
    expect(waited).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining('Airtable takes no calls for now, and asks to wait until '),
    });
    expect(refused).toBe(1);
    for (const workspace of [one, other]) {
      const [due = null] = await workspace.dues();
      expect(Math.abs((due ?? 0) - end), workspace.name).toBeLessThan(60_000);
    }
  } finally {
    await one.close();
    await other.close();
  }
});

it('a key that was exchanged while no service was there is tried by the next one', async () => {
  const crm = await startCrm();
  const proxy = await startStrippingProxy(crm.variables.AIRTABLE_URL ?? '', 'nothing');
  await crm.setVariables({ ...crm.variables, AIRTABLE_URL: proxy.url });
  const body = { error: { type: 'AUTHENTICATION_REQUIRED', message: 'Authentication required' } };
  proxy.refusal = { of: /./, status: 401, body };
  const found = { name: 'crm', file: join(crm.directory, 'linkwright.yaml') };
  const open = () => ServedWorkspace.open(contextOf(crm.directory), found);
  const run = (workspace: ServedWorkspace) => workspace.runPair('hubspot ↔ airtable', new AbortController().signal);
  const refused = await open();
  expect(await run(refused)).toMatchObject({ outcome: 'failed' });
  expect([await run(refused), await refused.dues()]).toEqual([null, [null]]);
  await refused.close();
  proxy.refusal = null;
  await crm.setVariables({ ...crm.variables, AIRTABLE_URL: proxy.url, AIRTABLE_ACCESS_TOKEN: 'patAnother' });
  const next = await open();
  expect(await next.dues()).toEqual([expect.any(Number)]);
  const asked = { at: Date.now(), requester: { via: 'api' as const, by: null }, full: false, allow: [] };
  await next.change((book) => ({ ...book, asked: { companies: asked } }));
  expect(await run(next)).toMatchObject({ outcome: 'done' });
  expect((await next.book()).refusals).toEqual({});
  await next.close();
});

it('of two keys that are refused in one run, the one that was exchanged meanwhile is tried again', async () => {
  const crm = await startCrm();
  const hubspot = await startStrippingProxy(crm.variables.HUBSPOT_URL ?? '', 'nothing');
  const airtable = await startStrippingProxy(crm.variables.AIRTABLE_URL ?? '', 'nothing');
  const variables = { ...crm.variables, HUBSPOT_URL: hubspot.url, AIRTABLE_URL: airtable.url };
  await crm.setVariables(variables);
  const file = join(crm.directory, 'linkwright.yaml');
  const workspace = await ServedWorkspace.open(contextOf(crm.directory), { name: 'crm', file });
  const { signal } = new AbortController();
  try {
    // The run waits for somebody else's, with the keys that it has read.
    const other = await lockState(join(crm.directory, '.linkwright/state.db'));
    const run = workspace.runPair('hubspot ↔ airtable', signal);
    await vi.waitFor(async () => expect(Object.keys((await workspace.book()).underWay)).toHaveLength(1), patience);
    await crm.setVariables({ ...variables, AIRTABLE_ACCESS_TOKEN: 'patAnother' });
    expect(await workspace.notice(signal)).toBe('taken-over');
    const body = { error: { type: 'AUTHENTICATION_REQUIRED', message: 'Authentication required' } };
    for (const proxy of [hubspot, airtable]) proxy.refusal = { of: /./, status: 401, body };
    await other.release();
    expect(await run).toMatchObject({ outcome: 'failed' });
    expect(Object.keys((await workspace.book()).refusals)).toEqual(['hubspot']);
  } finally {
    await workspace.close();
  }
});

it('a state that cannot be read is told, and the other workspaces are looked after', async () => {
  const crm = await startCrm();
  const variables = Object.entries(crm.variables).map(([name, value]) => `${name}=${value}\n`);
  const folder = await temporaryFolder({
    'broken/linkwright.yaml': crmConfiguration(),
    'broken/.env': variables.join(''),
    'sound/linkwright.yaml': crmConfiguration(),
    'sound/.env': variables.join(''),
  });
  const ran: string[] = [];
  const service = new Service(contextOf(folder), {
    places: ['.'],
    concurrency: 1,
    scheduler: createEmbeddedScheduler(clock),
    onRun: (workspace) => ran.push(workspace),
  });
  const stop = new AbortController();
  const ended = service.run(stop.signal);
  // Each runs again once its feed has been opened; nobody is at work on a state afterwards.
  await vi.waitFor(() => expect(ran.toSorted()).toEqual(['broken', 'broken', 'sound', 'sound']), patience);
  for (const file of ['state.db-wal', 'state.db-shm'])
    await rm(join(folder, 'broken/.linkwright', file), { force: true });
  await writeFile(join(folder, 'broken/.linkwright/state.db'), 'no database');
  await vi.waitFor(() => expect([...service.troubles.keys()]).toEqual(['broken']), patience);
  const before = ran.length;
  const asked = {
    companies: { at: Date.now(), requester: { via: 'api' as const, by: null }, full: false, allow: [] },
  };
  await service.workspaces.get('sound')?.change((book) => ({ ...book, asked }));
  await vi.waitFor(() => expect(ran.slice(before)).toEqual(['sound']), patience);
  stop.abort();
  await ended;
});
