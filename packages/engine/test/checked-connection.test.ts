import {
  type AppConnection,
  type Clock,
  ConfigurationError,
  ContractError,
  objectSyncSchema,
  RecordError,
  type SettingChoices,
} from '@linkwright/core';
import {
  createInMemoryApp,
  createInMemoryConnector,
  createTestContext,
  inMemoryCapabilities,
} from '@linkwright/core/testing';
import { expect, test } from 'vitest';
import {
  askSettingChoices,
  type ConnectedApp,
  checkConnection,
  compileSyncs,
  connectApp,
  defaultDeadlines,
  type GivenDeadlines,
  longestDeadlineMs,
} from '../src/index.ts';

const { signal } = new AbortController();
const never = new Promise<never>(() => undefined);

/** A clock whose sleepers wake when the test says that so much time has passed. */
function createWaitingClock(): Clock & { pass(ms: number): Promise<void>; sleepers(): number } {
  let now = 0;
  const sleepers = new Set<{ readonly until: number; wake(): void }>();
  return {
    now: () => now,
    sleep: (ms, stopped) =>
      new Promise((resolve, reject) => {
        const sleeper = { until: now + ms, wake: resolve };
        sleepers.add(sleeper);
        stopped.addEventListener('abort', () => {
          sleepers.delete(sleeper);
          reject(stopped.reason);
        });
      }),
    async pass(ms) {
      now += ms;
      for (const sleeper of sleepers) {
        if (sleeper.until > now) continue;
        sleepers.delete(sleeper);
        sleeper.wake();
      }
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    },
    sleepers: () => sleepers.size,
  };
}

const app = createInMemoryApp({
  name: 'notes',
  objects: [{ id: 'notes', fields: [{ id: 'title', type: 'text' }] }],
});
const connection = createInMemoryConnector(app).connect({}, createTestContext());
const named = '@acme/connector-notes 1.2.0';

function checked(members: Partial<AppConnection>) {
  const clock = createWaitingClock();
  return { clock, app: checkConnection({ ...connection, ...members }, { connector: named, clock }) };
}

const create = { kind: 'create', writeId: 'w1', fields: { title: 'a' } } as const;

test('a connection is checked once, also behind a proxy, and a changed copy of it anew', () => {
  const once = checked({}).app;
  expect(checkConnection(once, { connector: 'another' })).toBe(once);
  const proxy = new Proxy(once, {});
  expect(checkConnection(proxy, { connector: 'another' })).toBe(proxy);
  const copy = { ...once };
  expect(checkConnection(copy, { connector: 'another' })).not.toBe(copy);
});

test('rights are told for each object that was asked for, and are absent where the connector has none', async () => {
  expect(checked({}).app.readRights).toBeUndefined();
  const rightsOf = (answer: unknown) =>
    checked({ readRights: async () => JSON.parse(JSON.stringify(answer)) }).app.readRights?.(
      { objects: ['notes'] },
      { signal },
    );
  expect(await rightsOf([{ object: 'notes', update: ['editor'] }])).toEqual([{ object: 'notes', update: ['editor'] }]);
  for (const wrong of [null, [], [{ object: 'other' }], [{ object: 'notes', update: 'editor' }], [null]]) {
    await expect(rightsOf(wrong), JSON.stringify(wrong)).rejects.toThrow(`${named}, readRights of "notes"`);
  }
});

test('a call without an answer ends by its deadline, with the name, the version, the member and the object', async () => {
  const { clock, app: hanging } = checked({ readRecords: () => never });
  const read = hanging.readRecords({ object: 'notes', ids: ['1'], fields: [], associations: [] }, { signal });
  const failure = expect(read).rejects.toThrow(`${named}, readRecords of "notes", has given no answer for 15 minutes.`);
  await clock.pass(defaultDeadlines.call);
  await failure;
  expect(clock.sleepers()).toBe(0);
});

test('an answer that comes after its deadline is dropped, and so is its failure', async () => {
  const late = Promise.withResolvers<never>();
  const { clock, app: slow } = checked({ check: () => late.promise });
  const failure = expect(slow.check({}, { signal })).rejects.toThrow('no answer');
  await clock.pass(defaultDeadlines.call);
  await failure;
  // A rejection that nobody handles would fail the test run.
  late.reject(new Error('too late'));
});

