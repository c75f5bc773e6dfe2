import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ConnectContext } from '@linkwright/core';
import type { InMemoryObject } from '@linkwright/core/testing';
import { expect, it } from 'vitest';
import { type Damage, type InMemoryWorld, inMemoryConformance } from './support/in-memory-world.ts';
import { runSuite } from './support/run-suite.ts';
import { alone, byKey, inline, separate, single } from './support/variants.ts';

const exceptionsTest = 'name tests of this connector, once each and with a reason';

it.each([separate, inline, byKey, single])('gives every test a name of its own: $name', async (variant) => {
  const { names } = await runSuite(inMemoryConformance(variant));
  expect(new Set(names).size).toBe(names.length);
});

it('picks the tests by the capabilities', async () => {
  const sets = await Promise.all(
    [separate, inline, byKey].map(async (variant) => {
      return new Set((await runSuite(inMemoryConformance(variant))).names);
    }),
  );
  const having = (name: string) => sets.map((names) => names.has(name));
  expect(having('tells of no deletion in its changes, which a sweep finds')).toEqual([true, false, true]);
  expect(having('tells of every deletion in its changes')).toEqual([false, true, false]);
  expect(having('refuses a write whose expected revision no longer holds')).toEqual([false, true, false]);
  expect(having('archives records, also one that is gone already')).toEqual([true, true, false]);
  expect(having('takes a mark away and keeps the membership')).toEqual([true, false, false]);
  expect(having('answers association changes in order, and says which record is gone')).toEqual([true, false, true]);
});

it('asks an app without associations nothing about them, and one that has some for their roles', async () => {
  const { names, groups, failures } = await runSuite(inMemoryConformance(alone));
  expect([...failures]).toEqual([]);
  expect(groups).not.toContain('associations');
  expect(names.filter((name) => /association|target|mark/i.test(name))).toEqual([
    'describes associations whose targets, sets and inverses are there',
  ]);
  const silent = await runSuite(inMemoryConformance({ ...single, source: alone.source }));
  expect([...silent.failures]).toEqual([
    [
      'has a role in this suite for every kind of field that can be written',
      expect.stringContaining('Give an association field the role `many` or `one`: "accounts".'),
    ],
  ]);
});

it('fails an exception that names no test, or that has no reason', async () => {
  const exceptions = [{ test: 'reads evry record', reason: 'misspelt' }];
  const { failures } = await runSuite({ ...inMemoryConformance(single), exceptions });
  expect([...failures]).toEqual([[exceptionsTest, expect.stringContaining('reads evry record')]]);
  const silent = [{ test: 'lists every id once', reason: ' ' }];
  const second = await runSuite({ ...inMemoryConformance(single), exceptions: silent });
  expect([...second.failures.keys()]).toEqual(['lists every id once', exceptionsTest]);
});

it('fails an exception whose test passes', async () => {
  const exceptions = [{ test: 'lists every id once', reason: 'was so once' }];
  const { failures } = await runSuite({ ...inMemoryConformance(single), exceptions });
  expect([...failures]).toEqual([['lists every id once', expect.stringContaining('take it out of `exceptions`')]]);
});

it('fails what a probe cannot witness, and tells what to add', async () => {
  const sound = inMemoryConformance(separate);
  const { failures } = await runSuite({
    ...sound,
    probe(world) {
      const { loseNextAnswer: _lose, refuseNext429: _refuse, ...rest } = sound.probe(world);
      return rest;
    },
  });
  expect([...failures.keys()]).toEqual([
    'says of creates whose answer is lost that their outcome is unknown, and sends them once',
    'does not throw when the answer to an update is lost',
    'goes on working after an answer was lost',
    'does not throw when the answer to an archiving is lost',
    'says of a merger whose answer is lost that its outcome is unknown',
    'does not throw when the answer to an association is lost',
    'pauses the bucket of a read that was refused with 429, and succeeds later',
    'pauses the bucket of a create that was refused with 429, and makes it once',
  ]);
  for (const message of failures.values())
    expect(message).toContain("Add it to the probe; where the app is not behind a network, say faults: 'connection'");
});

