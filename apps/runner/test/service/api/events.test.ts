import { get, type IncomingMessage } from 'node:http';
import { expect, it, onTestFinished, vi } from 'vitest';
import { listTokens, revokeToken } from '../../../src/service/access/token-folder.ts';
import { createServiceEvents } from '../../../src/service/service-events.ts';
import { startCrm } from '../../commands/support/start-crm.ts';
import { startApi } from './start-api.ts';

const patience = { timeout: 600_000, interval: 20 };

interface Told {
  readonly id: string | null;
  readonly kind: string;
  readonly data: Record<string, unknown>;
}

function eventsIn(text: string): Told[] {
  return text
    .split('\n\n')
    .map((block) => Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2))))
    .filter((block) => block.event !== undefined)
    .map(({ id = null, event, data }) => ({ id, kind: event, data: JSON.parse(data) }));
}

async function listen(
  address: string,
  token: string,
  { query = '', lastId }: { query?: string; lastId?: string } = {},
) {
  let text = '';
  let isOpen = true;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(lastId !== undefined && { 'last-event-id': lastId }),
    };
    const sent = get(`${address}/api/v1/events${query}`, { headers, agent: false }, resolve);
    sent.on('error', reject);
    onTestFinished(() => void sent.destroy());
  });
  response.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  response.on('close', () => {
    isOpen = false;
  });
  response.on('error', () => undefined);
  return { response, told: () => eventsIn(text), isOpen: () => isOpen, text: () => text };
}

async function start() {
  const crm = await startCrm();
  const api = await startApi(crm.directory);
  return { crm, ...api, token: await api.tokenOf('viewer') };
}

it('tells a run as it goes, and whoever comes back what happened meanwhile', async () => {
  const { crm, workspace, address, token } = await start();
  const live = await listen(address, token);
  expect(live.response.headers['content-type']).toBe('text/event-stream');
  await vi.waitFor(() => expect(live.told()).toHaveLength(1), patience);
  const [hello] = live.told();
  expect(hello).toMatchObject({ kind: 'hello', data: {} });

  const { signal } = new AbortController();
  expect(await workspace.runPair('hubspot ↔ airtable', signal)).toMatchObject({ outcome: 'done' });
  await vi.waitFor(() => expect(live.told().at(-1)?.kind).toBe('run-ended'), patience);
  const kept = live.told().filter(({ id }) => id !== null);
  expect(kept.map(({ kind }) => kind)).toEqual(['hello', 'run-started', 'run-ended']);
  expect(kept[1]?.data).toMatchObject({
    workspace: 'crm',
    syncs: ['companies', 'contacts', 'deals'],
    requester: { via: 'schedule', by: null },
  });
  expect(kept[2]?.data).toMatchObject({ outcome: 'done', run: expect.any(String), message: null });
  expect(live.text()).not.toContain(crm.variables.AIRTABLE_ACCESS_TOKEN);

  const back = await listen(address, token, { lastId: kept[1]?.id ?? '' });
  await vi.waitFor(() => expect(back.told().map(({ kind }) => kind)).toEqual(['hello', 'run-ended']), patience);
  const lost = await listen(address, token, { lastId: 'another-process-7' });
  await vi.waitFor(() => expect(lost.told().map(({ kind }) => kind)).toEqual(['reset']), patience);
});

it('tells what is asked for alone, and ends with the token', async () => {
  const { events, address, token, tokenFolder, clock } = await start();
  let beat = (): void => undefined;
  clock.wait = (_ms, until) =>
    new Promise((resolve) => {
      beat = resolve;
      until.addEventListener('abort', () => resolve());
    });
  const live = await listen(address, token, { query: '?workspace=other' });
  await vi.waitFor(() => expect(live.told()).toHaveLength(1), patience);
  events.tell({ kind: 'state-changed', workspace: 'crm' });
  events.tell({ kind: 'state-changed', workspace: 'other' });
  await vi.waitFor(() => expect(live.told().map(({ data }) => data.workspace)).toEqual([undefined, 'other']), patience);
  beat();
  await vi.waitFor(() => expect(live.text()).toContain(': still here'), patience);
  expect(live.isOpen()).toBe(true);
  for (const { id } of await listTokens(tokenFolder)) await revokeToken(tokenFolder, id);
  beat();
  await vi.waitFor(() => expect(live.isOpen()).toBe(false), patience);
});

it('is closed to whoever has no token, and to more than can be served', async () => {
  const { ask, address, token } = await start();
  expect((await ask('/api/v1/events')).status).toBe(401);
  const open = await Promise.all(Array.from({ length: 64 }, () => listen(address, token)));
  expect(open.map(({ response }) => response.statusCode)).toEqual(Array(64).fill(200));
  expect((await listen(address, token)).response.statusCode).toBe(429);
  open[0]?.response.destroy();
  await vi.waitFor(async () => expect((await listen(address, token)).response.statusCode).toBe(200), patience);
});

it('keeps the last thousand, and of progress what is new half a second later', () => {
  const clock = { at: 0 };
  const events = createServiceEvents(() => clock.at);
  const told: string[] = [];
  const unlisten = events.listen(({ event }) => told.push('line' in event ? event.line : event.kind));
  const first = events.last();
  const progress = (line: string) => events.tell({ kind: 'run-progress', workspace: 'crm', pair: 'a ↔ b', line });
  progress('1');
  progress('2');
  clock.at = 500;
  progress('3');
  expect(told).toEqual(['1', '3']);
  expect(events.last()).toBe(first);
  for (let count = 0; count < 1_000; count += 1) events.tell({ kind: 'state-changed', workspace: `w${count}` });
  expect(events.since(first)).toMatchObject({ isWhole: true });
  expect(events.since(first).events).toHaveLength(1_000);
  events.tell({ kind: 'state-changed', workspace: 'one too many' });
  expect(events.since(first).isWhole).toBe(false);
  expect(events.since(events.last())).toEqual({ events: [], isWhole: true });
  unlisten();
  events.tell({ kind: 'state-changed', workspace: 'nobody listens' });
  expect(told).toHaveLength(1_003);
});
