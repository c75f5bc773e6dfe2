import { type CanonicalValue, isLinkwrightError, RetryableError } from '@linkwright/core';
import type { InMemoryApp } from '@linkwright/core/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectAccountedFor, linksOf, watchOverwritten } from './support/invariants.ts';
import { contacts, mapped, people, peopleSync } from './support/people.ts';
import { type TwoApps, twoApps } from './support/two-apps.ts';

/**
 * People in two apps, under few keys, so that they often collide: made, edited, re-keyed, deleted and merged on both
 * sides, under any rules, with apps that fail now and then.
 */

type Side = 'left' | 'right';

const objects = { left: 'contacts', right: 'people' } as const;
const names = ['name', 'title'];
const fields = names.map((name) => ({ left: name, right: name }));

const rules = fc.record({
  direction: fc.constantFrom(
    'two-way' as const,
    'two-way' as const,
    'left-to-right' as const,
    'right-to-left' as const,
  ),
  winner: fc.constantFrom('left' as const, 'right' as const),
  blanks: fc.constantFrom('keep' as const, 'overwrite' as const),
  create: fc.constantFrom('both' as const, 'both' as const, 'left' as const, 'right' as const, 'none' as const),
  keyless: fc.constantFrom('exclude' as const, 'create' as const),
  byName: fc.boolean(),
});

const app = fc.record({
  deletions: fc.constantFrom('feed' as const, 'sweep' as const),
  lookup: fc.constantFrom('consistent' as const, 'none' as const),
  unique: fc.boolean(),
  conditionalWrites: fc.boolean(),
  lowerCase: fc.boolean(),
  batch: fc.constantFrom(2, 100),
});

const side = fc.constantFrom<Side>('left', 'right');
const pick = fc.nat({ max: 12 });
const key = fc.option(fc.nat({ max: 3 }), { freq: 6 });

const faults = ['lost', 'down', 'unknown'] as const;
const kinds = [
  'read-changes',
  'read-records',
  'find-by-key',
  'list-ids',
  'create',
  'create',
  'update',
  'update',
] as const;

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('make' as const), side, key }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('edit' as const), side, pick, field: fc.constantFrom(...names) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('clear' as const), side, pick, field: fc.constantFrom(...names) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rekey' as const), side, pick, key }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), side, pick }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('merge' as const), side, pick, other: pick, newId: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('touch' as const), side, pick }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('fault' as const),
      side,
      kind: fc.constantFrom(...kinds),
      fault: fc.constantFrom(...faults),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('sync' as const), full: fc.boolean() }) },
);

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
type Rules = typeof rules extends fc.Arbitrary<infer Value> ? Value : never;
type App = typeof app extends fc.Arbitrary<infer Value> ? Value : never;

const scenario = fc.tuple(rules, app, app, fc.array(step, { minLength: 1, maxLength: 30 }));

const day = 24 * 3_600_000;

async function start(rule: Rules, left: App, right: App): Promise<TwoApps> {
  const of = (object: typeof contacts, { deletions, lookup, unique, conditionalWrites, lowerCase, batch }: App) => ({
    objects: [
      {
        ...object,
        fields: object.fields.map((field) => (field.id === 'email' ? { ...field, lookup, unique } : field)),
      },
    ],
    capabilities: {
      deletions,
      conditionalWrites,
      batchLimits: {
        read: batch,
        lookup: batch,
        create: batch,
        update: batch,
        archive: batch,
        readAssociations: batch,
        writeAssociations: batch,
      },
    },
    pageSize: 5,
    ...(lowerCase && {
      normalize: (_object: string, field: string, value: CanonicalValue) =>
        field === 'email' && typeof value === 'string' ? value.toLowerCase() : value,
    }),
  });
  const { direction, winner, blanks, keyless, byName } = rule;
  // A side that a one-way sync never writes cannot be created on either.
  const create =
    direction === 'left-to-right' && rule.create === 'left'
      ? 'right'
      : direction === 'right-to-left' && rule.create === 'right'
        ? 'left'
        : rule.create;
  const email = { left: 'email', right: 'email' };
  return twoApps({
    left: of(contacts, left),
    right: of(people, right),
    syncs: {
      people: peopleSync({
        direction,
        create,
        keyless,
        conflicts: { winner, blanks },
        match: byName ? [email, { left: 'name', right: 'name' }] : email,
        fields: mapped(['email', ...names]),
      }),
    },
  });
}

