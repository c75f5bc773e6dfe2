import { type AppConnection, isLinkwrightError, RetryableError } from '@linkwright/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base, crm } from './support/crm-and-base.ts';
import { expectAccountedFor, linksOf } from './support/invariants.ts';
import { type TwoApps, twoApps } from './support/two-apps.ts';
import { expectEqualSides, type Shape, shapes, world, worldSyncs } from './support/world.ts';
import { departures, edits, perform, type WorldEdit } from './support/world-edits.ts';

/**
 * Random edits on both sides, with syncs in between: the world ends with both sides equal on what is mapped, and a
 * further sync writes nothing.
 */

const sync = fc.constant({ do: 'sync' } as const);

test('both sides converge whatever people do', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(...edits, sync), { minLength: 1, maxLength: 40 }), async (steps) => {
      const apps = await twoApps({ left: crm, right: base, syncs: worldSyncs });
      for (const step of steps) {
        if (step.do === 'sync') await apps.sync();
        else perform(apps[step.side], step);
      }
      await apps.sync();
      const settled = await apps.sync();
      expect(apps.written(settled)).toBe(0);
      expectEqualSides(apps);
      await apps.store.close();
    }),
    { numRuns: 150 },
  );
});

/** The source's primary stands in no set. */
const aloneInItsField: readonly (WorldEdit | { readonly do: 'sync' })[] = [
  { do: 'contact', side: 'right', key: 0, text: 'a' },
  { do: 'company', side: 'right', key: 0, text: 'a' },
  { do: 'link', side: 'right', field: 'primary', pick: 0, target: 0 },
];

test.each(['left', 'right'] as const)('one way from the %s: the source is never written', async (source) => {
  const direction = source === 'left' ? ('left-to-right' as const) : ('right-to-left' as const);
  const syncs = {
    companies: { ...worldSyncs.companies, direction },
    contacts: { ...worldSyncs.contacts, direction },
  };
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(...edits, sync), { minLength: 1, maxLength: 40 }), async (steps) => {
      const apps = await twoApps({ left: crm, right: base, syncs });
      const shape = shapes[source];
      let touched = false;
      const run = async () => {
        const before = world(apps[source], shape);
        const report = await apps.sync();
        expect(world(apps[source], shape)).toEqual(before);
        return report;
      };
      for (const step of steps) {
        if (step.do === 'sync') await run();
        else {
          perform(apps[step.side], step);
          touched ||= step.side !== source;
        }
      }
      await run();
      expect(apps.written(await run())).toBe(0);
      // A target that people left alone is the image of the source; the CRM makes its first company primary by itself,
      // and has its primary in the set, which the base need not have.
      const image = (side: 'left' | 'right') => {
        const { primaries = [], memberships = [], ...rest } = world(apps[side], shapes[side]);
        const united = [...new Set([...memberships, ...primaries])].sort();
        return source === 'left' ? { ...rest, memberships, primaries } : { ...rest, memberships: united };
      };
      if (!touched) expect(image('right')).toEqual(image('left'));
      await apps.store.close();
    }),
    { numRuns: 60, examples: [[aloneInItsField]] },
  );
});

const kinds = [
  'read-changes',
  'read-records',
  'find-by-key',
  'read-associations',
  'create',
  'update',
  'write-associations',
] as const;

/** While a sync runs: before its n-th call to an app, a person does something. */
const meddling = fc.record({
  do: fc.constant('meddle' as const),
  at: fc.nat({ max: 25 }),
  edit: fc.oneof(...edits, ...departures),
});

const fault = fc.record({
  do: fc.constant('fault' as const),
  side: fc.constantFrom('left' as const, 'right' as const),
  kind: fc.constantFrom(...kinds),
  fault: fc.constantFrom('lost' as const, 'down' as const, 'unknown' as const),
});

const down = new RetryableError('Down.', { code: 'app-down' });
const unknown = new RetryableError('No answer.', { code: 'timed-out', outcomeUnknown: true });

const setting = fc.record({
  deletions: fc.constantFrom('feed' as const, 'sweep' as const),
  batch: fc.constantFrom(2, 100),
  reads: fc.constantFrom('inline' as const, 'separate' as const),
});

const rough = fc.oneof(...edits, ...departures, meddling, fault, sync);

type Rough = typeof rough extends fc.Arbitrary<infer Value> ? Value : never;

const plain = { deletions: 'feed', batch: 2, reads: 'inline' } as const;

/** What random runs have found. */
const regressions: [Setting, Setting, Rough[]][] = [
  // A link that is all that changed, in an app whose pages do not carry links.
  [
    plain,
    { ...plain, reads: 'separate' },
    [
      { do: 'company', side: 'left', key: 0, text: 'a' },
      { do: 'sync' },
      { do: 'link', side: 'right', field: 'parent', pick: 0, target: 0 },
    ],
  ],
  // The answer to a write shows another value of a field that goes the other way at the same time.
  [
    plain,
    plain,
    [
      { do: 'company', side: 'left', key: 0, text: 'a' },
      { do: 'sync' },
      { do: 'link', side: 'left', field: 'parent', pick: 0, target: 0 },
      { do: 'meddle', at: 3, edit: { do: 'phone', side: 'right', pick: 0, text: null } },
      { do: 'phone', side: 'right', pick: 0, text: '+49 30 1' },
    ],
  ],
];

