import type { InMemoryObject } from '@linkwright/core/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type TwoApps, twoApps } from './support/two-apps.ts';

/** So many records are asked for their links in one call. */
const batch = 10;

const inverseOfSet = { object: 'companies', field: 'contacts' };
const inverseOfPrimary = { object: 'companies', field: 'primaryOf' };

/** Links come and go without touching a record. `marks`: do companies show whose primary company they are? */
const crm = (marks: boolean): readonly InMemoryObject[] => [
  {
    id: 'companies',
    displayField: 'name',
    fields: [{ id: 'name', type: 'text' }],
    associations: [
      {
        id: 'contacts',
        targets: ['contacts'],
        cardinality: 'many',
        inverse: { object: 'contacts', field: 'companies' },
        changeTouchesRecord: false,
      },
      {
        id: 'primaryOf',
        targets: ['contacts'],
        cardinality: 'many',
        markOn: 'contacts',
        changeTouchesRecord: false,
        ...(marks && { inverse: { object: 'contacts', field: 'primary' } }),
      },
    ],
  },
  {
    id: 'contacts',
    displayField: 'name',
    fields: [{ id: 'name', type: 'text' }],
    associations: [
      {
        id: 'companies',
        targets: ['companies'],
        cardinality: 'many',
        inverse: inverseOfSet,
        changeTouchesRecord: false,
      },
      {
        id: 'primary',
        targets: ['companies'],
        cardinality: 'one',
        markOn: 'companies',
        changeTouchesRecord: false,
        ...(marks && { inverse: inverseOfPrimary }),
      },
    ],
  },
];

const tables: readonly InMemoryObject[] = [
  { id: 'Accounts', displayField: 'name', fields: [{ id: 'name', type: 'text' }] },
  {
    id: 'People',
    displayField: 'name',
    fields: [{ id: 'name', type: 'text' }],
    associations: [
      { id: 'Accounts', targets: ['Accounts'], cardinality: 'many' },
      { id: 'Account', targets: ['Accounts'], cardinality: 'one' },
    ],
  },
];

const named = (left: string, right: string, associations: readonly { left: string; right: string }[] = []) => ({
  left: { connection: 'left', object: left },
  right: { connection: 'right', object: right },
  match: { left: 'name', right: 'name' },
  fields: [{ left: 'name', right: 'name' }],
  associations: [...associations],
});

const set = { left: 'companies', right: 'Accounts' };
const primary = { left: 'primary', right: 'Account' };

interface World {
  readonly apps: TwoApps;
  readonly companies: readonly string[];
  readonly contacts: readonly string[];
}

async function start(options: {
  readonly contacts: number;
  readonly companies: number;
  readonly marks?: boolean;
  readonly mappings?: readonly { left: string; right: string }[];
  readonly targetsPerAnswer?: number;
  readonly wrap?: Parameters<typeof twoApps>[0]['wrap'];
  /** Index of the company that a contact begins with. */
  readonly companyOf?: (contact: number) => number;
}): Promise<World> {
  const { mappings = [set, primary], marks = true, companyOf = (index: number) => index % options.companies } = options;
  const limits = { read: 100, lookup: 100, create: 100, update: 100, archive: 100, writeAssociations: 100 };
  const apps = await twoApps({
    left: {
      objects: crm(marks),
      associationReads: 'separate',
      capabilities: {
        batchLimits: {
          ...limits,
          readAssociations: batch,
          ...(options.targetsPerAnswer !== undefined && { associationTargets: options.targetsPerAnswer }),
        },
      },
    },
    right: { objects: tables, capabilities: { associationWrites: { create: 'inline', update: 'inline' } } },
    syncs: { companies: named('companies', 'Accounts'), contacts: named('contacts', 'People', mappings) },
    ...(options.wrap && { wrap: options.wrap }),
  });
  const companies = Array.from({ length: options.companies }, (_, index) =>
    apps.left.create('companies', { name: `C${index}` }),
  );
  const contacts = Array.from({ length: options.contacts }, (_, index) =>
    apps.left.create('contacts', { name: `P${index}` }, { primary: [companies[companyOf(index)] ?? ''] }),
  );
  await apps.sync();
  // What the first sync wrote is read back.
  await apps.sync();
  return { apps, companies, contacts };
}