const lost = new RetryableError('No answer.', { code: 'timed-out', outcomeUnknown: true });
const down = new RetryableError('Down.', { code: 'app-down' });

async function check([rule, left, right, steps]: readonly [Rules, App, App, readonly Step[]]): Promise<void> {
  const apps = await start(rule, left, right);
  const made = { left: 0, right: 0 };
  const created = { left: 0, right: 0 };
  let token = 0;
  const fresh = (): string => {
    token += 1;
    return `v${token}`;
  };
  const sync = async (full: boolean): Promise<void> => {
    apps.clock.advance(day);
    try {
      const report = await apps.sync({ full });
      created.left += report.syncs[0]?.left.created ?? 0;
      created.right += report.syncs[0]?.right.created ?? 0;
    } catch (error) {
      if (!isLinkwrightError(error)) throw error;
    }
  };
  const watched = (full: boolean): Promise<void> => watchOverwritten(apps, objects, fields, () => sync(full));
  for (const one of steps) {
    if (one.do === 'sync') await watched(one.full);
    else if (one.do === 'fault') {
      apps[one.side].failNext(one.kind, one.fault === 'lost' ? 'lose-answer' : one.fault === 'down' ? down : lost);
    } else if (person(apps[one.side], one, fresh)) made[one.side] += 1;
  }
  // Faults that still wait for their call are used up, then there is peace.
  for (const { state } of [apps.left, apps.right]) for (const kind of kinds) while (state.faults.begin(kind) !== null);
  await watched(false);
  await watched(true);
  const before = { left: apps.left.readAll('contacts'), right: apps.right.readAll('people') };
  const settled = await apps.sync();
  expect(apps.written(settled)).toBe(0);
  expect({ left: apps.left.readAll('contacts'), right: apps.right.readAll('people') }).toEqual(before);

  await expectAccountedFor(apps, objects);
  const failing = new Set((await apps.failing()).map((one) => `${one.side} ${one.id}`));
  for (const link of await linksOf(apps, 'contacts')) {
    if (rule.direction !== 'two-way' || failing.has(`left ${link.left}`) || failing.has(`right ${link.right}`))
      continue;
    const pair = [apps.left.read('contacts', link.left), apps.right.read('people', link.right)].map((record) => ({
      email: String(record?.fields.email ?? '').toLowerCase(),
      name: record?.fields.name,
      title: record?.fields.title,
    }));
    expect(pair[1]).toEqual(pair[0]);
  }
  // Never more than one twin for each record that a person made, mergers with a new id aside.
  expect(apps.right.count('people')).toBeLessThanOrEqual(made.left + made.right);
  expect(apps.left.count('contacts')).toBeLessThanOrEqual(made.left + made.right);
  await apps.store.close();
}

/** Returns whether a record was made. What the app does not accept is not done. */
function person(one: InMemoryApp, step: Exclude<Step, { do: 'sync' | 'fault' }>, fresh: () => string): boolean {
  const object = objects[step.side];
  const nth = (index: number): string | undefined => one.readAll(object)[index % Math.max(1, one.count(object))]?.id;
  const email = (number: number | null): string | null => (number === null ? null : `K${number}@x.example`);
  try {
    if (step.do === 'make') {
      one.create(object, { email: email(step.key), name: fresh(), title: fresh() });
      return true;
    }
    const id = nth(step.pick);
    if (id === undefined) return false;
    if (step.do === 'edit') one.update(object, id, { [step.field]: fresh() });
    else if (step.do === 'clear') one.update(object, id, { [step.field]: null });
    else if (step.do === 'rekey') one.update(object, id, { email: email(step.key) });
    else if (step.do === 'delete') one.archive(object, id);
    else if (step.do === 'touch') one.touch(object, id);
    else {
      const other = nth(step.other);
      if (other !== undefined && other !== id) one.merge(object, id, other, { newId: step.newId });
    }
  } catch (error) {
    if (!isLinkwrightError(error)) throw error;
  }
  return false;
}

test('whatever people do under whatever rules: settled, accounted for, nothing twice, nothing lost', async () => {
  await fc.assert(fc.asyncProperty(scenario, check), { numRuns: 150 });
});
