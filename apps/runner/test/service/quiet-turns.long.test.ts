import { join } from 'node:path';
import {
  PropertyCreateFieldTypeEnum,
  PropertyCreateTypeEnum,
} from '@hubspot/api-client/lib/codegen/crm/properties/index.js';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import type { PairRun } from '../../src/service/pair-run.ts';
import { ServedWorkspace } from '../../src/service/served-workspace.ts';
import { createServiceEvents } from '../../src/service/service-events.ts';
import { withSyncs } from '../commands/support/crm-configuration.ts';
import { type AppName, type PeopleOfThreeApps, startPeople } from '../commands/support/people-of-three-apps.ts';
import { startStrippingProxy } from '../commands/support/stripping-proxy.ts';

const minute = 60_000;

interface Turns {
  readonly workspace: ServedWorkspace;
  /** So long after the one before: everything is due again after ten minutes. */
  run(afterMs?: number): Promise<PairRun | null>;
}

/** A workspace as a service looks after it, whose turns come when the test says so. */
async function serve(directory: string): Promise<Turns> {
  let passed = 0;
  const clock = { now: () => Date.now() + passed, wait: async () => undefined };
  const context = {
    clock,
    log: pino({ level: 'silent' }),
    events: createServiceEvents(clock.now),
    environment: {},
    directory,
  };
  const workspace = await ServedWorkspace.open(context, { name: 'crm', file: join(directory, 'linkwright.yaml') });
  onTestFinished(() => workspace.close());
  return {
    workspace,
    async run(afterMs = 10 * minute) {
      passed += afterMs;
      const [pair] = workspace.pairs;
      return workspace.runPair(`${pair?.left} ↔ ${pair?.right}`, new AbortController().signal);
    },
  };
}

/** Calls since this was asked last, as `app METHOD path`. */
function callsSince({ crm: { sandbox } }: Pick<PeopleOfThreeApps, 'crm'>): readonly string[] {
  const calls = sandbox
    .requests()
    .flatMap(({ app, method, path, count }) => Array.from({ length: count }, () => `${app} ${method} ${path}`));
  sandbox.clearRequests();
  return calls.sort();
}

const oneReading: Readonly<Record<AppName, RegExp>> = {
  hubspot: /^hubspot POST \/crm\/[^ ]*\/contacts\/search$/,
  airtable: /^airtable (GET|POST) \/v0\/[^ ]+$/,
  kintone: /^kintone (GET|POST) \/k\/v1\/records\.json$/,
};

test.each([
  ['hubspot', 'airtable'],
  ['airtable', 'kintone'],
  ['kintone', 'hubspot'],
] as const)(
  'a turn in which nothing has changed reads once in %s and once in %s, and is a run like others',
  async (left, right) => {
    const apps = await startPeople({});
    await apps.configure(left, right, false);
    await apps.add(left, [{ first: 'Ada', last: 'Lovelace', email: 'ada@x.example' }]);
    const turns = await serve(apps.crm.directory);
    // What the second run has written is read back by the third one.
    for (let turn = 0; turn < 3; turn += 1) expect(await turns.run()).toMatchObject({ outcome: 'done' });
    callsSince(apps);
    const quiet = [await turns.run(), await turns.run()];
    for (const run of quiet) {
      expect(run).toMatchObject({
        outcome: 'done',
        report: { syncs: [{ linked: 1, left: { calls: 1 }, right: { calls: 1 } }] },
      });
    }
    const calls = callsSince(apps);
    for (const app of [left, right]) expect(calls.filter((call) => oneReading[app].test(call))).toHaveLength(2);
    expect(calls).toHaveLength(4);
    expect(await apps.crm.document('status')).toMatchObject({
      document: { lastRun: { run: quiet[1]?.report?.run, status: 'done' } },
    });
    const { runs } = await turns.workspace.book();
    expect(runs.people).toMatchObject({ outcome: 'done', succeededAt: runs.people?.endedAt });
    expect(runs.people?.startedAt).toBeGreaterThanOrEqual(quiet[1]?.startedAt ?? Number.POSITIVE_INFINITY);

    await apps.nameAll(right, 'Byron');
    expect(await turns.run()).toMatchObject({ outcome: 'done' });
    expect(await apps.read(left)).toEqual(['Ada Byron <ada@x.example>']);
    await apps.add(right, [{ first: 'Bob', last: 'Babbage', email: 'bob@x.example' }]);
    expect(await turns.run()).toMatchObject({ outcome: 'done' });
    expect(await apps.read(left)).toEqual(['Ada Byron <ada@x.example>', 'Bob Babbage <bob@x.example>']);
  },
);

