import { describe, expect, test } from 'vitest';
import { contacts, mapped, people, peopleSync } from './support/people.ts';
import { find, only, type TwoApps, twoApps } from './support/two-apps.ts';

type Overrides = Parameters<typeof peopleSync>[0];

const start = (overrides: Overrides = {}, options: Partial<Parameters<typeof twoApps>[0]> = {}): Promise<TwoApps> =>
  twoApps({
    left: { objects: [contacts] },
    right: { objects: [people] },
    syncs: { people: peopleSync(overrides) },
    ...options,
  });

const ada = { email: 'ada@x.example', name: 'Ada' };

/** One person on both sides, linked; returns both ids. */
async function linked(apps: TwoApps, fields = {}): Promise<{ left: string; right: string }> {
  const left = apps.left.create('contacts', { ...ada, ...fields });
  await apps.sync();
  return { left, right: only(apps.right, 'people').id };
}

const leftTitle = (apps: TwoApps) => only(apps.left, 'contacts').fields.title;
const rightTitle = (apps: TwoApps) => only(apps.right, 'people').fields.title;

describe('one way', () => {
  test.each([
    { direction: 'left-to-right', source: 'left', target: 'right' },
    { direction: 'right-to-left', source: 'right', target: 'left' },
  ] as const)('$direction: the target keeps its own edits until the source changes', async (row) => {
    const apps = await start({ direction: row.direction });
    const object = { left: 'contacts', right: 'people' };
    const source = apps[row.source];
    const target = apps[row.target];
    const id = source.create(object[row.source], { ...ada, title: 'Boss' });
    await apps.sync();
    const twin = only(target, object[row.target]).id;

    target.update(object[row.target], twin, { title: 'Own' });
    expect(apps.written(await apps.sync())).toBe(0);
    expect(target.read(object[row.target], twin)?.fields.title).toBe('Own');
    expect(await apps.conflicts()).toEqual([]);

    source.update(object[row.source], id, { title: 'Chief' });
    await apps.sync();
    expect(target.read(object[row.target], twin)?.fields.title).toBe('Chief');
    expect(source.read(object[row.source], id)?.fields.title).toBe('Chief');
    expect(await apps.conflicts()).toEqual([
      { mapping: ['title', 'title'], [row.source]: 'Chief', [row.target]: 'Own', winner: row.source },
    ]);
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('records of the target alone are listed and not created at the source', async () => {
    const apps = await start({ direction: 'left-to-right' });
    const id = apps.right.create('people', ada);
    await apps.sync();
    expect(apps.left.count('contacts')).toBe(0);
    expect(await apps.held()).toEqual([{ side: 'right', id, reason: 'not-created' }]);
  });

  test('a field may go one way in a two-way sync', async () => {
    const apps = await start({ fields: mapped(['email', 'name', 'title'], { title: { direction: 'left-to-right' } }) });
    const { left, right } = await linked(apps, { title: 'Boss' });
    apps.right.update('people', right, { title: 'Own', name: 'Ada L.' });
    await apps.sync();
    expect(apps.left.read('contacts', left)?.fields).toMatchObject({ title: 'Boss', name: 'Ada L.' });
    expect(rightTitle(apps)).toBe('Own');
    apps.left.update('contacts', left, { title: 'Chief' });
    await apps.sync();
    expect(rightTitle(apps)).toBe('Chief');
  });
});

describe('conflicts', () => {
  test.each([
    { conflicts: { winner: 'left' }, title: 'L', city: 'L' },
    { conflicts: { winner: 'right' }, title: 'R', city: 'R' },
    { conflicts: { winner: 'left', fields: { city: 'right' } }, title: 'L', city: 'R' },
  ] as const)('$conflicts: the rule decides and the loser is in the log', async ({ conflicts, title, city }) => {
    const apps = await start({ conflicts });
    const { left, right } = await linked(apps);
    apps.left.update('contacts', left, { title: 'L', city: 'L' });
    apps.right.update('people', right, { title: 'R', city: 'R' });
    const report = await apps.sync();
    expect(report).toMatchObject({ status: 'done', syncs: [{ conflicts: 2 }] });
    expect(apps.left.read('contacts', left)?.fields).toMatchObject({ title, city });
    expect(apps.right.read('people', right)?.fields).toMatchObject({ title, city });
    const logged = await apps.conflicts();
    expect(logged.map((loss) => loss.mapping[0])).toEqual(expect.arrayContaining(['title', 'city']));
    for (const loss of logged) expect(loss).toMatchObject({ left: 'L', right: 'R' });
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('both sides edited to the same value is no conflict', async () => {
    const apps = await start();
    const { left, right } = await linked(apps);
    apps.left.update('contacts', left, { title: 'Same', phone: '+49 30 12' });
    apps.right.update('people', right, { title: 'Same', phone: '+49 (30) 12' });
    expect(apps.written(await apps.sync())).toBe(0);
    expect(await apps.conflicts()).toEqual([]);
    apps.left.update('contacts', left, { title: 'Next' });
    await apps.sync();
    expect(rightTitle(apps)).toBe('Next');
  });

  test.each([
    { blanks: 'keep', title: 'R', logged: 0 },
    { blanks: 'overwrite', title: null, logged: 1 },
  ] as const)('blanks: $blanks, where the winner has cleared the field', async ({ blanks, title, logged }) => {
    const apps = await start({ conflicts: { winner: 'left', blanks } });
    const { left, right } = await linked(apps, { title: 'Boss' });
    apps.left.update('contacts', left, { title: null });
    apps.right.update('people', right, { title: 'R' });
    await apps.sync();
    expect(leftTitle(apps)).toBe(title);
    expect(rightTitle(apps)).toBe(title);
    expect(await apps.conflicts()).toHaveLength(logged);
  });

  test('a value cleared on one side alone travels', async () => {
    const apps = await start();
    const { left } = await linked(apps, { title: 'Boss' });
    apps.left.update('contacts', left, { title: null });
    await apps.sync();
    expect(rightTitle(apps)).toBe(null);
    expect(await apps.conflicts()).toEqual([]);
  });

  test('several fields of one record, each from its own side, in one run', async () => {
    const apps = await start();
    const { left, right } = await linked(apps, { title: 'Boss', city: 'Rome' });
    apps.left.update('contacts', left, { title: 'Chief' });
    apps.right.update('people', right, { city: 'Oslo' });
    await apps.sync();
    expect(apps.left.read('contacts', left)?.fields).toMatchObject({ title: 'Chief', city: 'Oslo' });
    expect(apps.right.read('people', right)?.fields).toMatchObject({ title: 'Chief', city: 'Oslo' });
  });
});

describe('first match', () => {
  test.each([
    { winner: 'left', title: 'L' },
    { winner: 'right', title: 'R' },
  ] as const)('blanks are filled and two values follow the rule: $winner', async ({ winner, title }) => {
    const apps = await start({ conflicts: { winner } });
    apps.left.create('contacts', { ...ada, title: 'L', city: 'Rome' });
    apps.right.create('people', { ...ada, title: 'R', age: '36' });
    await apps.sync();
    const merged = { ...ada, title, city: 'Rome', age: '36' };
    expect(only(apps.left, 'contacts').fields).toMatchObject(merged);
    expect(only(apps.right, 'people').fields).toMatchObject(merged);
    expect(await apps.conflicts()).toEqual([{ mapping: ['title', 'title'], left: 'L', right: 'R', winner }]);
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('one way, a blank source leaves the value of the target, and wins once it is filled', async () => {
    const apps = await start({ direction: 'left-to-right' });
    const left = apps.left.create('contacts', ada);
    apps.right.create('people', { ...ada, title: 'R' });
    expect(apps.written(await apps.sync())).toBe(0);
    apps.left.update('contacts', left, { title: 'L' });
    await apps.sync();
    expect(rightTitle(apps)).toBe('L');
    expect(await apps.conflicts()).toMatchObject([{ left: 'L', right: 'R', winner: 'left' }]);
  });
});

describe('what an app makes of a value', () => {
  test('an unchecked box and one that nobody touched are the same', async () => {
    const apps = await start();
    const left = apps.left.create('contacts', { ...ada, vip: false });
    apps.right.create('people', ada);
    expect(apps.written(await apps.sync())).toBe(0);
    apps.left.update('contacts', left, { vip: true });
    await apps.sync();
    expect(only(apps.right, 'people').fields.vip).toBe(true);
    apps.left.update('contacts', left, { vip: false });
    await apps.sync();
    expect(only(apps.right, 'people').fields.vip ?? false).toBe(false);
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('a lower-cased e-mail, a re-formatted phone, an upper-cased name are not sent back', async () => {
    const apps = await start(
      {},
      {
        right: {
          objects: [people],
          normalize: (_object, field, value) => {
            if (typeof value !== 'string') return value;
            if (field === 'email') return value.toLowerCase();
            if (field === 'phone') return value.replace(/[^\d+]/g, '');
            return field === 'name' ? value.toUpperCase() : value;
          },
        },
      },
    );
    const left = apps.left.create('contacts', { email: 'Ada@X.example', name: 'Ada', phone: '+49 (30) 12' });
    await apps.sync();
    expect(only(apps.right, 'people').fields).toMatchObject({ email: 'ada@x.example', name: 'ADA', phone: '+493012' });
    expect(apps.written(await apps.sync())).toBe(0);
    expect(apps.written(await apps.sync({ full: true }))).toBe(0);
    expect(apps.left.read('contacts', left)?.fields).toMatchObject({ email: 'Ada@X.example', name: 'Ada' });
    // A person's edit of the other field does not carry the app's spelling along.
    apps.right.update('people', only(apps.right, 'people').id, { title: 'Boss' });
    await apps.sync();
    expect(apps.left.read('contacts', left)?.fields).toMatchObject({ name: 'Ada', title: 'Boss' });
    apps.left.update('contacts', left, { name: 'Ada L.' });
    await apps.sync();
    expect(only(apps.right, 'people').fields.name).toBe('ADA L.');
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('minutes do not take the seconds away', async () => {
    const apps = await start();
    const { left, right } = await linked(apps, { seen: '2026-01-02T03:04:05.678Z' });
    expect(apps.right.read('people', right)?.fields.seen).toBe('2026-01-02T03:04:00.000Z');
    apps.right.update('people', right, { title: 'Boss' });
    await apps.sync();
    await apps.sync({ full: true });
    expect(apps.left.read('contacts', left)?.fields).toMatchObject({ seen: '2026-01-02T03:04:05.678Z', title: 'Boss' });
    apps.right.update('people', right, { seen: '2026-01-02T03:05:00.000Z' });
    await apps.sync();
    expect(apps.left.read('contacts', left)?.fields.seen).toBe('2026-01-02T03:05:00.000Z');
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('an app that touches its records by itself causes no write', async () => {
    const apps = await start();
    const { left, right } = await linked(apps);
    apps.left.touch('contacts', left);
    apps.right.touch('people', right);
    expect(apps.written(await apps.sync())).toBe(0);
  });
});

describe('options', () => {
  test('an option without a partner: the rest is written, the record is listed until it changes', async () => {
    const apps = await start();
    const left = apps.left.create('contacts', { ...ada, stage: 'lost', tags: ['new', 'lost'] });
    const report = await apps.sync();
    expect(report).toMatchObject({ status: 'attention', syncs: [{ failing: 1 }] });
    expect(only(apps.right, 'people').fields).toMatchObject({ ...ada, stage: null, tags: ['new', 'lost'] });
    expect(await apps.failing()).toEqual([{ side: 'left', id: left, reason: 'unconvertible-value' }]);
    apps.left.update('contacts', left, { stage: 'won' });
    expect((await apps.sync()).status).toBe('done');
    expect(only(apps.right, 'people').fields.stage).toBe('won');
    expect(await apps.failing()).toEqual([]);
  });

  test('options pair by label, by value and as the mapping says, both ways', async () => {
    const option = (value: string, label: string) => ({ value, label });
    const apps = await twoApps({
      left: {
        objects: [
          {
            id: 'contacts',
            fields: [
              { id: 'email', type: 'email' },
              { id: 'stage', type: 'option', options: [option('1', 'New'), option('2', 'Won'), option('x', 'Gone')] },
            ],
          },
        ],
      },
      right: {
        objects: [
          {
            id: 'people',
            fields: [
              { id: 'email', type: 'email' },
              {
                id: 'stage',
                type: 'option',
                options: [option('n', 'new'), option('2', 'Closed'), option('y', 'Left')],
              },
            ],
          },
        ],
      },
      syncs: { people: peopleSync({ fields: mapped(['email', 'stage'], { stage: { options: { Gone: 'Left' } } }) }) },
    });
    for (const stage of ['1', '2', 'x']) apps.left.create('contacts', { email: `${stage}@x.example`, stage });
    apps.right.create('people', { email: 'r@x.example', stage: 'y' });
    await apps.sync();
    const right = (email: string) => find(apps.right, 'people', 'email', email).fields.stage;
    expect(['1', '2', 'x'].map((key) => right(`${key}@x.example`))).toEqual(['n', '2', 'y']);
    expect(find(apps.left, 'contacts', 'email', 'r@x.example').fields.stage).toBe('x');
  });
});

test('an index that still shows what was there before our own write takes nothing back', async () => {
  const apps = await twoApps({
    left: { objects: [contacts] },
    right: { objects: [people], indexLag: () => 90_000, indexOverlapMs: 180_000 },
    syncs: { people: peopleSync() },
  });
  const left = apps.left.create('contacts', { email: 'a@x.example', name: 'A', title: 'Boss' });
  apps.right.create('people', { email: 'a@x.example', name: 'A' });
  await apps.sync();
  // A minute later the index has the record as it was made.
  await apps.sync();
  apps.left.update('contacts', left, { city: 'London' });
  await apps.sync();
  expect(only(apps.left, 'contacts').fields).toMatchObject({ title: 'Boss', city: 'London' });
  expect(only(apps.right, 'people').fields).toMatchObject({ title: 'Boss', city: 'London' });
});
