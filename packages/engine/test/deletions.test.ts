import { type ObjectSyncInput, RecordError } from '@linkwright/core';
import { describe, expect, test } from 'vitest';
import { decideReviews, listReviews } from '../src/index.ts';
import { contacts, people, peopleSync } from './support/people.ts';
import { find, type TwoApps, twoApps } from './support/two-apps.ts';

type Archive = 'reversible' | 'permanent' | 'none';

const start = (
  deletions: NonNullable<ObjectSyncInput['deletions']>,
  { archive = 'reversible', ...overrides }: { readonly archive?: Archive } & Partial<ObjectSyncInput> = {},
): Promise<TwoApps> =>
  twoApps({
    left: { objects: [contacts], capabilities: { deletions: 'feed' } },
    right: { objects: [people], capabilities: { deletions: 'feed', archive } },
    syncs: { people: peopleSync({ ...overrides, deletions }) },
  });

/** Two pairs that are in step; the ids of Ada on both sides. */
async function linked(apps: TwoApps): Promise<{ readonly left: string; readonly right: string }> {
  const left = apps.left.create('contacts', { email: 'ada@x.example', name: 'Ada' });
  apps.left.create('contacts', { email: 'bob@x.example', name: 'Bob' });
  await apps.sync();
  return { left, right: find(apps.right, 'people', 'email', 'ada@x.example').id };
}

const counts = (apps: TwoApps): readonly number[] => [apps.left.count('contacts'), apps.right.count('people')];

const operations = (apps: TwoApps) =>
  apps.events.flatMap((event) => (event.kind === 'operation' ? [event.operation] : []));

