import { expect } from 'vitest';
import { arrow, type Driver, type Slot } from './drivers/driver.ts';
import type { MatrixWorld, Pair } from './matrix-world.ts';

export interface Rule {
  readonly rule: string;
  /** Why the pair cannot show it. `null`: it can. */
  readonly without?: (pair: Pair) => string | null;
  readonly run: (world: MatrixWorld, pair: Pair) => Promise<void>;
}

const ada = 'ada@people.example';
const bob = 'bob@people.example';

async function addCompanies(driver: Driver, ...names: readonly string[]): Promise<void> {
  for (const name of names) await driver.add('companies', name, { key: `${name.toLowerCase()}.example` });
}

/** Both sides show these edges, and one more sync writes nothing. */
async function settles(
  world: MatrixWorld,
  slots: readonly [Slot, Slot],
  ...expected: readonly (readonly [string, string])[]
): Promise<void> {
  const wanted = expected.map(([source, target]) => arrow(source, target)).sort();
  expect(await world.edges(slots)).toEqual({ left: wanted, right: wanted });
  expect(await world.sync()).toBe(0);
}

const employer = ['employer', 'employer'] as const;
const affiliations = ['affiliations', 'affiliations'] as const;
const advises = ['advises', 'advises'] as const;
const parent = ['parent', 'parent'] as const;

/** Ada, with Acme as her employer, on both sides; Umbrella and Initech beside it. */
async function employedAda(world: MatrixWorld, more: readonly (readonly [Slot, Slot])[] = []): Promise<void> {
  await world.configure({ associations: [employer, ...more] });
  await addCompanies(world.left, 'Acme', 'Umbrella', 'Initech');
  await world.left.add('contacts', ada);
  await world.left.join('employer', ada, 'Acme');
  await world.sync();
}

/** The move and the label are edits of one interval, in either app. */
async function movesBesideLabel(world: MatrixWorld, more: readonly (readonly [Slot, Slot])[]): Promise<void> {
  await employedAda(world, [advises, ...more]);
  await world.right.join('employer', ada, 'Umbrella');
  await world.right.join('advises', ada, 'Acme');
  expect(await world.sync()).toBeGreaterThan(0);
  await settles(world, employer, [ada, 'Umbrella']);
  await settles(world, advises, [ada, 'Acme']);
  await world.left.join('employer', ada, 'Initech');
  await world.left.join('advises', ada, 'Umbrella');
  await world.sync();
  await settles(world, employer, [ada, 'Initech']);
  await settles(world, advises, [ada, 'Acme'], [ada, 'Umbrella']);
}

const needsKeys = (pair: Pair): string | null =>
  pair.includes('Kintone') ? null : 'neither app has an association field that holds a key';
const needsPrimary = (pair: Pair): string | null =>
  pair.includes('HubSpot') ? null : 'a mark on a set is HubSpot’s: neither app has one';
const needsImplicit = (pair: Pair): string | null =>
  pair === 'HubSpot ↔ HubSpot' ? null : 'Airtable and Kintone need explicit syncs';
const needsExplicit = (pair: Pair): string | null =>
  pair === 'HubSpot ↔ HubSpot'
    ? 'both allow it: the companies follow by themselves (see the rule on implied syncs)'
    : null;

/** The pair of slots of which the left or the right one holds several targets where the other one holds one. */
const manyToOne: Readonly<Record<Pair, readonly [Slot, Slot]>> = {
  'HubSpot ↔ Airtable': ['employer', 'employer'],
  'HubSpot ↔ Kintone': ['advises', 'employer'],
  'Airtable ↔ Kintone': ['affiliations', 'employer'],
  'HubSpot ↔ HubSpot': ['employer', 'advises'],
};

