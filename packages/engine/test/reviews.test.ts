import { describe, expect, test } from 'vitest';
import { contacts, people, peopleSync } from './support/people.ts';
import { only, type RunOptions, type TwoApps, twoApps } from './support/two-apps.ts';

type Conflicts = NonNullable<Parameters<typeof peopleSync>[0]>['conflicts'];
type Options = Partial<Parameters<typeof twoApps>[0]>;

/** One person on both sides, linked, with the title `Boss`. */
async function start(conflicts: Conflicts, options: Options = {}): Promise<TwoApps> {
  const apps = await twoApps({
    left: { objects: [contacts] },
    right: { objects: [people] },
    syncs: { people: peopleSync({ conflicts }) },
    ...options,
  });
  apps.left.create('contacts', { email: 'ada@x.example', title: 'Boss', city: 'Rome' });
  await apps.sync();
  return apps;
}

const edit = (apps: TwoApps, side: 'left' | 'right', fields: Record<string, string | null>): void => {
  const object = side === 'left' ? 'contacts' : 'people';
  apps[side].update(object, only(apps[side], object).id, fields);
};
const shown = (apps: TwoApps, field = 'title') => [
  only(apps.left, 'contacts').fields[field],
  only(apps.right, 'people').fields[field],
];
const logged = (apps: TwoApps) =>
  apps.store.database.selectFrom('conflicts').select(['id', 'winner', 'reason', 'state']).orderBy('id').execute();
const resolve = (apps: TwoApps, conflict: number, value: NonNullable<RunOptions['resolve']>['value']) =>
  apps.sync({ resolve: { conflict, value } });

const minutes = (apps: TwoApps, number: number): void => apps.clock.advance(number * 60_000);

describe('winner: newest', () => {
  test.each(['left', 'right'] as const)('the %s record that was edited last wins', async (last) => {
    const apps = await start({ winner: 'newest' });
    edit(apps, last === 'left' ? 'right' : 'left', { title: 'Early' });
    minutes(apps, 5);
    edit(apps, last, { title: 'Late' });
    expect(await apps.sync()).toMatchObject({ status: 'done', syncs: [{ conflicts: 1, undecided: 0 }] });
    expect(shown(apps)).toEqual(['Late', 'Late']);
    expect(await logged(apps)).toMatchObject([{ winner: last, reason: 'newest', state: 'decided' }]);
  });

  test('edits that are nearer to each other than the tolerance wait for a decision', async () => {
    const apps = await start({ winner: 'newest', tolerance: '10m' });
    edit(apps, 'left', { title: 'L' });
    minutes(apps, 5);
    edit(apps, 'right', { title: 'R' });
    expect(await apps.sync()).toMatchObject({ status: 'attention', syncs: [{ undecided: 1 }] });
    expect(shown(apps)).toEqual(['L', 'R']);
  });

  test('where an app does not tell when a record was edited, they wait too, and the compiled sync says so', async () => {
    const apps = await start(
      { winner: 'newest' },
      { right: { objects: [people], capabilities: { modificationTimes: false } } },
    );
    const { notes } = await apps.compile();
    expect(notes).toContainEqual({
      sync: 'people',
      text: 'conflicts with `winner: newest` wait for a decision, as with `review`: Righty does not tell when a record was edited',
    });
    edit(apps, 'left', { title: 'L' });
    minutes(apps, 60);
    edit(apps, 'right', { title: 'R' });
    await apps.sync();
    expect(shown(apps)).toEqual(['L', 'R']);
  });
});