describe('deletions: archive', () => {
  test.each(['left', 'right'] as const)('a record deleted on the %s has its twin archived, once', async (side) => {
    const apps = await start('archive');
    const ids = await linked(apps);
    const other = side === 'left' ? 'right' : 'left';
    apps[side].archive(side === 'left' ? 'contacts' : 'people', ids[side]);
    const planned = await apps.plan();
    expect(planned.syncs[0]?.[other].archived).toBe(1);
    expect(counts(apps)).toEqual(side === 'left' ? [1, 2] : [2, 1]);
    const done = await apps.sync();
    expect(counts(apps)).toEqual([1, 1]);
    expect(done.syncs[0]).toMatchObject({ excluded: 0, failing: 0, linked: 1, [other]: { archived: 1 } });
    expect(operations(apps)).toEqual([
      {
        sync: 'people',
        kind: 'archive',
        reason: 'twin-gone',
        side: other,
        connection: other,
        id: ids[other],
        twin: ids[side],
        label: 'ada@x.example',
        fields: [],
        associations: [],
      },
    ]);
    expect(apps.written(await apps.sync())).toBe(0);
    expect(await apps.held()).toEqual([]);
  });

  test('an edit beats a deletion: the twin stays, and is told', async () => {
    const apps = await start('archive');
    const { left, right } = await linked(apps);
    apps.left.archive('contacts', left);
    apps.right.update('people', right, { title: 'Countess' });
    await apps.sync();
    expect(counts(apps)).toEqual([1, 2]);
    expect(await apps.held()).toEqual([{ side: 'right', id: right, reason: 'twin-gone' }]);
    const told = apps.events.flatMap((event) => (event.kind === 'record-held' ? [event.text] : []));
    expect(told).toEqual([expect.stringContaining('but this one holds other values than that did')]);
    expect(apps.written(await apps.sync())).toBe(0);
    expect(counts(apps)).toEqual([1, 2]);
  });

  test.each(['two-way', 'left-to-right'] as const)(
    'so does a value on which the two have never agreed (%s)',
    async (direction) => {
      const apps = await twoApps({
        left: { objects: [contacts] },
        right: { objects: [people] },
        syncs: { people: peopleSync({ direction, deletions: 'archive' }) },
      });
      const left = apps.left.create('contacts', { email: 'ada@x.example' });
      apps.right.create('people', { email: 'ada@x.example' });
      // What a plan has read is kept, and what it has linked is not.
      await apps.plan();
      apps.left.archive('contacts', left);
      apps.right.update('people', find(apps.right, 'people', 'email', 'ada@x.example').id, { title: 'Countess' });
      await apps.sync();
      // One way nothing was written to what is gone, and it is found missing in the next sync that compares everything.
      await apps.sync({ full: true });
      expect(counts(apps)).toEqual([0, 1]);
      expect(await apps.held()).toMatchObject([{ side: 'right', reason: 'twin-gone' }]);
    },
  );

  test('a record that is restored after its twin was archived is given a new one, or the old one if that is back too', async () => {
    const apps = await start('archive');
    const { left, right } = await linked(apps);
    apps.left.archive('contacts', left);
    await apps.sync();
    apps.left.restore('contacts', left);
    await apps.sync();
    expect(counts(apps)).toEqual([2, 2]);
    expect(find(apps.right, 'people', 'email', 'ada@x.example').fields.name).toBe('Ada');
    apps.left.archive('contacts', left);
    await apps.sync();
    apps.left.restore('contacts', left);
    apps.right.restore('people', right);
    await apps.sync();
    expect(counts(apps)).toEqual([2, 2]);
    expect(await apps.held()).toEqual([]);
    apps.right.update('people', right, { name: 'Augusta' });
    await apps.sync();
    expect(apps.left.read('contacts', left)?.fields.name).toBe('Augusta');
  });

  test('what was archived and is taken back by somebody stays, without a twin', async () => {
    const apps = await start('archive');
    const { left, right } = await linked(apps);
    apps.left.archive('contacts', left);
    await apps.sync();
    apps.right.restore('people', right);
    await apps.sync();
    expect(counts(apps)).toEqual([1, 2]);
    expect(await apps.held()).toEqual([{ side: 'right', id: right, reason: 'twin-gone' }]);
    apps.left.restore('contacts', left);
    await apps.sync();
    expect(counts(apps)).toEqual([2, 2]);
    expect(await apps.held()).toEqual([]);
  });

  test('an answer to it that makes no sense ends the run, and it is not sent a second time in it', async () => {
    const isArchive = (changes: readonly { readonly kind: string }[]): boolean => changes[0]?.kind === 'archive';
    const apps = await twoApps({
      left: { objects: [contacts], capabilities: { deletions: 'feed' } },
      right: { objects: [people], capabilities: { deletions: 'feed' } },
      syncs: { people: peopleSync({ deletions: 'archive' }) },
      wrap: (app) => ({
        ...app,
        write: async (request, options) => {
          const outcomes = await app.write(request, options);
          return isArchive(request.changes) ? JSON.parse('[{"kind":"ok"}]') : outcomes;
        },
      }),
    });
    const { left } = await linked(apps);
    apps.left.archive('contacts', left);
    await expect(apps.sync()).rejects.toMatchObject({ kind: 'contract' });
    expect(apps.right.calls.get('archive')).toBe(1);
  });

  test('a brake stops it where many are gone at once, and lets it go when somebody says so', async () => {
    const apps = await start('archive');
    const ids = Array.from({ length: 30 }, (_, n) => apps.left.create('contacts', { email: `${n}@x.example` }));
    await apps.sync();
    for (const id of ids) apps.left.archive('contacts', id);
    const braked = await apps.sync();
    expect(braked.syncs[0]?.brakes).toMatchObject([{ kind: 'archive', count: 30, of: 30 }]);
    expect(braked.syncs[0]?.brakes[0]?.remedy).toContain('their twins are archived in Righty too');
    expect(counts(apps)).toEqual([0, 30]);
    await apps.sync({ allow: ['unlink'] });
    expect(counts(apps)).toEqual([0, 30]);
    await apps.sync({ allow: ['archive'] });
    expect(counts(apps)).toEqual([0, 0]);
  });

  test('one way: a record deleted where changes go to is not deleted where they come from', async () => {
    const apps = await start('archive', { direction: 'left-to-right' });
    const { left, right } = await linked(apps);
    apps.right.archive('people', right);
    await apps.sync();
    expect(counts(apps)).toEqual([2, 1]);
    expect(await apps.held()).toEqual([{ side: 'left', id: left, reason: 'twin-gone' }]);
  });

  test('what an app refuses to archive fails with its reason, waits longer each time, and is archived once it may', async () => {
    const apps = await start('archive');
    const { left, right } = await linked(apps);
    const refusal = new RecordError('It is locked.', { code: 'locked', category: 'permission', remedy: 'Unlock it.' });
    const allow = apps.right.reject('people', ({ kind }) => kind === 'archive', refusal);
    apps.left.archive('contacts', left);
    expect((await apps.sync()).syncs[0]).toMatchObject({ failing: 1, right: { archived: 0 } });
    expect(await apps.failing()).toEqual([{ side: 'right', id: right, reason: 'locked' }]);
    // A minute later it is tried again, and then two minutes later.
    await apps.sync();
    expect(apps.right.calls.get('archive')).toBe(2);
    await apps.sync();
    expect(apps.right.calls.get('archive')).toBe(2);
    expect(await apps.failing()).toHaveLength(1);
    allow();
    apps.clock.advance(24 * 3_600_000);
    await apps.sync();
    expect(counts(apps)).toEqual([1, 1]);
    expect([await apps.failing(), await apps.held()]).toEqual([[], []]);
  });

  test('an answer that is lost costs nothing: the next sync finds it archived', async () => {
    const apps = await start('archive');
    const { left } = await linked(apps);
    apps.left.archive('contacts', left);
    apps.right.failNext('archive', 'lose-answer');
    await apps.sync();
    await apps.sync();
    expect(counts(apps)).toEqual([1, 1]);
    expect([await apps.failing(), await apps.held()]).toEqual([[], []]);
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('a rule that would do what an app cannot take back, or cannot do, is refused with what to write', async () => {
    const problemsOf = async (archive: Archive, deletions: NonNullable<ObjectSyncInput['deletions']>) =>
      (await (await start(deletions, { archive })).compile()).problems;
    expect(await problemsOf('permanent', 'archive')).toEqual([
      {
        code: 'archive-is-final',
        path: ['syncs', 'people', 'deletions'],
        message: 'What is archived in Righty people cannot be restored from here.',
        remedy: 'Use `deletions: review`, or `deletions: { archive: permanently }` if that is meant.',
      },
    ]);
    expect(await problemsOf('none', { archive: 'permanently' })).toMatchObject([{ code: 'archive-impossible' }]);
    expect(await problemsOf('permanent', { archive: 'permanently' })).toEqual([]);
    expect(await problemsOf('none', 'review')).toEqual([]);
  });
});

describe('deletions: review', () => {
  const waiting = async (apps: TwoApps) => {
    const { syncs } = await apps.compile();
    const decide = (decision: 'approve' | 'reject', record?: string) =>
      decideReviews(apps.store, syncs, { decision, at: apps.clock.now(), ...(record !== undefined && { record }) });
    return { items: await listReviews(apps.store, syncs), decide };
  };

  async function inReview(options: Parameters<typeof start>[1] = {}) {
    const apps = await start('review', options);
    const ids = await linked(apps);
    apps.left.archive('contacts', ids.left);
    const report = await apps.sync();
    expect(report).toMatchObject({ status: 'attention', syncs: [{ inReview: 1, excluded: 0 }] });
    expect(counts(apps)).toEqual([1, 2]);
    return { apps, ids };
  }

  test('a deletion waits for a person, however often it is synced; approved, the twin is archived', async () => {
    const { apps, ids } = await inReview();
    await apps.sync({ full: true });
    const { items, decide } = await waiting(apps);
    expect(items).toMatchObject([
      { sync: 'people', side: 'right', id: ids.right, label: 'ada@x.example', approvable: true, final: false },
    ]);
    expect(await decide('approve', 'ada@x.example')).toMatchObject({ decided: [{ id: ids.right }], impossible: [] });
    expect(counts(apps)).toEqual([1, 2]);
    await apps.sync();
    expect(counts(apps)).toEqual([1, 1]);
    expect(await apps.held()).toEqual([]);
  });

  test('rejected, the twin stays and is not asked about again', async () => {
    const { apps, ids } = await inReview();
    await (await waiting(apps)).decide('reject', ids.right);
    await apps.sync({ full: true });
    expect(counts(apps)).toEqual([1, 2]);
    expect(await apps.held()).toEqual([{ side: 'right', id: ids.right, reason: 'twin-gone' }]);
    expect((await waiting(apps)).items).toEqual([]);
  });

  test.each([false, true])(
    'a record that reappears leaves the queue by itself (approved before: %s)',
    async (approved) => {
      const { apps, ids } = await inReview();
      if (approved) await (await waiting(apps)).decide('approve');
      apps.left.restore('contacts', ids.left);
      apps.left.update('contacts', ids.left, { name: 'Augusta' });
      await apps.sync();
      expect((await waiting(apps)).items).toEqual([]);
      expect(counts(apps)).toEqual([2, 2]);
      expect(apps.right.read('people', ids.right)?.fields.name).toBe('Augusta');
      expect(await apps.held()).toEqual([]);
    },
  );

  test.each([false, true])(
    'a record that goes by itself takes the question with it, and its twin, which is back, stays (approved before: %s)',
    async (approved) => {
      const { apps, ids } = await inReview();
      if (approved) await (await waiting(apps)).decide('approve');
      apps.left.restore('contacts', ids.left);
      apps.right.archive('people', ids.right);
      await apps.sync();
      await apps.sync();
      expect(counts(apps)).toEqual([2, 1]);
      expect((await waiting(apps)).items).toEqual([]);
      expect(await apps.held()).toEqual([{ side: 'left', id: ids.left, reason: 'twin-gone' }]);
    },
  );

  test.each(
    (['goes into', 'takes in'] as const).flatMap((how) => [true, false].map((approved) => ({ how, approved }))),
  )(
    'a record that is back and that a merger $how another one has its twin asked about as one of that merger, not archived (approved before: $approved)',
    async ({ how, approved }) => {
      const { apps, ids } = await inReview();
      if (approved) await (await waiting(apps)).decide('approve');
      const stands = apps.left.readAll('contacts')[0]?.id ?? '';
      const bob = find(apps.right, 'people', 'email', 'bob@x.example').id;
      apps.left.restore('contacts', ids.left);
      if (how === 'goes into') apps.left.merge('contacts', stands, ids.left);
      else apps.left.merge('contacts', ids.left, stands);
      for (const options of [{}, {}, { full: true }]) await apps.sync(options);
      expect(counts(apps)).toEqual([1, 2]);
      expect(await apps.held()).toMatchObject([{ side: 'right', reason: 'merged-away' }]);
      const { items, decide } = await waiting(apps);
      expect(items).toMatchObject([{ id: ids.right, kind: 'merger', kept: { id: bob } }]);
      await decide('reject');
      for (const options of [{}, { full: true }]) expect(apps.written(await apps.sync(options))).toBe(0);
      expect((await waiting(apps)).items).toEqual([]);
      expect(counts(apps)).toEqual([1, 2]);
    },
  );

  test('what cannot be archived cannot be approved, and says so', async () => {
    const { apps, ids } = await inReview({ archive: 'none' });
    const { decide } = await waiting(apps);
    expect(await decide('approve')).toMatchObject({ decided: [], impossible: [{ id: ids.right }] });
    await apps.sync();
    expect(counts(apps)).toEqual([1, 2]);
    expect((await waiting(apps)).items).toHaveLength(1);
  });

  test('a rule that is taken back archives nothing that was decided under it', async () => {
    const { apps } = await inReview();
    await (await waiting(apps)).decide('approve');
    await apps.sync({ syncs: { people: peopleSync({ deletions: 'ignore' }) } });
    expect(counts(apps)).toEqual([1, 2]);
    expect(await apps.held()).toMatchObject([{ reason: 'twin-gone' }]);
  });
});
