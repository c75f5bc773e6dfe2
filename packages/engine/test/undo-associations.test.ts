import { describe, expect, test } from 'vitest';
import { oneContact } from './support/one-contact.ts';
import { find, only, twoApps } from './support/two-apps.ts';

const inSet = [{ field: 'set' }] as const;

describe('associations that a run wrote', () => {
  test('to a set are taken back in the app that they were written to, and travel again only when they are edited', async () => {
    const world = await oneContact(inSet);
    const { apps } = world;
    world.add('left', 'set', 'A');
    world.add('left', 'set', 'B');
    await apps.sync();
    world.remove('left', 'set', 'A');
    world.add('left', 'set', 'C');
    const { run } = await apps.sync();
    expect(world.shown('right').set).toEqual(['B', 'C']);

    const planned = await apps.plan({ undo: { run } });
    expect(planned).toMatchObject({ undo: { associations: 1, refused: [] } });
    expect(world.shown('right').set).toEqual(['B', 'C']);
    const undone = await apps.sync({ undo: { run } });
    for (const { syncs } of [planned, undone]) {
      const ofSyncs = syncs.map(({ associations }) => associations.right);
      expect(ofSyncs).toContainEqual({ added: 1, removed: 1 });
    }
    expect([world.shown('left').set, world.shown('right').set]).toEqual([
      ['B', 'C'],
      ['A', 'B'],
    ]);
    for (const options of [{}, { full: true }]) expect(apps.written(await apps.sync(options))).toBe(0);
    expect([world.shown('left').set, world.shown('right').set]).toEqual([
      ['B', 'C'],
      ['A', 'B'],
    ]);

    // Each side's own edit of one of them travels like any edit.
    world.remove('right', 'set', 'A');
    world.remove('left', 'set', 'C');
    await apps.sync();
    expect([world.shown('left').set, world.shown('right').set]).toEqual([['B'], ['B']]);
    world.add('left', 'set', 'C');
    world.add('right', 'set', 'A');
    await apps.sync();
    expect([world.shown('left').set, world.shown('right').set]).toEqual([
      ['A', 'B', 'C'],
      ['A', 'B', 'C'],
    ]);
  });

  test('and are changed since stay so', async () => {
    const world = await oneContact(inSet);
    const { apps } = world;
    world.add('left', 'set', 'A');
    world.add('left', 'set', 'B');
    const { run } = await apps.sync();
    world.remove('right', 'set', 'A');
    world.add('right', 'set', 'C');
    await apps.sync({ undo: { run } });
    // What the run added goes, what a person did stays.
    expect(world.shown('right').set).toEqual(['C']);
    await apps.sync();
    expect([world.shown('left').set, world.shown('right').set]).toEqual([['B', 'C'], ['C']]);
  });

  test('to a target whose twin somebody has deleted since stay, which is told at once', async () => {
    const world = await oneContact(inSet);
    const { apps } = world;
    world.add('left', 'set', 'A');
    world.add('left', 'set', 'B');
    const { run } = await apps.sync();
    apps.left.archive('companies', find(apps.left, 'companies', 'name', 'A').id);
    const { undo } = await apps.sync({ undo: { run } });
    expect(undo?.refused).toMatchObject([{ field: 'set', code: 'not-linked', text: expect.stringContaining('stays') }]);
    // The rest waits for what was deleted to be settled.
    await apps.sync();
    expect([world.shown('left').set, world.shown('right').set]).toEqual([['B'], ['A']]);
  });

  test('to targets of the same run stay where those have been deleted since, which is told beside what could be taken out', async () => {
    const world = await oneContact(inSet);
    const { apps } = world;
    world.add('left', 'set', 'A');
    world.add('left', 'set', 'B');
    // The run writes to the companies, too: an undo settles what became of those before it comes to the contact.
    apps.left.create('companies', { name: 'D' });
    const { run } = await apps.sync();
    apps.left.archive('companies', find(apps.left, 'companies', 'name', 'A').id);
    const { undo } = await apps.sync({ undo: { run } });
    expect(undo?.refused.filter(({ field }) => field === 'set').map(({ code, text }) => [code, text])).toEqual([
      ['not-linked', `${find(apps.right, 'Accounts', 'name', 'A').id} stays: its twin is gone`],
    ]);
    await apps.sync();
    expect([world.shown('left').set, world.shown('right').set]).toEqual([['B'], ['A']]);
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('to a record of the same object stay where its twin turns out to be gone as the undo reads it, which is told', async () => {
    const firms = (id: string, deletions: 'sweep' | 'feed') => ({
      objects: [
        {
          id,
          displayField: 'name',
          fields: [{ id: 'name', type: 'text' as const }],
          associations: [{ id: 'parent', targets: [id], cardinality: 'many' as const }],
        },
      ],
      capabilities: { deletions, associationWrites: { create: 'inline' as const, update: 'inline' as const } },
    });
    const apps = await twoApps({
      left: firms('companies', 'sweep'),
      right: firms('Firms', 'sweep'),
      syncs: {
        companies: {
          left: { connection: 'left', object: 'companies' },
          right: { connection: 'right', object: 'Firms' },
          match: { left: 'name', right: 'name' },
          fields: [{ left: 'name', right: 'name' }],
          associations: [{ left: 'parent', right: 'parent' }],
        },
      },
    });
    const [child, first, second] = ['child', 'first', 'second'].map((name) => apps.left.create('companies', { name }));
    await apps.sync();
    for (const target of [first, second]) apps.left.associate('companies', child ?? '', 'parent', target ?? '');
    const { run } = await apps.sync();
    apps.left.archive('companies', first ?? '');
    const named = (name: string) => find(apps.right, 'Firms', 'name', name).id;
    const planned = await apps.plan({ undo: { run } });
    const { undo } = await apps.sync({ undo: { run } });
    const text = `${named('first')} stays: its twin is gone`;
    for (const told of [planned.undo, undo]) {
      expect(told?.refused).toMatchObject([{ side: 'right', id: named('child'), field: 'parent', text }]);
    }
    expect(apps.right.readEdges('Firms', 'parent')).toEqual([[named('child'), named('first')]]);
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('of a record whose own twin somebody has deleted since stay, which is told at once', async () => {
    const world = await oneContact(inSet);
    const { apps } = world;
    world.add('left', 'set', 'A');
    const { run } = await apps.sync();
    apps.left.archive('contacts', only(apps.left, 'contacts').id);
    const { undo } = await apps.sync({ undo: { run } });
    const { id } = only(apps.right, 'People');
    expect(undo).toMatchObject({ associations: 0, refused: [{ side: 'right', id, field: 'set', code: 'not-linked' }] });
    expect(undo?.refused.map(({ text }) => text)).toEqual(['it stays as the run left it: its twin is gone']);
    expect(world.shown('right').set).toEqual(['A']);
    for (const options of [{}, { full: true }]) expect(apps.written(await apps.sync(options))).toBe(0);
    expect(world.shown('right').set).toEqual(['A']);
  });

  test('as a single target are moved back, and move again with the next edit of either side', async () => {
    const world = await oneContact([{ field: 'set' }, { field: 'primary' }]);
    const { apps } = world;
    world.add('left', 'set', 'A');
    world.add('left', 'primary', 'A');
    await apps.sync();
    world.add('left', 'set', 'B');
    world.add('left', 'primary', 'B');
    const { run } = await apps.sync();
    expect(world.shown('right')).toMatchObject({ set: ['A', 'B'], primary: ['B'] });
    await apps.sync({ undo: { run } });
    expect([world.shown('left').primary, world.shown('right').primary]).toEqual([['B'], ['A']]);
    expect(world.shown('right').set).toEqual(['A']);
    for (const options of [{}, { full: true }]) expect(apps.written(await apps.sync(options))).toBe(0);
    world.add('left', 'set', 'C');
    world.add('left', 'primary', 'C');
    await apps.sync();
    expect([world.shown('left').primary, world.shown('right').primary]).toEqual([['C'], ['C']]);
  });

  test('of a single target that somebody moved since are listed with both', async () => {
    const world = await oneContact([{ field: 'set' }, { field: 'primary' }]);
    const { apps } = world;
    world.add('left', 'set', 'A');
    world.add('left', 'primary', 'A');
    const { run } = await apps.sync();
    world.add('right', 'primary', 'B');
    expect((await apps.sync({ undo: { run } })).undo?.refused).toMatchObject([
      { field: 'primary', code: 'changed-since' },
    ]);
    expect(world.shown('right').primary).toEqual(['B']);
  });

  test('with a mark whose set is not mapped leave the target in its set, which is told', async () => {
    const world = await oneContact([{ field: 'primary' }], 'marks');
    const { apps } = world;
    world.add('left', 'primary', 'A');
    const { run } = await apps.sync();
    expect(world.shown('right')).toMatchObject({ set: ['A'], primary: ['A'] });
    expect((await apps.sync({ undo: { run } })).undo?.refused).toMatchObject([
      { field: 'primary', code: 'membership' },
    ]);
    expect(world.shown('right')).toMatchObject({ set: ['A'], primary: [] });
  });

  test('with a mark that put its target into a mapped set take it out of the set as well', async () => {
    const world = await oneContact([{ field: 'set' }, { field: 'advisor' }], 'marks');
    const { apps } = world;
    world.add('right', 'set', 'B');
    await apps.sync();
    const before = [world.shown('left'), world.shown('right')];
    world.add('right', 'advisor', 'A');
    const edited = world.shown('right');
    const { run } = await apps.sync();
    expect(world.shown('left')).toMatchObject({ set: ['A', 'B'], advisor: ['A'] });
    expect((await apps.sync({ undo: { run } })).undo?.refused).toEqual([]);
    expect([world.shown('left'), world.shown('right')]).toEqual([before[0], edited]);
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('with a mark that somebody has taken away since take its target out of the set that it came into', async () => {
    const world = await oneContact([{ field: 'set' }, { field: 'advisor' }]);
    const { apps } = world;
    const before = [world.shown('left'), world.shown('right')];
    world.add('right', 'advisor', 'A');
    const { run } = await apps.sync();
    world.remove('left', 'advisor', 'A');
    await apps.sync();
    expect([world.shown('left').set, world.shown('right').set]).toEqual([['A'], ['A']]);
    expect((await apps.sync({ undo: { run } })).undo?.refused).toEqual([]);
    expect([world.shown('left'), world.shown('right')]).toEqual(before);
    for (const options of [{}, { full: true }]) expect(apps.written(await apps.sync(options))).toBe(0);
  });

  test('with a mark that somebody has moved since take its first target out of the set that it came into', async () => {
    const world = await oneContact([{ field: 'set' }, { field: 'primary' }]);
    const { apps } = world;
    world.add('right', 'primary', 'A');
    const { run } = await apps.sync();
    world.add('left', 'set', 'B');
    world.add('left', 'primary', 'B');
    await apps.sync();
    expect((await apps.sync({ undo: { run } })).undo?.refused).toMatchObject([
      { field: 'primary', code: 'changed-since' },
    ]);
    expect(world.shown('left')).toMatchObject({ set: ['B'], primary: ['B'] });
    expect(world.shown('right')).toMatchObject({ set: ['B'], primary: ['B'] });
  });

  test('with a mark in whose place somebody has put another one leave its target in the set, which is told', async () => {
    const world = await oneContact([{ field: 'set' }, { field: 'advisor' }, { field: 'partner' }]);
    const { apps } = world;
    world.add('right', 'advisor', 'A');
    const { run } = await apps.sync();
    world.remove('left', 'advisor', 'A');
    world.add('left', 'partner', 'A');
    await apps.sync();
    expect((await apps.sync({ undo: { run } })).undo?.refused).toMatchObject([
      { side: 'left', field: 'advisor', code: 'membership' },
    ]);
    expect(world.shown('left')).toMatchObject({ set: ['A'], advisor: [], partner: ['A'] });
  });

  test('that leave a set take marks along which were given since; the other side keeps both', async () => {
    const world = await oneContact([{ field: 'set' }, { field: 'advisor' }]);
    const { apps } = world;
    world.add('right', 'set', 'A');
    const { run } = await apps.sync();
    world.add('right', 'advisor', 'A');
    await apps.sync();
    expect(world.shown('left')).toMatchObject({ set: ['A'], advisor: ['A'] });
    await apps.sync({ undo: { run } });
    for (const options of [{}, { full: true }]) expect(apps.written(await apps.sync(options))).toBe(0);
    expect(world.shown('left')).toMatchObject({ set: [], advisor: [] });
    expect(world.shown('right')).toMatchObject({ set: ['A'], advisor: ['A'] });
  });

  test("to a set, and to the mark that came of it on the other side, are nobody's after the undo: given again they travel", async () => {
    const world = await oneContact([{ field: 'set' }, { field: 'primary' }]);
    const { apps } = world;
    world.add('right', 'set', 'A');
    const { run } = await apps.sync();
    await apps.sync();
    expect(world.shown('left')).toMatchObject({ set: ['A'], primary: ['A'] });
    expect(world.shown('right')).toMatchObject({ set: ['A'], primary: ['A'] });
    await apps.sync({ undo: { run } });
    expect(world.shown('left')).toMatchObject({ set: [], primary: [] });
    expect(world.shown('right')).toMatchObject({ set: ['A'], primary: [] });
    world.add('left', 'set', 'A');
    world.add('left', 'primary', 'A');
    await apps.sync();
    expect(world.shown('right')).toMatchObject({ set: ['A'], primary: ['A'] });
  });

  test('with a mark of an app that alone knows sets take its target out of the set as well', async () => {
    const world = await oneContact([{ field: 'set' }, { field: 'advisor' }]);
    const { apps } = world;
    world.add('right', 'advisor', 'A');
    const before = [world.shown('left'), world.shown('right')];
    const { run } = await apps.sync();
    expect([world.shown('left').set, world.shown('right').set]).toEqual([['A'], ['A']]);
    expect((await apps.sync({ undo: { run } })).undo?.refused).toEqual([]);
    expect([world.shown('left'), world.shown('right')]).toEqual(before);
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('together with the records that it made leave both apps as they were', async () => {
    const world = await oneContact(inSet);
    const { apps } = world;
    const before = { left: apps.left.readEdges('contacts', 'set'), right: apps.right.readEdges('People', 'set') };
    const company = apps.left.create('companies', { name: 'D' });
    const contact = apps.left.readAll('contacts')[0]?.id ?? '';
    apps.left.associate('contacts', contact, 'set', company);
    const { run } = await apps.sync();
    expect(apps.right.readEdges('People', 'set')).toHaveLength(1);
    expect(await apps.sync({ undo: { run } })).toMatchObject({ undo: { archives: 1, refused: [] } });
    expect(apps.right.readEdges('People', 'set')).toEqual(before.right);
    expect(apps.right.readAll('Accounts').map(({ fields }) => fields.name)).toEqual(['A', 'B', 'C']);
    expect(apps.left.readEdges('contacts', 'set')).toEqual([[contact, company]]);
    expect(apps.written(await apps.sync())).toBe(0);
  });
});