describe('winner: review', () => {
  test('both values stay and are listed once, whatever comes; other fields go on', async () => {
    const apps = await start({ fields: { title: 'review' } });
    edit(apps, 'left', { title: 'L', city: 'Oslo' });
    edit(apps, 'right', { title: 'R' });
    expect(await apps.sync()).toMatchObject({ status: 'attention', syncs: [{ undecided: 1, conflicts: 0 }] });
    expect([shown(apps), shown(apps, 'city')]).toEqual([
      ['L', 'R'],
      ['Oslo', 'Oslo'],
    ]);
    edit(apps, 'left', { city: 'Rome' });
    await apps.sync();
    await apps.sync({ full: true });
    expect(shown(apps)).toEqual(['L', 'R']);
    expect(await logged(apps)).toEqual([{ id: 1, winner: null, reason: 'review', state: 'waiting' }]);
    // Another value is another question; agreement is none.
    edit(apps, 'left', { title: 'L2' });
    await apps.sync();
    expect((await logged(apps)).map(({ state }) => state)).toEqual(['settled', 'waiting']);
    edit(apps, 'right', { title: 'L2' });
    expect(await apps.sync()).toMatchObject({ status: 'done', syncs: [{ undecided: 0 }] });
    expect((await logged(apps)).map(({ state }) => state)).toEqual(['settled', 'settled']);
  });

  test.each([
    { say: { side: 'left' }, both: 'L' },
    { say: { side: 'right' }, both: 'R' },
    { say: { text: 'Neither' }, both: 'Neither' },
    { say: { text: '' }, both: null },
  ] as const)('$say: that value is on both sides, and travels no further', async ({ say, both }) => {
    const apps = await start({ winner: 'review' });
    edit(apps, 'left', { title: 'L' });
    edit(apps, 'right', { title: 'R' });
    await apps.sync();
    expect(await resolve(apps, 1, say)).toMatchObject({ status: 'done', syncs: [{ undecided: 0 }] });
    expect(shown(apps)).toEqual([both, both]);
    expect(await logged(apps)).toMatchObject([{ state: 'resolved', winner: 'side' in say ? say.side : null }]);
    expect(apps.written(await apps.sync({ full: true }))).toBe(0);
    edit(apps, 'right', { title: 'Next' });
    await apps.sync();
    expect(shown(apps)).toEqual(['Next', 'Next']);
    await expect(resolve(apps, 1, { side: 'left' })).rejects.toThrow('Conflict 1 has been decided');
  });

  test('a decision that a rule made is turned round', async () => {
    const apps = await start({ winner: 'left' });
    edit(apps, 'left', { title: 'L' });
    edit(apps, 'right', { title: 'R' });
    await apps.sync();
    expect(shown(apps)).toEqual(['L', 'L']);
    await resolve(apps, 1, { side: 'right' });
    expect(shown(apps)).toEqual(['R', 'R']);
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('what was edited since is not overwritten by it', async () => {
    const apps = await start({ winner: 'review' });
    edit(apps, 'left', { title: 'L' });
    edit(apps, 'right', { title: 'R' });
    await apps.sync();
    edit(apps, 'right', { title: 'R2' });
    await expect(resolve(apps, 1, { side: 'left' })).rejects.toMatchObject({ code: 'changed-since' });
    expect(shown(apps)).toEqual(['L', 'R2']);
  });

  test('a value that the field cannot hold is refused', async () => {
    const apps = await start({ winner: 'review' });
    edit(apps, 'left', { age: '1' });
    edit(apps, 'right', { age: '2' });
    await apps.sync();
    await expect(resolve(apps, 1, { text: 'old' })).rejects.toMatchObject({ code: 'unsuitable-value' });
    await expect(resolve(apps, 7, { text: '3' })).rejects.toMatchObject({ code: 'unknown-conflict' });
    await resolve(apps, 1, { text: '3' });
    expect(shown(apps, 'age')).toEqual(['3', '3']);
  });
});

test('values that keep flipping wait for a decision, which is carried out', async () => {
  const apps = await start({ winner: 'left' });
  edit(apps, 'right', { title: 'BOSS' });
  for (let run = 0; run < 8; run += 1) {
    await apps.sync();
    if (shown(apps)[0] === 'BOSS') edit(apps, 'left', { title: 'Boss' });
    else if (shown(apps)[1] === 'Boss') edit(apps, 'right', { title: 'BOSS' });
  }
  const waiting = (await logged(apps)).filter(({ state }) => state === 'waiting');
  expect(waiting).toMatchObject([{ reason: 'flips', winner: null }]);
  await resolve(apps, waiting[0]?.id ?? 0, { text: 'Chief' });
  expect(shown(apps)).toEqual(['Chief', 'Chief']);
  expect(await apps.sync()).toMatchObject({ status: 'done', syncs: [{ failing: 0, undecided: 0 }] });
});
