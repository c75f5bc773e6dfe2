import { expect, test } from 'vitest';
import { type MarkMapping, oneContact } from './support/one-contact.ts';

type World = Awaited<ReturnType<typeof oneContact>>;

const reasons = async ({ apps }: World) => (await apps.pending()).map(({ reason }) => reason);

const told = ({ apps }: World) =>
  apps.events.flatMap((event) => (event.kind === 'operation' ? event.operation.associations : []));

/** A and B in the set, A the primary and with a label, which nobody has mapped. */
async function marked(mappings: readonly MarkMapping[]): Promise<World> {
  const world = await oneContact(mappings);
  for (const name of ['A', 'B']) world.add('left', 'set', name);
  world.add('left', 'primary', 'A');
  world.add('left', 'advisor', 'A');
  await world.apps.sync();
  return world;
}

test('the plan names the marks that go with a target, also those that are not mapped', async () => {
  const world = await marked([{ field: 'set' }]);
  world.remove('right', 'set', 'A');
  const named = { field: 'set', removed: ['A'], marksLost: [{ target: 'A', marks: ['primary', 'advisor'] }] };
  await world.apps.plan();
  expect(told(world)).toMatchObject([named]);
  await world.apps.sync();
  expect(told(world)).toMatchObject([named]);
  expect(world.shown('left')).toMatchObject({ set: ['B'], primary: [], advisor: [] });
});

test('a target without marks is removed without a word about marks', async () => {
  const world = await marked([{ field: 'set' }]);
  world.remove('right', 'set', 'B');
  await world.apps.sync();
  expect(told(world)).toHaveLength(1);
  expect(told(world)[0]).not.toHaveProperty('marksLost');
});

test('keepMarks: the target stays while it has marks that would go with it, and other edits go on', async () => {
  const world = await marked([{ field: 'set', keepMarks: true }]);
  world.remove('right', 'set', 'A');
  world.remove('right', 'set', 'B');
  world.add('right', 'set', 'C');
  await world.apps.sync();
  expect(world.shown('left')).toMatchObject({ set: ['A', 'C'], primary: ['A'], advisor: ['A'] });
  expect(await reasons(world)).toEqual(['its marks would go with it (primary, advisor), and keepMarks keeps them']);
  expect(world.apps.written(await world.apps.sync())).toBe(0);
  // The marks are taken by hand; then nothing keeps it.
  world.remove('left', 'primary', 'A');
  world.remove('left', 'advisor', 'A');
  world.add('right', 'set', 'B');
  await world.apps.sync();
  expect(world.shown('left')).toMatchObject({ set: ['B', 'C'], advisor: [] });
  expect(world.shown('right')).toMatchObject({ set: ['B', 'C'] });
  expect(await reasons(world)).toEqual([]);
});

test('keepMarks: marks that the same person took as well keep nothing', async () => {
  const world = await marked([{ field: 'set', keepMarks: true }, { field: 'primary' }, { field: 'advisor' }]);
  for (const field of ['set', 'primary', 'advisor'] as const) world.remove('right', field, 'A');
  await world.apps.sync();
  expect(world.shown('left')).toMatchObject({ set: ['B'], primary: [], advisor: [] });
  expect(await reasons(world)).toEqual([]);
});

test('keepMarks is refused where no mark can be lost', async () => {
  const world = await oneContact([{ field: 'set' }]);
  const { problems } = await world.apps.compile(world.syncs([{ field: 'advisor', keepMarks: true }]));
  expect(problems).toMatchObject([
    { code: 'no-marks-to-keep', path: ['syncs', 'contacts', 'associations', 0, 'keepMarks'] },
  ]);
});

test('an owner decides: what the other side adds or removes stays there, and is told', async () => {
  const world = await oneContact([{ field: 'set', owner: 'right' }]);
  for (const name of ['A', 'B']) world.add('right', 'set', name);
  await world.apps.sync();
  expect(world.shown('left').set).toEqual(['A', 'B']);
  // The app's own guess, and a removal by hand.
  world.add('left', 'set', 'C');
  world.remove('left', 'set', 'A');
  await world.apps.sync();
  expect(world.shown('right').set).toEqual(['A', 'B']);
  expect(world.shown('left').set).toEqual(['B', 'C']);
  expect((await reasons(world)).sort()).toEqual([
    'added in Lefty, where it stays so: Righty decides',
    'removed in Lefty, where it stays so: Righty decides',
  ]);
  expect(world.apps.written(await world.apps.sync())).toBe(0);
  // The owner goes on deciding.
  world.add('right', 'set', 'C');
  world.remove('right', 'set', 'B');
  await world.apps.sync();
  expect(world.shown('left').set).toEqual(['C']);
  expect(await reasons(world)).toEqual(['removed in Lefty, where it stays so: Righty decides']);
});

test('an owner of a single target decides it whatever the other side shows', async () => {
  const world = await oneContact([{ field: 'primary', owner: 'right' }]);
  world.add('left', 'primary', 'A');
  await world.apps.sync();
  expect(world.shown('right').primary).toEqual([]);
  expect(await reasons(world)).toEqual(['added in Lefty, where it stays so: Righty decides']);
  world.add('right', 'primary', 'B');
  await world.apps.sync();
  expect(world.shown('left').primary).toEqual(['B']);
  expect(await reasons(world)).toEqual([]);
});

test('an owner and a direction away from it contradict each other', async () => {
  const world = await oneContact([{ field: 'set' }]);
  const { problems } = await world.apps.compile(
    world.syncs([{ field: 'set', owner: 'left', direction: 'right-to-left' }]),
  );
  expect(problems).toMatchObject([{ code: 'owner-contradicts-direction' }]);
});