test('a connection that waits for its turn, or that sends calls, is alive', async () => {
  const clock = createWaitingClock();
  const turn = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  const context = createTestContext({
    limits: { acquire: () => turn.promise, pause: () => undefined, adjust: () => undefined },
  });
  const paced = connectApp(
    {
      ...createInMemoryConnector(app),
      connect: (_settings, given) => ({
        ...connection,
        async check() {
          await given.limits.acquire('default', 1, signal);
          await answer.promise;
          return { accountId: '1', name: 'Notes' };
        },
      }),
    },
    {},
    context,
    { connector: named, clock },
  );
  const account = paced.check({}, { signal });
  for (let times = 0; times < 5; times += 1) await clock.pass(defaultDeadlines.call);
  turn.resolve();
  await clock.pass(defaultDeadlines.call - 1);
  answer.resolve();
  await expect(account).resolves.toEqual({ accountId: '1', name: 'Notes' });
});

test('a write without an answer has an unknown outcome, and is told as broken', async () => {
  const { clock, app: hanging } = checked({ write: () => never });
  const outcomes = hanging.write({ object: 'notes', changes: [create] }, { signal });
  await clock.pass(defaultDeadlines.call);
  expect(await outcomes).toMatchObject([{ kind: 'unknown', error: { code: 'broken-write' } }]);
});

test('a write that has left is waited for a while when somebody stops the run, and no longer', async () => {
  const stop = new AbortController();
  const answer = Promise.withResolvers<readonly { kind: 'stale' }[]>();
  const { clock, app: slow } = checked({ write: () => answer.promise });
  const first = slow.write({ object: 'notes', changes: [create] }, { signal: stop.signal });
  stop.abort(new DOMException('interrupted', 'AbortError'));
  await clock.pass(defaultDeadlines.stopping - 1);
  answer.resolve([{ kind: 'stale' }]);
  expect(await first).toEqual([{ kind: 'stale' }]);

  const again = new AbortController();
  const { clock: later, app: hanging } = checked({ write: () => never });
  const second = hanging.write({ object: 'notes', changes: [create] }, { signal: again.signal });
  again.abort(new DOMException('interrupted', 'AbortError'));
  await later.pass(defaultDeadlines.stopping);
  expect(await second).toMatchObject([{ kind: 'unknown', error: { code: 'interrupted' } }]);
});

test('close ends by its deadline', async () => {
  const { clock, app: hanging } = checked({ close: () => never });
  const closed = expect(hanging.close()).rejects.toThrow(`${named}, close, has given no answer for 10 seconds.`);
  await clock.pass(defaultDeadlines.close);
  await closed;
});

test('what a connector throws at connecting, or returns instead of a connection, is told with its name', () => {
  const connector = createInMemoryConnector(app);
  const connecting = (connect: () => AppConnection) => () =>
    connectApp({ ...connector, connect }, {}, createTestContext(), { connector: named });
  expect(
    connecting(() => {
      throw new TypeError('no settings');
    }),
  ).toThrow(`${named}, connect, threw TypeError: no settings.`);
  const { close: _, ...unfinished } = connection;
  expect(connecting(() => unfinished as AppConnection)).toThrow('the connection lacks close');
  expect(connecting(() => undefined as unknown as AppConnection)).toThrow(ContractError);
});

test('secrets do not get into what outcomes and errors say', async () => {
  const error = new RecordError('token s3cret is wrong', { code: 'no', category: 'other', remedy: 'ask for s3cret' });
  const app = checkConnection(
    {
      ...connection,
      write: async () => [{ kind: 'rejected', error }],
      check: () => Promise.reject(new Error('s3cret')),
    },
    { connector: named, redact: (text) => text.replaceAll('s3cret', '[redacted]') },
  );
  const [outcome] = await app.write({ object: 'notes', changes: [create] }, { signal });
  expect(outcome).toMatchObject({ error: { message: 'token [redacted] is wrong', remedy: 'ask for [redacted]' } });
  await expect(app.check({}, { signal })).rejects.toThrow('threw Error: [redacted].');
});