test('also when apps fail, people delete, merge, and go on working while a sync runs', async () => {
  await fc.assert(
    fc.asyncProperty(setting, setting, fc.array(rough, { minLength: 1, maxLength: 40 }), async (left, right, steps) => {
      const meddles: { at: number; edit: WorldEdit }[] = [];
      let calls = 0;
      const apps: TwoApps = await twoApps({
        left: { ...crm, ...optionsOf(left), capabilities: capabilitiesOf(left) },
        right: { ...base, ...optionsOf(right), capabilities: { ...base.capabilities, ...capabilitiesOf(right) } },
        syncs: worldSyncs,
        wrap: (app) =>
          watched(app, () => {
            calls += 1;
            for (const one of meddles.filter(({ at }) => at === calls)) perform(apps[one.edit.side], one.edit);
          }),
      });
      const run = async (full: boolean): Promise<void> => {
        calls = 0;
        apps.clock.advance(24 * 3_600_000);
        try {
          await apps.sync({ full });
        } catch (error) {
          if (!isLinkwrightError(error)) throw error;
        }
        meddles.length = 0;
      };
      for (const step of steps) {
        if (step.do === 'sync') await run(false);
        else if (step.do === 'meddle') meddles.push(step);
        else if (step.do === 'fault') {
          const faults = { lost: 'lose-answer', down, unknown } as const;
          apps[step.side].failNext(step.kind, faults[step.fault]);
        } else perform(apps[step.side], step);
      }
      await run(false);
      // Faults that still wait for their call are used up, then there is peace.
      for (const { state } of [apps.left, apps.right])
        for (const kind of kinds) while (state.faults.begin(kind) !== null);
      await run(false);
      await run(false);
      const settled = await apps.sync();
      expect(apps.written(settled)).toBe(0);
      await expectAccountedFor(apps, { left: 'companies', right: 'tblA' });
      await expectAccountedFor(apps, { left: 'contacts', right: 'tblP' });
      await expectLinkedAlike(apps);
      await apps.store.close();
    }),
    { numRuns: 150, examples: regressions },
  );
});

type Setting = typeof setting extends fc.Arbitrary<infer Value> ? Value : never;

const optionsOf = ({ reads }: Setting) => ({ associationReads: reads, pageSize: 5 });

const capabilitiesOf = ({ deletions, batch }: Setting) => ({
  deletions,
  batchLimits: {
    read: batch,
    lookup: batch,
    create: batch,
    update: batch,
    archive: batch,
    readAssociations: batch,
    writeAssociations: batch,
  },
});

/** Tells of each call before it is made. */
function watched(app: AppConnection, tell: () => void): AppConnection {
  const told =
    <Request, Options, Result>(call: (request: Request, options: Options) => Result) =>
    (request: Request, options: Options): Result => {
      tell();
      return call(request, options);
    };
  return {
    ...app,
    readChanges: told(app.readChanges),
    readRecords: told(app.readRecords),
    findByKey: told(app.findByKey),
    readAssociations: told(app.readAssociations),
    write: told(app.write),
    ...(app.writeAssociations && { writeAssociations: told(app.writeAssociations) }),
  };
}

/** Linked records hold the same values, and the same of those targets that are linked too. */
async function expectLinkedAlike(apps: TwoApps): Promise<void> {
  const companies = await linksOf(apps, 'companies');
  const contacts = await linksOf(apps, 'contacts');
  const tell = (side: 'left' | 'right') => {
    const shape: Shape = shapes[side];
    const { company, contact, associations } = shape;
    const numbers = new Map(companies.map((link) => [link[side], link.id]));
    const told = (object: string, id: string, fields: readonly string[], fieldsOfEdges: readonly string[]) => {
      const record = apps[side].read(object, id);
      const targets = (field: string) =>
        (record?.associations?.[field] ?? []).map((target) => numbers.get('id' in target ? target.id : '') ?? 'other');
      return {
        values: fields.map((field) => String(record?.fields[field] ?? '').replace(/[ ()]/g, '')),
        edges: fieldsOfEdges.map((field) => targets(field).sort()),
      };
    };
    return {
      companies: companies.map((link) =>
        told(company.object, link[side], [company.domain, company.name, company.phone], [associations.parent]),
      ),
      contacts: contacts.map((link) =>
        told(
          contact.object,
          link[side],
          [contact.email, contact.name, contact.title],
          [associations.companies, associations.primary],
        ),
      ),
    };
  };
  const left = tell('left');
  const right = tell('right');
  for (const kind of ['companies', 'contacts'] as const) {
    left[kind].forEach((one, index) => {
      const other = right[kind][index];
      expect(other?.values).toEqual(one.values);
      one.edges.forEach((targets, position) => {
        const others = other?.edges[position] ?? [];
        const isSet = kind === 'contacts' && position === 0;
        // A single target that is not linked, and several where one is read, wait; of a set, only those wait themselves.
        if (!isSet && [targets, others].some((shown) => shown.includes('other') || shown.length > 1)) return;
        const linked = (shown: readonly (number | string)[]) => shown.filter((target) => target !== 'other');
        expect(linked(others)).toEqual(linked(targets));
      });
    });
  }
}
