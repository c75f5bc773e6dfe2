import { describe, expect, test } from 'vitest';
import { oneContact } from './support/one-contact.ts';
import { contacts, people, peopleSync } from './support/people.ts';
import { only, type TwoApps, twoApps } from './support/two-apps.ts';

const hour = 3_600_000;

async function linked(): Promise<{ apps: TwoApps; left: string; right: string }> {
  const apps = await twoApps({
    left: { objects: [contacts] },
    right: { objects: [people] },
    syncs: { people: peopleSync() },
  });
  const left = apps.left.create('contacts', { email: 'a@x.example', title: 'Boss' });
  await apps.sync();
  return { apps, left, right: only(apps.right, 'people').id };
}

/** So many runs, and after each a workflow in either app that sets back what was written to it. */
async function flip({ apps, left, right }: Awaited<ReturnType<typeof linked>>, runs: number): Promise<void> {
  apps.right.update('people', right, { title: 'BOSS' });
  for (let run = 0; run < runs; run += 1) {
    await apps.sync();
    if (apps.left.read('contacts', left)?.fields.title === 'BOSS')
      apps.left.update('contacts', left, { title: 'Boss' });
    else if (apps.right.read('people', right)?.fields.title === 'Boss') {
      apps.right.update('people', right, { title: 'BOSS' });
    }
  }
}

const updates = (apps: TwoApps) => (apps.left.calls.get('update') ?? 0) + (apps.right.calls.get('update') ?? 0);

describe('values that two apps keep setting back', () => {
  test('are frozen and listed, and everything else of the record goes on', async () => {
    const world = await linked();
    const { apps, left, right } = world;
    await flip(world, 12);
    expect(updates(apps)).toBe(3);
    const report = await apps.sync();
    expect(report).toMatchObject({ status: 'attention', syncs: [{ failing: 1 }] });
    expect(await apps.failing()).toMatchObject([{ reason: 'value-flips' }]);
    apps.left.update('contacts', left, { city: 'Rome' });
    await apps.sync();
    expect(apps.right.read('people', right)?.fields.city).toBe('Rome');

    // One of the two gives in.
    apps.right.update('people', right, { title: 'Boss' });
    apps.left.update('contacts', left, { title: 'Boss' });
    expect((await apps.sync()).status).toBe('done');
    expect(await apps.failing()).toEqual([]);
    apps.left.update('contacts', left, { title: 'Chief' });
    await apps.sync();
    expect(apps.right.read('people', right)?.fields.title).toBe('Chief');
  });

  test('are tried again after a day', async () => {
    const world = await linked();
    await flip(world, 12);
    expect(updates(world.apps)).toBe(3);
    world.apps.clock.advance(25 * hour);
    await world.apps.sync();
    expect(updates(world.apps)).toBe(4);
    expect(await world.apps.failing()).toEqual([]);
  });

  test.each([
    { who: 'one person on one side, within minutes', pause: 0, sides: ['left'] },
    { who: 'one person on each side, days apart', pause: 26 * hour, sides: ['left', 'right'] },
  ] as const)('are not frozen when it is $who', async ({ pause, sides }) => {
    const { apps, left, right } = await linked();
    for (let turn = 0; turn < 8; turn += 1) {
      const title = turn % 2 === 0 ? 'B' : 'A';
      if (sides[turn % sides.length] === 'left') apps.left.update('contacts', left, { title });
      else apps.right.update('people', right, { title });
      apps.clock.advance(pause);
      await apps.sync();
      expect(apps.left.read('contacts', left)?.fields.title).toBe(title);
      expect(apps.right.read('people', right)?.fields.title).toBe(title);
    }
    expect(await apps.failing()).toEqual([]);
  });
});

describe('links that two apps keep setting back', () => {
  const mapped = [{ field: 'set' }] as const;

  test('are frozen and listed with a remedy, and other links of the record go on', async () => {
    const world = await oneContact(mapped);
    const { apps } = world;
    world.add('right', 'set', 'A');
    // A workflow of one app takes the company out again, one of the other puts it back.
    for (let run = 0; run < 10; run += 1) {
      await apps.sync();
      if (world.shown('left').set.includes('A')) world.remove('left', 'set', 'A');
      else if (!world.shown('right').set.includes('A')) world.add('right', 'set', 'A');
    }
    expect((apps.left.calls.get('write-associations') ?? 0) + (apps.right.calls.get('update') ?? 0)).toBe(3);
    expect(await apps.sync()).toMatchObject({ status: 'attention', syncs: [{}, { failing: 1 }] });
    expect(await apps.failing()).toMatchObject([{ reason: 'association-flips' }]);
    expect(await apps.pending()).toMatchObject([{ reason: 'The two apps keep setting it back.' }]);

    // One of the two gives in.
    if (world.shown('left').set.includes('A')) world.add('right', 'set', 'A');
    else world.remove('right', 'set', 'A');
    await apps.sync();
    expect(await apps.failing()).toEqual([]);
    world.add('left', 'set', 'B');
    await apps.sync();
    expect(world.shown('right').set).toEqual(world.shown('left').set);
    expect(world.shown('right').set).toContain('B');
  });

  test('are not frozen when one person changes their mind', async () => {
    const world = await oneContact(mapped);
    for (let turn = 0; turn < 8; turn += 1) {
      world[turn % 2 === 0 ? 'add' : 'remove']('left', 'set', 'A');
      await world.apps.sync();
      expect(world.shown('right').set).toEqual(turn % 2 === 0 ? ['A'] : []);
    }
    expect(await world.apps.failing()).toEqual([]);
  });
});
