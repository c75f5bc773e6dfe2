import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  everyField,
  type MarkField,
  type MarkMapping,
  markFields,
  oneContact,
  type Shown,
} from './support/one-contact.ts';

type Side = 'left' | 'right';
const sides: readonly Side[] = ['left', 'right'];
type Step = readonly [Side, 'add' | 'remove', MarkField, 'A' | 'B' | 'C'];

interface Rule {
  readonly rule: string;
  readonly mappings?: readonly MarkMapping[];
  /** What both sides hold before, by company: its marks. The first company becomes primary unless one is named. */
  readonly before: readonly (readonly [MarkField, string])[];
  readonly steps: readonly Step[];
  readonly after: { readonly left?: Partial<Shown>; readonly right?: Partial<Shown>; readonly both?: Partial<Shown> };
}

const only = (...fields: MarkField[]): readonly MarkMapping[] => fields.map((field) => ({ field }));
const oneWay = (direction: NonNullable<MarkMapping['direction']>, ...fields: MarkField[]): readonly MarkMapping[] =>
  fields.map((field) => ({ field, direction }));

const memberOfAB = [
  ['set', 'A'],
  ['set', 'B'],
  ['primary', 'A'],
] as const;

const rules: readonly Rule[] = [
  {
    rule: 'adding through a mark adds to the set',
    before: memberOfAB,
    steps: [['right', 'add', 'advisor', 'C']],
    after: { both: { set: ['A', 'B', 'C'], primary: ['A'], advisor: ['C'], partner: [] } },
  },
  {
    rule: 'adding through a mark adds to the set, from the app with marks',
    before: memberOfAB,
    steps: [['left', 'add', 'partner', 'C']],
    after: { both: { set: ['A', 'B', 'C'], primary: ['A'], advisor: [], partner: ['C'] } },
  },
  {
    rule: 'removing from the set removes every mark of the target',
    before: [...memberOfAB, ['advisor', 'A'], ['partner', 'A'], ['partner', 'B']],
    steps: [['right', 'remove', 'set', 'A']],
    after: { both: { set: ['B'], primary: [], advisor: [], partner: ['B'] } },
  },
  {
    rule: 'removing from the set removes every mark of the target, from the app with marks',
    before: [...memberOfAB, ['advisor', 'A'], ['partner', 'A'], ['partner', 'B']],
    steps: [['left', 'remove', 'set', 'A']],
    after: { both: { set: ['B'], primary: [], advisor: [], partner: ['B'] } },
  },
  {
    rule: 'removing a mark keeps the membership and the other marks',
    before: [...memberOfAB, ['advisor', 'B'], ['partner', 'B']],
    steps: [['right', 'remove', 'advisor', 'B']],
    after: { both: { set: ['A', 'B'], primary: ['A'], advisor: [], partner: ['B'] } },
  },
  {
    rule: 'removing the primary promotes nobody',
    before: [...memberOfAB, ['advisor', 'B']],
    steps: [['right', 'remove', 'primary', 'A']],
    after: { both: { set: ['A', 'B'], primary: [], advisor: ['B'], partner: [] } },
  },
  {
    rule: 'moving the primary keeps the other companies and all labels',
    before: [...memberOfAB, ['advisor', 'A'], ['partner', 'B']],
    steps: [['right', 'add', 'primary', 'B']],
    after: { both: { set: ['A', 'B'], primary: ['B'], advisor: ['A'], partner: ['B'] } },
  },
  {
    rule: 'moving the primary to a stranger makes it a member',
    before: [...memberOfAB, ['advisor', 'A']],
    steps: [['right', 'add', 'primary', 'C']],
    after: { both: { set: ['A', 'B', 'C'], primary: ['C'], advisor: ['A'], partner: [] } },
  },
  {
    rule: 'a mark given where marks are beats a removal from the set on the other side',
    before: memberOfAB,
    steps: [
      ['left', 'add', 'advisor', 'B'],
      ['right', 'remove', 'set', 'B'],
    ],
    after: { both: { set: ['A', 'B'], primary: ['A'], advisor: ['B'], partner: [] } },
  },
  {
    rule: 'a mark given where none are beats a removal from the set on the other side',
    before: memberOfAB,
    steps: [
      ['left', 'remove', 'set', 'B'],
      ['right', 'add', 'advisor', 'B'],
    ],
    after: { both: { set: ['A', 'B'], primary: ['A'], advisor: ['B'], partner: [] } },
  },
  {
    rule: 'the mark that beats a removal does not bring back other marks that went with it',
    before: [...memberOfAB, ['partner', 'B']],
    steps: [
      ['left', 'remove', 'set', 'B'],
      ['right', 'add', 'advisor', 'B'],
    ],
    after: { both: { set: ['A', 'B'], primary: ['A'], advisor: ['B'], partner: [] } },
  },
  {
    rule: 'the first company becomes primary by itself, and that travels in the same cycle',
    before: [],
    steps: [['right', 'add', 'advisor', 'C']],
    after: { both: { set: ['C'], primary: ['C'], advisor: ['C'], partner: [] } },
  },
  {
    rule: 'both sides edit the set and its marks in one interval',
    before: [...memberOfAB, ['advisor', 'A'], ['partner', 'B']],
    steps: [
      ['left', 'add', 'set', 'C'],
      ['left', 'remove', 'advisor', 'A'],
      ['right', 'add', 'primary', 'B'],
      ['right', 'remove', 'partner', 'B'],
      ['right', 'add', 'advisor', 'B'],
    ],
    after: { both: { set: ['A', 'B', 'C'], primary: ['B'], advisor: ['B'], partner: [] } },
  },
  {
    rule: 'both sides do the same',
    before: memberOfAB,
    steps: [
      ['left', 'remove', 'set', 'A'],
      ['right', 'remove', 'set', 'A'],
      ['right', 'remove', 'primary', 'A'],
      ['left', 'add', 'partner', 'B'],
      ['right', 'add', 'partner', 'B'],
    ],
    after: { both: { set: ['B'], primary: [], advisor: [], partner: ['B'] } },
  },
  {
    rule: 'marks mapped without their set: the set follows in the app that has one',
    mappings: only('primary', 'advisor'),
    before: [
      ['primary', 'A'],
      ['advisor', 'A'],
    ],
    steps: [
      ['right', 'add', 'advisor', 'B'],
      ['right', 'remove', 'advisor', 'A'],
    ],
    after: {
      left: { set: ['A', 'B'], primary: ['A'], advisor: ['B'] },
      right: { set: [], primary: ['A'], advisor: ['B'] },
    },
  },
  {
    rule: 'marks mapped without their set: what leaves the set loses its marks on the other side',
    mappings: only('primary', 'advisor', 'partner'),
    before: [
      ['primary', 'A'],
      ['advisor', 'A'],
      ['partner', 'B'],
    ],
    steps: [['left', 'remove', 'set', 'A']],
    after: {
      left: { set: ['B'], primary: [], advisor: [], partner: ['B'] },
      right: { primary: [], advisor: [], partner: ['B'] },
    },
  },
  {
    rule: 'the set mapped without its marks: marks stay where they are, and go with their membership',
    mappings: only('set'),
    before: [
      ['set', 'A'],
      ['set', 'B'],
    ],
    steps: [
      ['left', 'add', 'advisor', 'B'],
      ['left', 'add', 'partner', 'A'],
      ['left', 'add', 'partner', 'C'],
      ['right', 'remove', 'set', 'A'],
    ],
    after: {
      left: { set: ['B', 'C'], primary: [], advisor: ['B'], partner: ['C'] },
      right: { set: ['B', 'C'], primary: [], advisor: [], partner: [] },
    },
  },
  {
    rule: 'one way: the marks of the source travel, the own ones of the target stay',
    mappings: oneWay('left-to-right', ...markFields),
    before: [...memberOfAB, ['advisor', 'A']],
    steps: [
      ['right', 'add', 'partner', 'B'],
      ['left', 'remove', 'set', 'A'],
      ['left', 'add', 'advisor', 'B'],
    ],
    after: {
      left: { set: ['B'], primary: [], advisor: ['B'], partner: [] },
      right: { set: ['B'], primary: [], advisor: ['B'], partner: ['B'] },
    },
  },
  {
    rule: 'one way into the app with marks: an own mark there keeps the membership it stands on',
    mappings: oneWay('right-to-left', ...markFields),
    before: [...memberOfAB],
    steps: [
      ['left', 'add', 'advisor', 'B'],
      ['right', 'remove', 'set', 'B'],
    ],
    after: {
      left: { set: ['A', 'B'], primary: ['A'], advisor: ['B'], partner: [] },
      right: { set: ['A'], primary: ['A'], advisor: [], partner: [] },
    },
  },
  {
    rule: 'a set both ways with a one-way mark: a removal from the set stands, whatever marks stayed at home',
    mappings: [{ field: 'set' }, { field: 'advisor', direction: 'right-to-left' }],
    before: [
      ['set', 'A'],
      ['set', 'B'],
    ],
    steps: [
      ['left', 'add', 'advisor', 'B'],
      ['right', 'remove', 'set', 'B'],
    ],
    after: { left: { set: ['A'], advisor: [] }, right: { set: ['A'], advisor: [] } },
  },
];

