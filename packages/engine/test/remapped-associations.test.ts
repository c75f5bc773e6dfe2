import { describe, expect, test } from 'vitest';
import { everyField, type MarkMapping, oneContact } from './support/one-contact.ts';

const mapped = everyField.filter(({ field }) => field === 'set');
const unmapped: readonly MarkMapping[] = [];

/** Both sides hold A and B; from here on the file maps nothing. */
async function unwatched(right: 'tables' | 'marks' = 'tables', reads: 'inline' | 'separate' = 'inline') {
  const world = await oneContact(mapped, right, 100, reads);
  world.add('left', 'set', 'A');
  world.add('left', 'set', 'B');
  await world.apps.sync();
  expect(world.shown('right').set).toEqual(['A', 'B']);
  await world.apps.sync({ syncs: world.syncs(unmapped) });
  return world;
}

describe.each(['inline', 'separate'] as const)('a mapping that comes back (associations read %s)', (reads) => {
  test('takes no addition of the meantime for a removal', async () => {
    const world = await unwatched('tables', reads);
    // Both sides let go of A, and somebody adds it again on one of them.
    world.remove('left', 'set', 'A');
    world.remove('right', 'set', 'A');
    await world.apps.sync({ syncs: world.syncs(unmapped) });
    world.add('right', 'set', 'A');
    await world.apps.sync();
    for (const side of ['left', 'right'] as const) expect(world.shown(side).set).toEqual(['A', 'B']);
    expect(world.apps.written(await world.apps.sync())).toBe(0);
  });

  test('unites what the two sides became, and removes nothing then or later', async () => {
    const world = await unwatched('tables', reads);
    world.remove('left', 'set', 'B');
    world.add('left', 'set', 'C');
    await world.apps.sync({ syncs: world.syncs(unmapped) });
    for (let run = 0; run < 3; run += 1) await world.apps.sync();
    for (const side of ['left', 'right'] as const) expect(world.shown(side).set).toEqual(['A', 'B', 'C']);
    expect(world.apps.written(await world.apps.sync())).toBe(0);
    world.remove('left', 'set', 'B');
    await world.apps.sync();
    expect(world.shown('right').set).toEqual(['A', 'C']);
  });

  test('changed to another field and back', async () => {
    const world = await oneContact(mapped, 'tables', 100, reads);
    world.add('left', 'set', 'A');
    await world.apps.sync();
    const elsewhere = world.syncs(mapped, { set: 'advisor' });
    world.remove('left', 'set', 'A');
    world.add('left', 'set', 'B');
    await world.apps.sync({ syncs: elsewhere });
    expect(world.shown('right')).toMatchObject({ set: ['A'], advisor: ['B'] });
    await world.apps.sync();
    expect(world.shown('right')).toMatchObject({ set: ['A', 'B'], advisor: ['B'] });
    expect(world.shown('left').set).toEqual(['A', 'B']);
    world.remove('left', 'set', 'A');
    await world.apps.sync();
    expect(world.shown('right')).toMatchObject({ set: ['B'], advisor: ['B'] });
  });
});

test('a single target follows the conflict rule, and the loser is in the log', async () => {
  const primary: readonly MarkMapping[] = [{ field: 'primary' }];
  const world = await oneContact(primary);
  world.add('left', 'primary', 'A');
  await world.apps.sync();
  await world.apps.sync({ syncs: world.syncs(unmapped) });
  world.add('right', 'primary', 'B');
  await world.apps.sync({ syncs: world.syncs(unmapped) });
  await world.apps.sync();
  for (const side of ['left', 'right'] as const) expect(world.shown(side).primary).toEqual(['A']);
  expect(await world.apps.conflicts()).toMatchObject([{ winner: 'left' }]);
});

test('targets that waited for a mapping that is gone no longer count', async () => {
  const world = await oneContact(mapped);
  const stranger = world.apps.right.create('Accounts', {});
  world.apps.right.associate('People', world.apps.right.readAll('People')[0]?.id ?? '', 'set', stranger);
  expect((await world.apps.sync()).syncs[1]?.associations.pending).toBe(1);
  expect((await world.apps.sync({ syncs: world.syncs(unmapped) })).syncs[1]?.associations.pending).toBe(0);
});

test('a plan with the mapping taken out forgets nothing', async () => {
  const world = await oneContact(mapped);
  world.add('left', 'set', 'A');
  await world.apps.sync();
  await world.apps.plan({ syncs: world.syncs(unmapped) });
  world.remove('right', 'set', 'A');
  await world.apps.sync();
  expect(world.shown('left').set).toEqual([]);
});
