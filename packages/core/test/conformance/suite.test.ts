import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { inMemoryConformance } from './support/in-memory-world.ts';
import { runSuite } from './support/run-suite.ts';
import { byKey, inline, separate, single } from './support/variants.ts';

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
    'does not throw when the answer to an association is lost',
    'pauses the bucket of a read that was refused with 429, and succeeds later',
    'pauses the bucket of a create that was refused with 429, and makes it once',
  ]);
  for (const message of failures.values()) expect(message).toContain('Add it to the probe');
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
  expect(report).toMatch(/^# pass 8\d$/m);
  expect(report).toMatch(/^# fail 0$/m);
});