const play = async (
  right: 'tables' | 'marks',
  { mappings = everyField, before, steps }: Pick<Rule, 'mappings' | 'before' | 'steps'>,
) => {
  const world = await oneContact(mappings, right);
  const mapped = (field: MarkField) => mappings.some((mapping) => mapping.field === field);
  const sources = mappings.every(({ direction }) => direction === 'right-to-left') ? sides : sides.slice(0, 1);
  for (const side of sources) for (const [field, name] of before) if (mapped(field)) world.add(side, field, name);
  await world.apps.sync();
  for (const [side, what, field, name] of steps) world[what](side, field, name);
  await world.apps.sync();
  return world;
};

describe('a set and its marks against plain link fields', () => {
  test.each(rules)('$rule', async (rule) => {
    const world = await play('tables', rule);
    expect(world.shown('left')).toMatchObject(rule.after.left ?? rule.after.both ?? {});
    expect(world.shown('right')).toMatchObject(rule.after.right ?? rule.after.both ?? {});
    expect(world.apps.written(await world.apps.sync())).toBe(0);
  });
});

describe('a set and its marks against another app with marks', () => {
  test.each(rules.filter(({ after }) => after.both))('$rule', async (rule) => {
    const world = await play('marks', rule);
    expect(world.shown('left')).toMatchObject(rule.after.both ?? {});
    expect(world.shown('right')).toMatchObject(rule.after.both ?? {});
    expect(world.apps.written(await world.apps.sync())).toBe(0);
  });
});