/** Names of the ends of every link. */
function links(apps: TwoApps, side: 'left' | 'right'): readonly string[] {
  const [object, target] = side === 'left' ? ['contacts', 'companies'] : ['People', 'Accounts'];
  const names = new Map(
    [...apps[side].readAll(object), ...apps[side].readAll(target)].map((one) => [one.id, String(one.fields.name)]),
  );
  return [set, primary]
    .flatMap((mapping) =>
      apps[side]
        .readEdges(object, mapping[side])
        .map(([from, to]) => `${mapping.left}: ${names.get(from)} → ${names.get(to)}`),
    )
    .sort();
}

const expectAlike = ({ apps }: World): void => expect(links(apps, 'right')).toEqual(links(apps, 'left'));

async function scanCalls({ apps }: World, run: () => Promise<unknown> = () => apps.sync()): Promise<number> {
  apps.left.resetCalls();
  await run();
  return apps.left.calls.get('read-associations') ?? 0;
}

const move = ({ apps, contacts, companies }: World, contact: number, from: number, to: number): void => {
  const id = contacts[contact] ?? '';
  apps.left.disassociate('contacts', id, 'companies', companies[from] ?? '');
  apps.left.associate('contacts', id, 'companies', companies[to] ?? '');
};

describe('a pair of objects is scanned from its smaller end', () => {
  test('fewer targets: every link that came, went or moved is found', async () => {
    const world = await start({ contacts: 60, companies: 12 });
    const { apps, contacts, companies } = world;
    expectAlike(world);
    expect(await scanCalls(world)).toBe(2);
    // The last link of a contact goes, a first comes back, a set grows, a primary moves within its set.
    apps.left.disassociate('contacts', contacts[0] ?? '', 'companies', companies[0] ?? '');
    apps.left.associate('contacts', contacts[1] ?? '', 'companies', companies[5] ?? '');
    move(world, 2, 2, 7);
    expect(await scanCalls(world)).toBe(3);
    expectAlike(world);
    apps.left.associate('contacts', contacts[1] ?? '', 'primary', companies[5] ?? '');
    apps.left.associate('contacts', contacts[0] ?? '', 'companies', companies[3] ?? '');
    expect(await scanCalls(world)).toBe(3);
    expectAlike(world);
    expect(await scanCalls(world)).toBe(2);
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('fewer records: they are asked themselves', async () => {
    const world = await start({ contacts: 12, companies: 60 });
    expect(await scanCalls(world)).toBe(2);
    move(world, 3, 3, 50);
    expect(await scanCalls(world)).toBe(2);
    expectAlike(world);
  });

  test('targets that do not show a mark are not asked, and its moves are found', async () => {
    const world = await start({ contacts: 60, companies: 12, marks: false });
    const { apps, contacts, companies } = world;
    apps.left.associate('contacts', contacts[1] ?? '', 'companies', companies[5] ?? '');
    await apps.sync();
    apps.left.associate('contacts', contacts[1] ?? '', 'primary', companies[5] ?? '');
    expect(await scanCalls(world)).toBe(6);
    expectAlike(world);
  });

  test('the set alone is scanned from its targets where they do not show marks', async () => {
    const world = await start({ contacts: 60, companies: 12, marks: false, mappings: [set] });
    move(world, 4, 4, 9);
    expect(await scanCalls(world)).toBe(3);
    expect(links(world.apps, 'right')).toContain('companies: P4 → C9');
  });

  test('a target with many records behind it would take more answers than the records', async () => {
    const world = await start({ contacts: 60, companies: 12, targetsPerAnswer: 5, companyOf: () => 0 });
    expect(await scanCalls(world)).toBe(6);
    const spread = await start({ contacts: 60, companies: 12, targetsPerAnswer: 5 });
    expect(await scanCalls(spread)).toBe(2);
  });

  test('a run that does not read the targets asks the records', async () => {
    const world = await start({ contacts: 60, companies: 12 });
    const { apps, contacts } = world;
    const recent = apps.left.create('companies', { name: 'C99' });
    apps.left.associate('contacts', contacts[0] ?? '', 'companies', recent);
    expect(await scanCalls(world, () => apps.sync({ only: ['contacts'] }))).toBe(6);
    expect(await apps.pending()).toMatchObject([{ record: recent }]);
    await apps.sync();
    expectAlike(world);
  });

  test('a scan that would be dear from the records is cheap from the targets, and runs in every cycle', async () => {
    const world = await start({ contacts: 250, companies: 12 });
    move(world, 200, 200 % 12, 0);
    expect(await scanCalls(world)).toBe(3);
    expectAlike(world);
    const dear = await start({ contacts: 250, companies: 12, marks: false });
    expect(await scanCalls(dear)).toBe(0);
    const told = async (full: boolean) =>
      (await dear.apps.sync({ full })).syncs
        .flatMap(({ notes }) => notes)
        .filter(({ code }) => code === 'links-not-looked-at');
    expect(await told(false)).toMatchObject([{ text: expect.stringContaining('sync --full') }]);
    expect(await told(true)).toEqual([]);
  });

  test('a link that moves between two of its calls is not lost', async () => {
    let left = -1;
    let meddle = (): void => undefined;
    const world = await start({
      contacts: 60,
      companies: 12,
      wrap: (app) => ({
        ...app,
        readAssociations: async (request, options) => {
          left -= 1;
          if (left === 0) meddle();
          return app.readAssociations(request, options);
        },
      }),
    });
    const { apps, companies, contacts } = world;
    // The targets are asked in the order of their ids: from the second half to the first, past both calls.
    const order = [...companies].sort();
    const contact = contacts.findIndex((id) =>
      apps.left.readEdges('contacts', 'companies').some(([from, to]) => from === id && to === order.at(-1)),
    );
    const [from, to] = [companies.indexOf(order.at(-1) ?? ''), companies.indexOf(order[0] ?? '')];
    meddle = () => move(world, contact, from, to);
    left = 2;
    await apps.sync();
    expect(links(apps, 'right')).toContain(`companies: P${contact} → C${to}`);
    expectAlike(world);
  });

  test('whatever happens to links between two syncs', async () => {
    const change = fc.record({
      contact: fc.nat({ max: 23 }),
      company: fc.nat({ max: 10 }),
      does: fc.constantFrom('associate' as const, 'disassociate' as const),
      field: fc.constantFrom('companies', 'primary'),
      end: fc.constantFrom('own' as const, 'inverse' as const),
    });
    const gone = fc.record({ does: fc.constant('archive' as const), company: fc.nat({ max: 10 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.array(fc.array(fc.oneof({ arbitrary: change, weight: 9 }, gone), { maxLength: 12 }), {
          minLength: 1,
          maxLength: 3,
        }),
        async (marks, intervals) => {
          const world = await start({ contacts: 24, companies: 11, marks });
          const { apps, contacts, companies } = world;
          const standing = (id: string) => apps.left.read('companies', id) !== null;
          for (const interval of intervals) {
            for (const one of interval) {
              const company = companies[one.company] ?? '';
              if (!standing(company)) continue;
              if (one.does === 'archive') apps.left.archive('companies', company);
              else if (one.end === 'inverse' && one.field === 'companies') {
                apps.left[one.does]('companies', company, 'contacts', contacts[one.contact] ?? '');
              } else apps.left[one.does]('contacts', contacts[one.contact] ?? '', one.field, company);
            }
            apps.clock.advance(24 * 3_600_000);
            await apps.sync();
            // The twin of an archived company stays, and so do the links to it.
            const there = new Set(apps.left.readAll('companies').map((one) => String(one.fields.name)));
            const sets = (side: 'left' | 'right') =>
              links(apps, side).filter((link) => /^companies/.test(link) && there.has(link.split(' → ')[1] ?? ''));
            expect(sets('right')).toEqual(sets('left'));
          }
          expect(apps.written(await apps.sync())).toBe(0);
          await apps.store.close();
        },
      ),
      { numRuns: 40 },
    );
  });
});
