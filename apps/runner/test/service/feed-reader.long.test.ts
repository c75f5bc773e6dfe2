import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { addCalls, openStore, readAccount } from '@linkwright/engine';
import { startSandbox } from '@linkwright/sandbox';
import Airtable from 'airtable';
import { expect, it, onTestFinished } from 'vitest';
import { readFeeds } from '../../src/hints/feed-book.ts';
import { openWorkspace, status, sync } from '../../src/index.ts';
import { FeedReader } from '../../src/service/feed-reader.ts';
import { openStateStore } from '../../src/session/state-store.ts';
import { makeAirtableBase, peopleTable } from '../support/airtable-base.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** An address in front of Airtable's that counts what comes. */
async function countCallsTo(baseUrl: string): Promise<{ readonly baseUrl: string; readonly calls: () => number }> {
  let calls = 0;
  const server = createServer(async (request, response) => {
    calls += 1;
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const { method = 'GET', url = '/', headers } = request;
    const hasBody = pieces.length > 0;
    const answer = await fetch(`${new URL(baseUrl).origin}${url}`, {
      method,
      headers: {
        authorization: String(headers.authorization),
        ...(hasBody && { 'content-type': String(headers['content-type']) }),
      },
      ...(hasBody && { body: Buffer.concat(pieces) }),
    });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((resolve) => void server.listen(0, 'localhost', resolve));
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  const { port } = server.address() as AddressInfo;
  return { baseUrl: `http://localhost:${port}${new URL(baseUrl).pathname}`, calls: () => calls };
}

async function startTwoBases() {
  const sandbox = await startSandbox({ speed: 1000 });
  onTestFinished(() => sandbox.close());
  const counted = await countCallsTo(sandbox.airtable.baseUrl);
  const [left, right] = [
    (await makeAirtableBase(sandbox.airtable.baseUrl, [peopleTable])).id,
    (await makeAirtableBase(sandbox.airtable.baseUrl, [peopleTable])).id,
  ];
  const base = new Airtable({ apiKey: 'patPerson', endpointUrl: sandbox.airtable.baseUrl }).base(left);
  await base('People').create([{ fields: { Email: 'ada@x.example', Name: 'Ada' } }]);
  const connection = (id: string, baseUrl: string, more = ''): string =>
    `{ connector: "@linkwright/connector-airtable", settings: { accessToken: patService, baseId: ${id}, baseUrl: "${baseUrl}" }, limits: { requestsPerSecond: 1000${more} } }`;
  const fileWith = (limits: string): string => `version: 1
connections:
  left: ${connection(left, counted.baseUrl, limits)}
  right: ${connection(right, sandbox.airtable.baseUrl)}
syncs:
  people:
    left: { connection: left, object: People }
    right: { connection: right, object: People }
    match: { left: Email, right: Email }
    fields: [{ left: Email, right: Email }, { left: Name, right: Name }]
`;
  return { base, counted, fileWith };
}

it('what the reading of a feed costs counts: status tells it, and an allowance ends it', async () => {
  const { base, counted, fileWith } = await startTwoBases();
  const directory = await temporaryFolder({ 'linkwright.yaml': fileWith('') });
  const open = () => openWorkspace({ directory, environment: {} });
  await sync(await open(), { syncs: [] });
  const callsOf = async (name: string): Promise<number | undefined> =>
    (await status(await open(), { limit: 10 })).calls.find(({ connection }) => connection === name)?.thisMonth;
  expect(await callsOf('left')).toBe(counted.calls());

  let now = Date.now();
  const troubles: string[] = [];
  const startReader = () => {
    const reader = new FeedReader({ now: () => now });
    onTestFinished(() => reader.close());
    const read = async (): Promise<boolean> => {
      const work = await open();
      const store = await openStateStore(work.loaded.state, { reading: false });
      try {
        return await reader.read(work, store, ['people'], (name, trouble) => {
          troubles.push(`${name}: ${trouble}`);
        });
      } finally {
        await store.close();
      }
    };
    return { reader, read };
  };
  const { reader, read } = startReader();
  const before = counted.calls();
  await read();
  now += 60_000;
  const [ada] = await base('People').select().all();
  await base('People').update(ada?.id ?? '', { Name: 'Ada L.' });
  expect(await read()).toBe(true);
  expect(counted.calls()).toBeGreaterThan(before + 1);
  expect(await callsOf('left')).toBe(counted.calls());

  // A run counts beside it, and what it uses up is nobody's any more.
  await reader.close();
  const allowed = 600;
  await writeFile(`${directory}/linkwright.yaml`, fileWith(`, callsPerDay: ${allowed}`));
  const { place } = (await open()).loaded.state;
  const store = await openStore(place);
  const earlier = allowed - counted.calls() - 20;
  const account = (await readAccount(store.database, 'left')) ?? '';
  await addCalls(store.database, [{ account, day: new Date().toISOString().slice(0, 10), calls: earlier }]);
  await store.close();
  const used = (): number => earlier + counted.calls();
  now += 60_000;
  const { read: readOn } = startReader();
  await readOn();
  while (used() < allowed) {
    const made = used();
    await sync(await open(), { syncs: [] }).catch(() => undefined);
    if (used() === made) break;
  }
  const atTheEnd = used();
  expect(atTheEnd).toBeLessThanOrEqual(allowed);
  for (const ms of [3_000_000, 60_000]) {
    now += ms;
    await readOn();
  }
  expect(used()).toBe(atTheEnd);
  expect(troubles.join()).toContain('limits.callsPerDay');
});

it('a feed for which the file allows too few calls is not read: its syncs need them', async () => {
  const { counted, fileWith } = await startTwoBases();
  const directory = await temporaryFolder({ 'linkwright.yaml': fileWith(', callsPerMonth: 1000') });
  const work = await openWorkspace({ directory, environment: {} });
  await sync(work, { syncs: [] });
  const before = counted.calls();
  const reader = new FeedReader({ now: Date.now });
  const store = await openStateStore(work.loaded.state, { reading: false });
  try {
    await reader.read(work, store, ['people'], () => undefined);
    expect(counted.calls()).toBe(before);
    expect(Object.keys(await readFeeds(store))).toEqual(['right']);
  } finally {
    await reader.close();
    await store.close();
  }
});