const name = fc.constantFrom('A' as const, 'B' as const, 'C' as const);
const anySide = fc.constantFrom(...sides);
const what = fc.constantFrom('add' as const, 'remove' as const);
const step = (...fields: MarkField[]) => fc.tuple(anySide, what, fc.constantFrom(...fields), name);

/** What one interval of edits on both sides comes to, by the rules. */
function merged(before: Shown, left: Shown, right: Shown): Pick<Shown, 'set' | 'advisor' | 'partner'> {
  const of = (field: MarkField) => {
    const both = [left[field], right[field]];
    const kept = before[field].filter((one) => both.every((shown) => shown.includes(one)));
    const added = both.flat().filter((one) => !before[field].includes(one));
    return { kept, added };
  };
  const [set, advisor, partner] = [of('set'), of('advisor'), of('partner')];
  const members = new Set([...set.kept, ...set.added, ...advisor.added, ...partner.added]);
  const marks = ({ kept, added }: ReturnType<typeof of>) =>
    [...new Set([...kept, ...added])].filter((one) => members.has(one));
  return { set: [...members].sort(), advisor: marks(advisor).sort(), partner: marks(partner).sort() };
}

test('whatever both sides do to a set and its labels in one interval comes to what the rules say', async () => {
  const steps = fc.array(step('set', 'advisor', 'partner'), { minLength: 1, maxLength: 8 });
  const fields = fc.constantFrom('tables' as const, 'marks' as const);
  await fc.assert(
    fc.asyncProperty(fields, fc.constantFrom(1, 100), steps, steps, async (right, batch, first, second) => {
      const world = await oneContact(everyField, right, batch);
      for (const interval of [first, second]) {
        const before = world.shown('left');
        for (const [side, does, field, of] of interval) world[does](side, field, of);
        const expected = merged(before, world.shown('left'), world.shown('right'));
        await world.apps.sync();
        for (const side of sides) expect(world.shown(side)).toMatchObject(expected);
        expect(world.shown('right').primary).toEqual(world.shown('left').primary);
        expect(world.apps.written(await world.apps.sync())).toBe(0);
      }
      await world.apps.store.close();
    }),
    { numRuns: 120 },
  );
});

test('with the primary moved too, and any of the fields mapped, both sides settle alike', async () => {
  const mapped = fc.subarray([...markFields], { minLength: 1 });
  const steps = fc.array(step(...markFields), { minLength: 1, maxLength: 10 });
  await fc.assert(
    fc.asyncProperty(mapped, fc.array(steps, { minLength: 1, maxLength: 3 }), async (fields, intervals) => {
      const world = await oneContact(only(...fields));
      for (const interval of intervals) {
        for (const [side, does, field, of] of interval) world[does](side, field, of);
        await world.apps.sync();
        expect(world.apps.written(await world.apps.sync())).toBe(0);
        const [left, right] = [world.shown('left'), world.shown('right')];
        for (const field of fields) {
          expect(right[field]).toEqual(left[field]);
          if (fields.includes('set')) expect(left.set).toEqual(expect.arrayContaining([...left[field]]));
        }
      }
      await world.apps.store.close();
    }),
    { numRuns: 120 },
  );
});