/** Without what only somebody in the network can do. */
function withoutNetwork(damage?: Damage) {
  const sound = inMemoryConformance(separate, damage);
  return {
    ...sound,
    faults: 'connection' as const,
    probe(world: InMemoryWorld) {
      const { requests: _requests, loseNextAnswer: _lose, refuseNext429: _refuse, ...rest } = sound.probe(world);
      return rest;
    },
  };
}

it('makes faults around the connection where no probe can, and says so', async () => {
  const { failures, groups, names } = await runSuite(withoutNetwork());
  expect([...failures]).toEqual([]);
  const places = ['unknown outcomes', 'limits', 'cancellation'].map(
    (group) => `${group} (faults around the connection)`,
  );
  expect(groups).toEqual(expect.arrayContaining(places));
  expect(names).toContain('says of creates whose answer is lost that their outcome is unknown, and sends them once');
});

it('holds a connector to its own reports where nobody else counts its calls', async () => {
  const silent = { context: (context: ConnectContext) => ({ ...context, reportCall() {} }) };
  const { failures } = await runSuite(withoutNetwork(silent));
  expect(failures.get('reports the calls that it makes')).toContain('context.reportCall is called once for each');
  expect(failures.size).toBe(2);
  expect(failures.get('shows the first page before it has read the last')).toContain('all its 0 requests');
});

it('sees a create that is sent twice around the connection', async () => {
  const twice: Damage = {
    connection: (sound) => ({
      ...sound,
      async write(request, options) {
        if (request.changes[0]?.kind === 'create') await sound.write(request, options);
        return sound.write(request, options);
      },
    }),
  };
  const { failures } = await runSuite(
    withoutNetwork(twice),
    new Set(['says of creates whose answer is lost that their outcome is unknown, and sends them once']),
  );
  expect([...failures.values()]).toEqual([expect.stringContaining('The app holds 4 records after a create of 2')]);
});

it('leaves the tests of credentials and addresses out where there are none, unless a setting looks secret', async () => {
  const { settings, ...sound } = inMemoryConformance(separate);
  const { groups, failures } = await runSuite({ ...sound, settings: { required: settings.required, secrets: [] } });
  expect(groups).not.toContain('errors');
  expect([...failures]).toEqual([['has no settings that look secret', expect.stringContaining('accessToken')]]);
});

it('asks for a role for the only field that can be looked up, whatever its type', async () => {
  const only = (lookedUp: string): readonly InMemoryObject[] =>
    separate.objects.map((object) => ({
      ...object,
      fields: object.fields.map((field) => ({ ...field, lookup: field.id === lookedUp ? 'consistent' : 'none' })),
    }));
  const byEmail = await runSuite(inMemoryConformance({ ...separate, objects: only('email') }));
  expect([...byEmail.failures]).toEqual([]);
  // The app finds nothing by e-mail then, and so by no further e-mails.
  const { alternate: _alternate, ...source } = separate.source;
  const byCode = await runSuite(inMemoryConformance({ ...separate, source, objects: only('key') }));
  const told = [...byCode.failures.values()];
  expect(told.length).toBeGreaterThan(0);
  for (const message of told) expect(message).toContain('"key" can be looked up: give it a role');
});

it('fails a role that is missing although the object has such a field', async () => {
  const { fields: { date: _date, ...fields } = {}, ...source } = separate.source;
  const { failures } = await runSuite(inMemoryConformance({ ...separate, source: { ...source, fields } }));
  const role = 'has a role in this suite for every kind of field that can be written';
  expect([...failures]).toEqual([[role, expect.stringContaining('date ("born")')]]);
});

it('runs on node:test', () => {
  const file = fileURLToPath(new URL('./support/on-node-test.ts', import.meta.url));
  const options = ['--conditions=@linkwright/source', '--test', '--test-reporter=tap', file];
  const report = execFileSync(process.execPath, options, {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  expect(report).toMatch(/^# pass (8|9)\d$/m);
  expect(report).toMatch(/^# fail 0$/m);
});