export const rules: readonly Rule[] = [
  {
    rule: 'a record is created together with its association, from either side',
    async run(world) {
      await employedAda(world);
      await world.right.add('contacts', bob);
      await world.right.join('employer', bob, 'Umbrella');
      await world.sync();
      await settles(world, employer, [ada, 'Acme'], [bob, 'Umbrella']);
    },
  },
  {
    rule: 'moving it on either side moves it on the other',
    async run(world) {
      await employedAda(world);
      await world.left.join('employer', ada, 'Umbrella');
      await world.sync();
      await settles(world, employer, [ada, 'Umbrella']);
      await world.right.join('employer', ada, 'Initech');
      await world.sync();
      await settles(world, employer, [ada, 'Initech']);
    },
  },
  {
    rule: 'moving the primary leaves the other companies and labels of the contact alone',
    without: needsPrimary,
    async run(world) {
      await employedAda(world, [affiliations, advises]);
      await world.left.join('affiliations', ada, 'Initech');
      await world.left.join('advises', ada, 'Acme');
      await world.sync();
      await world.right.join('employer', ada, 'Umbrella');
      await world.sync();
      await settles(world, employer, [ada, 'Umbrella']);
      await settles(world, advises, [ada, 'Acme']);
      await settles(world, affiliations, [ada, 'Acme'], [ada, 'Initech'], [ada, 'Umbrella']);
    },
  },
  {
    rule: 'the primary moves while its former company gets a label, with the set mapped',
    without: needsPrimary,
    run: (world) => movesBesideLabel(world, [affiliations]),
  },
  {
    rule: 'the primary moves while its former company gets a label, without the set mapped',
    without: needsPrimary,
    run: (world) => movesBesideLabel(world, []),
  },
  {
    rule: 'both sides add and remove links in one interval, and all of it survives',
    async run(world) {
      await world.configure({ associations: [affiliations] });
      await addCompanies(world.left, 'Acme', 'Umbrella', 'Initech', 'Hooli');
      await world.left.add('contacts', ada);
      for (const name of ['Acme', 'Umbrella']) await world.left.join('affiliations', ada, name);
      await world.sync();
      await world.left.join('affiliations', ada, 'Initech');
      await world.left.leave('affiliations', ada, 'Acme');
      await world.right.join('affiliations', ada, 'Hooli');
      await world.right.leave('affiliations', ada, 'Umbrella');
      await world.sync();
      await settles(world, affiliations, [ada, 'Hooli'], [ada, 'Initech']);
    },
  },
  {
    rule: 'a label is given and taken on either side, and taking it keeps the membership',
    without: needsPrimary,
    async run(world) {
      await world.configure({ associations: [affiliations, advises] });
      await addCompanies(world.left, 'Acme', 'Umbrella');
      await world.left.add('contacts', ada);
      await world.left.join('advises', ada, 'Acme');
      await world.sync();
      await settles(world, advises, [ada, 'Acme']);
      await world.right.join('advises', ada, 'Umbrella');
      await world.left.leave('advises', ada, 'Acme');
      await world.sync();
      await settles(world, advises, [ada, 'Umbrella']);
      await settles(world, affiliations, [ada, 'Acme'], [ada, 'Umbrella']);
    },
  },
  {
    rule: 'removing a target from the set removes its marks',
    without: needsPrimary,
    async run(world) {
      await world.configure({ associations: [affiliations, advises, employer] });
      await addCompanies(world.left, 'Acme', 'Umbrella');
      await world.left.add('contacts', ada);
      await world.left.join('employer', ada, 'Acme');
      await world.left.join('advises', ada, 'Umbrella');
      await world.sync();
      await settles(world, affiliations, [ada, 'Acme'], [ada, 'Umbrella']);
      await world.right.leave('affiliations', ada, 'Umbrella');
      await world.right.leave('affiliations', ada, 'Acme');
      await world.sync();
      await settles(world, affiliations);
      await settles(world, advises);
      await settles(world, employer);
    },
  },
  {
    rule: 'removing the primary promotes nobody',
    without: needsPrimary,
    async run(world) {
      await employedAda(world, [affiliations]);
      await world.left.join('affiliations', ada, 'Umbrella');
      await world.sync();
      await world.right.leave('employer', ada, 'Acme');
      await world.sync();
      await settles(world, employer);
      await settles(world, affiliations, [ada, 'Acme'], [ada, 'Umbrella']);
    },
  },
  {
    rule: 'a target that is not there yet is waited for, with the reason, and placed when it comes',
    async run(world) {
      await world.configure({ associations: [affiliations] });
      await addCompanies(world.left, 'Acme');
      await world.left.add('companies', 'Nameless', { key: 'nameless.example' });
      await world.left.add('contacts', ada);
      for (const name of ['Acme', 'Nameless']) await world.left.join('affiliations', ada, name);
      await world.configure({ associations: [affiliations], companies: ['create: none'] });
      await world.sync();
      expect((await world.right.read('companies')).size).toBe(0);
      const { text } = await world.attempt('record', 'left', world.left.objects.contacts, ada);
      expect(text).toContain('nothing is created');
      await world.configure({ associations: [affiliations] });
      await world.sync();
      await settles(world, affiliations, [ada, 'Acme'], [ada, 'Nameless']);
    },
  },
  {
    rule: 'a deleted target is no removed link: the other side keeps what it has',
    async run(world) {
      await employedAda(world);
      await world.left.remove('companies', 'Acme');
      await world.sync();
      await world.attempt('sync', '--full');
      expect(await world.right.edges('employer')).toEqual([arrow(ada, 'Acme')]);
      expect([...(await world.right.read('companies')).keys()]).toContain('Acme');
      expect(await world.sync()).toBe(0);
    },
  },
  {
    rule: 'an object points at itself: parents follow, also when two of them are turned round',
    async run(world) {
      await world.configure({ associations: [parent] });
      await addCompanies(world.left, 'Acme', 'Umbrella');
      await world.left.join('parent', 'Acme', 'Umbrella');
      await world.sync();
      await settles(world, parent, ['Acme', 'Umbrella']);
      await world.right.leave('parent', 'Acme', 'Umbrella');
      await world.right.join('parent', 'Umbrella', 'Acme');
      await world.sync();
      await settles(world, parent, ['Umbrella', 'Acme']);
    },
  },
  {
    rule: 'several targets where the other side holds one: listed, and nothing is written',
    async run(world, pair) {
      const slots = manyToOne[pair];
      const [one, many] = world.left.slots[slots[0]].many ? ([1, 0] as const) : ([0, 1] as const);
      const holder = [world.left, world.right][many];
      const single = [world.left, world.right][one];
      if (!holder || !single) throw new Error('a pair has two sides');
      await world.configure({ associations: [slots] });
      await addCompanies(world.left, 'Acme', 'Umbrella', 'Initech');
      await world.left.add('contacts', ada);
      await world.sync();
      await holder.join(slots[many], ada, 'Acme');
      await world.sync();
      await settles(world, slots, [ada, 'Acme']);
      await holder.join(slots[many], ada, 'Umbrella', 'beside');
      await world.sync();
      expect(await single.edges(slots[one])).toEqual([arrow(ada, 'Acme')]);
      const { text } = await world.attempt('record', 'left', world.left.objects.contacts, ada);
      expect(text).toContain('several targets');
      await holder.leave(slots[many], ada, 'Acme');
      await world.sync();
      await settles(world, slots, [ada, 'Umbrella']);
    },
  },
  {
    rule: 'a plain text that names its target is followed in both directions',
    async run(world) {
      const slots = ['employer', 'employerName'] as const;
      await world.configure({ associations: [slots] });
      await addCompanies(world.left, 'Acme', 'Umbrella');
      await world.left.add('contacts', ada);
      await world.left.join('employer', ada, 'Acme');
      await world.sync();
      await settles(world, slots, [ada, 'Acme']);
      await world.right.join('employerName', ada, 'Umbrella');
      await world.sync();
      await settles(world, slots, [ada, 'Umbrella']);
    },
  },
  {
    rule: 'a name that nobody bears removes nothing, is listed, and is placed when its target comes',
    async run(world) {
      const slots = ['employer', 'employerName'] as const;
      await world.configure({ associations: [slots] });
      await addCompanies(world.left, 'Acme');
      await world.left.add('contacts', ada);
      await world.left.join('employer', ada, 'Acme');
      await world.sync();
      await world.right.join('employerName', ada, 'Hooli');
      expect(await world.sync()).toBe(0);
      expect(await world.left.edges('employer')).toEqual([arrow(ada, 'Acme')]);
      const { text } = await world.attempt('record', 'left', world.left.objects.contacts, ada);
      expect(text).toContain('no record of companies has "Hooli"');
      await addCompanies(world.left, 'Hooli');
      await world.sync();
      await settles(world, slots, [ada, 'Hooli']);
    },
  },
  {
    rule: 'a target’s changed name is written on to the texts that name it',
    async run(world) {
      const slots = ['employer', 'employerName'] as const;
      await world.configure({ associations: [slots] });
      await addCompanies(world.left, 'Acme');
      await world.left.add('contacts', ada);
      await world.left.join('employer', ada, 'Acme');
      await world.sync();
      await world.right.update('companies', 'Acme', { name: 'Acme Works' });
      await world.sync();
      await settles(world, slots, [ada, 'Acme Works']);
    },
  },
  {
    rule: 'a target’s changed key is written on to the lookups that hold it',
    without: needsKeys,
    async run(world) {
      await employedAda(world, [parent]);
      await world.left.update('companies', 'Acme', { key: 'acme.new.example' });
      await world.sync();
      await settles(world, employer, [ada, 'Acme']);
      await world.right.update('companies', 'Acme', { key: 'acme.newer.example' });
      await world.sync();
      await settles(world, employer, [ada, 'Acme']);
    },
  },
  {
    rule: 'a lookup made while the key of its target changes in the other app is placed',
    without: needsKeys,
    async run(world) {
      await employedAda(world, [parent]);
      await world.left.add('contacts', bob);
      await world.sync();
      await world.right.join('employer', bob, 'Umbrella');
      await world.left.update('companies', 'Umbrella', { key: 'umbrella.new.example' });
      await world.sync();
      await settles(world, employer, [ada, 'Acme'], [bob, 'Umbrella']);
    },
  },
  {
    rule: 'both sides full and no state: sets are united, nothing is removed',
    async run(world) {
      await world.configure({ associations: [affiliations] });
      await addCompanies(world.left, 'Acme', 'Umbrella');
      await addCompanies(world.right, 'Acme', 'Umbrella');
      for (const [driver, company] of [
        [world.left, 'Acme'],
        [world.right, 'Umbrella'],
      ] as const) {
        await driver.add('contacts', ada);
        await driver.join('affiliations', ada, company);
      }
      await world.sync();
      await settles(world, affiliations, [ada, 'Acme'], [ada, 'Umbrella']);
    },
  },
  {
    rule: 'the state is lost: everything is linked again, and nothing is written',
    async run(world) {
      await employedAda(world, [affiliations]);
      for (const name of ['Acme', 'Umbrella']) await world.left.join('affiliations', ada, name);
      await world.sync();
      await world.forget();
      expect(await world.sync()).toBe(0);
      await world.right.leave('affiliations', ada, 'Umbrella');
      await world.sync();
      await settles(world, affiliations, [ada, 'Acme']);
    },
  },
  {
    rule: 'one way: the source adds and removes, the target’s own additions stay',
    async run(world) {
      await world.configure({ associations: [affiliations], contacts: ['direction: left-to-right'] });
      await addCompanies(world.left, 'Acme', 'Umbrella', 'Initech');
      await world.left.add('contacts', ada);
      for (const name of ['Acme', 'Umbrella']) await world.left.join('affiliations', ada, name);
      await world.sync();
      await world.right.join('affiliations', ada, 'Initech');
      await world.left.leave('affiliations', ada, 'Umbrella');
      await world.sync();
      expect(await world.edges(affiliations)).toEqual({
        left: [arrow(ada, 'Acme')],
        right: [arrow(ada, 'Acme'), arrow(ada, 'Initech')],
      });
      expect(await world.sync()).toBe(0);
    },
  },
  {
    rule: 'one side owns the association: what the other adds and removes stays there, and is listed',
    async run(world) {
      await world.configure({ associations: [affiliations], mappings: 'owner: right' });
      await addCompanies(world.right, 'Acme', 'Umbrella', 'Initech');
      await world.right.add('contacts', ada);
      for (const name of ['Acme', 'Umbrella']) await world.right.join('affiliations', ada, name);
      await world.sync();
      await world.left.join('affiliations', ada, 'Initech');
      await world.left.leave('affiliations', ada, 'Acme');
      await world.sync();
      expect(await world.edges(affiliations)).toEqual({
        left: [arrow(ada, 'Initech'), arrow(ada, 'Umbrella')],
        right: [arrow(ada, 'Acme'), arrow(ada, 'Umbrella')],
      });
      expect(await world.sync()).toBe(0);
      expect((await world.attempt('sync')).text).toContain('2 associations waiting');
      await world.right.leave('affiliations', ada, 'Umbrella');
      await world.sync();
      expect((await world.edges(affiliations)).left).toEqual([arrow(ada, 'Initech')]);
    },
  },
  {
    rule: 'keepMarks: a target with marks stays in its set, and the edge waits',
    without: needsPrimary,
    async run(world) {
      await employedAda(world);
      await world.configure({ associations: [affiliations], mappings: 'keepMarks: true' });
      await world.left.join('affiliations', ada, 'Umbrella');
      await world.sync();
      for (const name of ['Acme', 'Umbrella']) await world.right.leave('affiliations', ada, name);
      await world.sync();
      // The primary of the first company is not mapped, and stays all the same.
      expect(await world.left.edges('affiliations')).toEqual([arrow(ada, 'Acme')]);
      expect(await world.left.edges('employer')).toEqual([arrow(ada, 'Acme')]);
      expect((await world.attempt('sync')).text).toContain('1 associations waiting');
    },
  },
  {
    rule: 'a target without a sync of its own: refused before any write, with the lines to add',
    without: needsExplicit,
    async run(world) {
      await world.configure({ associations: [employer], withoutCompanies: true });
      await addCompanies(world.left, 'Acme');
      await world.left.add('contacts', ada);
      const { exitCode, text } = await world.attempt('sync');
      expect(exitCode).toBe(2);
      expect(text).toContain('association-target-not-synced');
      expect(text).toMatch(/Add under syncs:/);
      expect((await world.right.read('contacts')).size).toBe(0);
    },
  },
  {
    rule: 'contacts alone are synced: the companies they refer to follow, once, and no others',
    without: needsImplicit,
    async run(world) {
      await world.configure({ associations: [employer, affiliations], withoutCompanies: true });
      await addCompanies(world.left, 'Acme', 'Umbrella');
      await world.left.add('contacts', ada);
      await world.left.join('employer', ada, 'Acme');
      await world.sync();
      await settles(world, employer, [ada, 'Acme']);
      expect([...(await world.right.read('companies')).keys()]).toEqual(['Acme']);
      await world.configure({ associations: [employer, affiliations] });
      await world.sync();
      expect([...(await world.right.read('companies')).keys()].sort()).toEqual(['Acme', 'Umbrella']);
    },
  },
  {
    rule: 'a user-made object is associated with contacts, both ways',
    async run(world) {
      const slots = ['resident', 'resident'] as const;
      await world.configure({ associations: [slots], sites: true });
      for (const name of [ada, bob]) await world.left.add('contacts', name);
      await world.left.add('sites', 'North');
      await world.left.join('resident', 'North', ada);
      await world.sync();
      await settles(world, slots, ['North', ada]);
      await world.right.add('sites', 'South');
      await world.right.join('resident', 'South', bob);
      await world.right.leave('resident', 'North', ada);
      await world.sync();
      await settles(world, slots, ['South', bob]);
    },
  },
  {
    rule: 'a filtered target is waited for, and placed when it comes inside',
    async run(world) {
      const filtered = { associations: [affiliations], companies: [filterOf(world.left)] };
      await world.configure(filtered);
      await world.left.add('companies', 'Acme', { key: 'inside.example' });
      await world.left.add('companies', 'Umbrella', { key: 'outside.example' });
      await world.left.add('contacts', ada);
      for (const name of ['Acme', 'Umbrella']) await world.left.join('affiliations', ada, name);
      await world.sync();
      expect(await world.right.edges('affiliations')).toEqual([arrow(ada, 'Acme')]);
      expect([...(await world.right.read('companies')).keys()]).toEqual(['Acme']);
      await world.configure({ associations: [affiliations] });
      await world.sync();
      await settles(world, affiliations, [ada, 'Acme'], [ada, 'Umbrella']);
    },
  },
];

const filterOf = (driver: Driver): string => `filter: { left: { "${driver.fields.key}": inside.example } }`;