test('a host sets deadlines one by one, and one that no timer keeps is refused', async () => {
  const clock = createWaitingClock();
  const hanging = checkConnection(
    { ...connection, check: () => never, close: () => never },
    { connector: named, clock, deadlines: { call: 90_000, close: undefined } },
  );
  const check = expect(hanging.check({}, { signal })).rejects.toMatchObject({
    message: `${named}, check, has given no answer for 90 seconds.`,
    remedy: expect.stringContaining('raise deadlines.call'),
  });
  const close = expect(hanging.close()).rejects.toThrow('no answer for 10 seconds');
  await clock.pass(defaultDeadlines.close);
  await clock.pass(90_000 - defaultDeadlines.close);
  await Promise.all([check, close]);
  const wrong = [
    { call: Number.NaN },
    { call: 0 },
    { page: Number.POSITIVE_INFINITY },
    { page: longestDeadlineMs + 1 },
  ];
  for (const deadlines of [...wrong, { calls: 1000 }, { call: '1000' }]) {
    const given = deadlines as GivenDeadlines;
    expect(() => checkConnection(connection, { connector: named, deadlines: given })).toThrow(ConfigurationError);
  }
});

test('a host that only compiles sets them with the connection', async () => {
  const connected = (app: AppConnection): ConnectedApp => ({
    ...{ displayName: 'Notes', account: 'notes:1', capabilities: inMemoryCapabilities, app },
    deadlines: { call: 1 },
  });
  const sync = objectSyncSchema.parse({
    left: { connection: 'a', object: 'notes' },
    right: { connection: 'b', object: 'notes' },
    match: { left: 'title', right: 'title' },
  });
  const connections = new Map([
    ['a', connected({ ...connection, listObjects: () => never })],
    ['b', connected({ ...connection, listObjects: () => never })],
  ]);
  await expect(compileSyncs({ connections, syncs: { notes: sync } }, { signal })).rejects.toThrow(
    'The connector of Notes, listObjects, has given no answer for 1 second.',
  );
});

test('the choices of a setting are held to the contract like an answer to any call', async () => {
  const clock = createWaitingClock();
  const ask = (choices: unknown, options: { readonly signal?: AbortSignal } = {}) =>
    askSettingChoices(
      { ...createInMemoryConnector(app), settingChoices: { base: choices as SettingChoices } },
      { setting: 'base', settings: {} },
      createTestContext(),
      { connector: named, clock, signal, redact: (text) => text.replaceAll('s3cret', '[redacted]'), ...options },
    );
  const choice = { value: 'app1', label: 'Sales' };
  await expect(ask(async () => [choice])).resolves.toEqual([choice]);
  for (const answer of [null, [{ value: 7, label: '' }], [{ value: '', label: '' }], { length: 1 }]) {
    await expect(ask(async () => answer)).rejects.toThrow(`${named}, settingChoices of "base", broke its contract.`);
  }
  const plain = ask(() => {
    throw new TypeError('s3cret of undefined');
  });
  await expect(plain).rejects.toThrow(`${named}, settingChoices of "base", threw TypeError: [redacted] of undefined.`);
  const overdue = expect(ask(() => never)).rejects.toThrow('no answer for 15 minutes');
  await clock.pass(defaultDeadlines.call);
  await overdue;
  const stop = new AbortController();
  const stopped = expect(ask(() => never, { signal: stop.signal })).rejects.toThrow('interrupted');
  stop.abort(new DOMException('interrupted', 'AbortError'));
  await stopped;
});

test('an outcome that names another record than was written leaves unknown what became of the write', async () => {
  const other = async () => [{ kind: 'written' as const, record: { id: '2', fields: {} } }];
  const { app: confused } = checked({ write: other });
  for (const kind of ['update', 'archive'] as const) {
    const change = kind === 'update' ? { kind, writeId: 'w', id: '1', fields: {} } : { kind, writeId: 'w', id: '1' };
    const [outcome] = await confused.write({ object: 'notes', changes: [change] }, { signal });
    expect(outcome).toMatchObject({ kind: 'unknown', error: { code: 'broken-write' } });
    expect(outcome).toMatchObject({
      error: { message: expect.stringContaining('the record "1" that was written: it names "2"') },
    });
  }
  const [created] = await confused.write({ object: 'notes', changes: [create] }, { signal });
  expect(created).toMatchObject({ kind: 'written' });
});
