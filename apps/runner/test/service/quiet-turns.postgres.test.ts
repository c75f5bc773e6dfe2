import { join } from 'node:path';
import { lockState, openStore } from '@linkwright/engine';
import { testState } from '@linkwright/postgres-server/test-state';
import pg from 'pg';
import { pino } from 'pino';
import { expect, onTestFinished, test, vi } from 'vitest';
import { changeSchedule, readSchedule } from '../../src/schedule/schedule-book.ts';
import type { PairRun } from '../../src/service/pair-run.ts';
import { ServedWorkspace } from '../../src/service/served-workspace.ts';
import { createServiceEvents } from '../../src/service/service-events.ts';
import { clientWorkspaces } from './support/client-workspaces.ts';
import { sharedDatabase } from './support/shared-database.ts';

const minute = 60_000;

/**
 * A workspace with its state on PostgreSQL whose turns come when the test says so, after three in which it has come to rest. `held`:
 * however long a turn takes, no time passes for it.
 */
async function startResting(time: 'passes' | 'held') {
  const [clients, { url }] = [await clientWorkspaces({ count: 1, contacts: 3, every: '1m' }), await sharedDatabase()];
  let passed = 0;
  const clock = {
    now: () => Date.now() + passed,
    wait: (ms: number, signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        const timer = time === 'held' ? undefined : setTimeout(resolve, ms);
        signal.addEventListener('abort', () => {
          clearTimeout(timer);
          resolve();
        });
      }),
  };
  const { directory } = clients;
  const context = {
    clock,
    log: pino({ level: 'silent' }),
    events: createServiceEvents(clock.now),
    environment: { LINKWRIGHT_STATE: url },
    directory,
  };
  const name = 'client-0';
  const workspace = await ServedWorkspace.open(context, { name, file: join(directory, name, 'linkwright.yaml') });
  onTestFinished(() => workspace.close());
  const turn = async (): Promise<PairRun | null> => {
    passed += minute;
    const [pair] = workspace.pairs;
    return workspace.runPair(`${pair?.left} ↔ ${pair?.right}`, new AbortController().signal);
  };
  for (let times = 0; times < 3; times += 1) expect(await turn()).toMatchObject({ outcome: 'done' });
  return { clients, turn, state: workspace.shared ?? { place: '', schema: '' } };
}

test('a turn in which nothing has changed opens no connection to PostgreSQL, and asks it a few times', async () => {
  // A look that takes longer than some seconds is noted, by a connection of its own.
  const { clients, turn } = await startResting('held');
  expect(await turn()).toMatchObject({ isQuiet: true });
  const connect = vi.spyOn(pg.Client.prototype, 'connect');
  const query = vi.spyOn(pg.Client.prototype, 'query');
  onTestFinished(() => {
    connect.mockRestore();
    query.mockRestore();
  });
  clients.sandbox.clearRequests();
  const turns = 3;
  for (let times = 0; times < turns; times += 1) expect(await turn()).toMatchObject({ isQuiet: true });
  expect(connect).not.toHaveBeenCalled();
  const asked = query.mock.calls.length / turns;
  console.info(`statements of a quiet turn: ${asked}`);
  expect(asked).toBeLessThanOrEqual(36);
  expect(clients.sandbox.requests().reduce((sum, { count }) => sum + count, 0)).toBe(2 * turns);
});

test('where somebody works on the state, a turn waits and is as quiet as others', async () => {
  const { turn, state } = await startResting('passes');
  const { place, schema } = state;
  const lock = await lockState(place, { schema });
  const waiting = turn();
  const early = await Promise.race([waiting, new Promise((resolve) => setTimeout(() => resolve('waits'), 1_000))]);
  expect(early).toBe('waits');
  await lock.release();
  expect(await waiting).toMatchObject({ outcome: 'done', isQuiet: true });
});

test('what several processes note at the same time is all there', async () => {
  const { place, schema = '', release } = testState();
  const stores = await Promise.all(Array.from({ length: 4 }, () => openStore(place, { schema })));
  onTestFinished(async () => {
    for (const store of stores) await store.close();
    await release();
  });
  const [first] = stores;
  if (first === undefined) throw new Error('there are four');
  await changeSchedule(first, (book) => book);
  const pause = (name: string) =>
    changeSchedule(stores[name.length % stores.length] ?? first, (book) => ({
      ...book,
      pauses: { ...book.pauses, [name]: { at: 1, by: 'a person', why: '' } },
    }));
  const names = Array.from({ length: 40 }, (_, at) => 'x'.repeat(at + 1));
  await Promise.all(names.map(pause));
  expect(Object.keys((await readSchedule(first)).pauses).sort()).toEqual(names);
});