test('what apps say of their objects is believed for an hour, and a field that vanished is never taken for an emptied one', async () => {
  const apps = await startPeople({});
  const { coreApi } = apps.crm.hubspot.crm.properties;
  const motto = { name: 'motto', label: 'Motto', groupName: 'contactinformation' };
  const types = { type: PropertyCreateTypeEnum.String, fieldType: PropertyCreateFieldTypeEnum.Text };
  await apps.crm.addField('People', { name: 'Motto', type: 'singleLineText' });
  await apps.crm.configure(
    withSyncs(`  people:
    every: 20m
    left: { connection: hubspot, object: contacts }
    right: { connection: airtable, object: People }
    match: { left: email, right: Email }
    fields:
      - { left: email, right: Email }
      - { left: motto, right: Motto }
`),
  );
  await coreApi.create('contacts', { ...motto, ...types });
  const { id } = await apps.crm.hubspot.crm.contacts.basicApi.create({
    properties: { email: 'ada@x.example', motto: 'Onwards' },
    associations: [],
  });
  const { run } = await serve(apps.crm.directory);
  for (let turn = 0; turn < 3; turn += 1) expect(await run(20 * minute)).toMatchObject({ outcome: 'done' });
  const describes = async (): Promise<boolean> => {
    callsSince(apps);
    expect(await run(20 * minute)).toMatchObject({ outcome: 'done' });
    return callsSince(apps).length > 2;
  };
  // Until the hour is over what was said at its beginning is believed.
  for (let turn = 0; !(await describes()); turn += 1) expect(turn).toBeLessThan(3);
  expect([await describes(), await describes(), await describes()]).toEqual([false, false, true]);

  expect(await describes()).toBe(false);
  await coreApi.archive('contacts', 'motto');
  await apps.crm.hubspot.crm.contacts.basicApi.update(id, { properties: { email: 'ada@y.example' } });
  expect(await describes()).toBe(true);
  const rows = (await apps.crm.base('People').select().all()).map(({ fields }) => fields);
  expect(rows).toEqual([{ Email: 'ada@y.example', Motto: 'Onwards' }]);
  expect((await apps.crm.run('check')).stdout).toContain('"motto" of HubSpot contacts was there');
});

test('a file that was taken over and a run that somebody asks for describe everything anew', async () => {
  const apps = await startPeople({});
  await apps.configure('hubspot', 'airtable', false);
  const { workspace, run } = await serve(apps.crm.directory);
  const isQuiet = async (): Promise<boolean> => {
    callsSince(apps);
    expect(await run()).toMatchObject({ outcome: 'done' });
    return callsSince(apps).length === 2;
  };
  expect([await isQuiet(), await isQuiet()]).toEqual([false, true]);

  await apps.configure('hubspot', 'airtable', false, 'direction: left-to-right');
  expect(await workspace.notice(new AbortController().signal)).toBe('taken-over');
  expect([await isQuiet(), await isQuiet()]).toEqual([false, true]);

  expect((await apps.crm.run('sync', '--now')).exitCode).toBe(0);
  expect([await isQuiet(), await isQuiet()]).toEqual([false, true]);
});

test('an app that is down is met by the run as ever, and nothing is believed of it afterwards', async () => {
  const apps = await startPeople({});
  const proxy = await startStrippingProxy(apps.crm.variables.AIRTABLE_URL ?? '', 'nothing');
  await apps.crm.setVariables({
    ...apps.crm.variables,
    AIRTABLE_URL: proxy.url,
    KINTONE_URL: apps.crm.sandbox.kintone.baseUrl,
  });
  await apps.configure('hubspot', 'airtable', false);
  const { workspace, run } = await serve(apps.crm.directory);
  for (let turn = 0; turn < 2; turn += 1) expect(await run()).toMatchObject({ outcome: 'done' });
  const body = { error: { type: 'AUTHENTICATION_REQUIRED', message: 'Authentication required' } };
  proxy.refusal = { of: /./, status: 401, body };
  expect(await run()).toMatchObject({ outcome: 'failed', message: expect.stringContaining('Airtable') });
  expect(Object.keys((await workspace.book()).refusals)).toEqual(['airtable']);
  proxy.refusal = null;
  await workspace.change((book) => ({ ...book, refusals: {} }));
  callsSince(apps);
  expect(await run()).toMatchObject({ outcome: 'done' });
  expect(callsSince(apps).length).toBeGreaterThan(2);
});
