import { setTimeout as wait } from 'node:timers/promises';
import { type CycleEvent, systemClock } from '@linkwright/engine';
import { type RunningSandbox, startSandbox } from '@linkwright/sandbox';
import Airtable from 'airtable';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { run } from '../src/command/run.ts';
import { openWorkspace } from '../src/index.ts';
import { followSyncs } from '../src/operations/follow-syncs.ts';
import { makeAirtableBase, peopleTable } from './support/airtable-base.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

it('carries an edit, a new record and a deletion either way by hints, lists nothing for them, and ends when it is told to', async () => {
  const { sandbox, bases, workspace, controller, events } = await startFollowing();
  const [left, right] = bases;
  const [ada] = await left('People').create([{ fields: { Email: 'ada@x.example', Name: 'Ada' } }]);
  const rounds: string[] = [];
  const following = followSyncs(
    workspace,
    { syncs: [], pollMs: 200 },
    { cycle: async () => void rounds.push('cycle'), hinted: async () => void rounds.push('hinted') },
    systemClock,
  );
  await until(async () => (await names(right)).join() === 'Ada' && rounds.includes('cycle'));

  sandbox.clearRequests();
  await left('People').update(ada?.id ?? '', { Name: 'Ada L.' });
  await until(async () => (await names(right)).join() === 'Ada L.');
  const [twin] = await right('People').select().all();
  await right('People').update(twin?.id ?? '', { Name: 'Countess' });
  await until(async () => (await names(left)).join() === 'Countess');
  await right('People').create([{ fields: { Email: 'bob@x.example', Name: 'Bob' } }]);
  await until(async () => (await names(left)).join() === 'Bob,Countess');
  await left('People').destroy(ada?.id ?? '');
  await until(async () => (await names(right)).join() === 'Bob');

  // Our own writes come back as hints, at the latest after the last of them, are read, and start nothing.
  await until(async () => events.some((event) => event.kind === 'hints-read' && event.changed === 0));
  expect(rounds.filter((round) => round === 'cycle')).toHaveLength(1);
  expect(rounds.filter((round) => round === 'hinted').length).toBeLessThanOrEqual(6);
  controller.abort();
  await following;
});

it('looks at everything when its feed is gone, and opens another', async () => {
  const { sandbox, bases, ids, workspace, controller } = await startFollowing();
  const [left, right] = bases;
  let cycles = 0;
  const following = followSyncs(
    workspace,
    { syncs: [], pollMs: 200 },
    {
      async cycle() {
        cycles += 1;
      },
      hinted: async () => undefined,
    },
    systemClock,
  );
  await until(async () => cycles === 1);
  const webhooks = `${sandbox.airtable.baseUrl}/v0/bases/${ids[0]}/webhooks`;
  const headers = { authorization: 'Bearer patLeft' };
  const listed = z.object({ webhooks: z.array(z.looseObject({ id: z.string() })) });
  const { webhooks: known } = listed.parse(await (await fetch(webhooks, { headers })).json());
  expect(known).toHaveLength(1);
  await left('People').create([{ fields: { Email: 'ada@x.example', Name: 'Ada' } }]);
  await fetch(`${webhooks}/${known[0]?.id}`, { method: 'DELETE', headers });
  await until(async () => (await names(right)).join() === 'Ada' && cycles === 2);
  expect(listed.parse(await (await fetch(webhooks, { headers })).json()).webhooks).toHaveLength(1);
  await left('People').create([{ fields: { Email: 'bob@x.example', Name: 'Bob' } }]);
  await until(async () => (await names(right)).join() === 'Ada,Bob');
  controller.abort();
  await following;
});

it('tells a person who tells what changes, and later what was carried and when, without the syncs in which nothing happened', async () => {
  const { bases, directory, controller } = await startFollowing();
  const [left, right] = bases;
  const [ada] = await left('People').create([{ fields: { Email: 'ada@x.example', Name: 'Ada' } }]);
  let told = '';
  const stream = { write: (text: string) => (told += text) };
  const following = run({
    arguments: ['sync', '--follow', '--yes', '--poll', '1s'],
    environment: {},
    directory,
    stdout: stream,
    stderr: stream,
    signal: controller.signal,
    now: Date.now,
  });
  await until(async () => told.includes('Following what left, right tell. Ctrl-C ends.\n'));
  expect(await names(right)).toEqual(['Ada']);
  told = '';
  await left('People').update(ada?.id ?? '', { Name: 'Countess' });
  await until(async () => told.includes('1 change'));
  expect(told).toMatch(/^\d\d:\d\d:\d\d\npeople .*\n {2}~ .*Ada → Countess/);
  controller.abort();
  expect(await following).toBe(0);
});

async function startFollowing() {
  const sandbox: RunningSandbox = await startSandbox({ speed: 1000 });
  const controller = new AbortController();
  onTestFinished(async () => {
    controller.abort();
    await sandbox.close();
  });
  const makeBase = async (token: string): Promise<string> =>
    (await makeAirtableBase(sandbox.airtable.baseUrl, [peopleTable], { token })).id;
  const ids = [await makeBase('patLeft'), await makeBase('patRight')] as const;
  const connection = (token: string, id: string): string =>
    `{ connector: "@linkwright/connector-airtable", settings: { accessToken: ${token}, baseId: ${id}, baseUrl: "${sandbox.airtable.baseUrl}" } }`;
  const directory = await temporaryFolder({
    'linkwright.yaml': `version: 1
connections:
  left: ${connection('patLeft', ids[0])}
  right: ${connection('patRight', ids[1])}
syncs:
  people:
    left: { connection: left, object: People }
    right: { connection: right, object: People }
    match: { left: Email, right: Email }
    fields: [{ left: Email, right: Email }, { left: Name, right: Name }]
    deletions: { archive: permanently }
`,
  });
  const events: CycleEvent[] = [];
  const workspace = await openWorkspace({
    directory,
    environment: {},
    signal: controller.signal,
    onEvent: (event) => event.kind === 'cycle' && events.push(event.event),
  });
  const sdk = (token: string, id: string) =>
    new Airtable({ apiKey: token, endpointUrl: sandbox.airtable.baseUrl }).base(id);
  const bases = [sdk('patSomebody', ids[0]), sdk('patSomebody', ids[1])] as const;
  return { sandbox, bases, ids, directory, workspace, controller, events };
}

const names = async (base: Airtable.Base): Promise<readonly string[]> =>
  (await base('People').select().all()).map((record) => String(record.get('Name'))).sort();

/** What a person would wait for by looking again; the apps run in this process. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('It has not come about within a minute.');
    await wait(50);
  }
}
