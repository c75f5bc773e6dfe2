import { type ChangePage, RecordError, RetryableError } from '@linkwright/core';
import type { InMemoryField, InMemoryObject } from '@linkwright/core/testing';
import { describe, expect, test } from 'vitest';
import { base, crm } from './support/crm-and-base.ts';
import { contacts, mapped, people, peopleSync } from './support/people.ts';
import { find, only, type TwoApps, twoApps } from './support/two-apps.ts';
import { expectEqualSides, worldSyncs } from './support/world.ts';

type Options = Parameters<typeof twoApps>[0];

const start = (
  options: Partial<Options> & { readonly sync?: Parameters<typeof peopleSync>[0] } = {},
): Promise<TwoApps> =>
  twoApps({
    left: { objects: [contacts] },
    right: { objects: [people] },
    syncs: { people: peopleSync(options.sync) },
    ...options,
  });

/** The e-mail as the app keeps it: unique, and found by a look-up at once, late, or never. */
const withEmail = (object: InMemoryObject, email: Partial<InMemoryField>): InMemoryObject => ({
  ...object,
  fields: object.fields.map((field) => (field.id === 'email' ? { ...field, ...email } : field)),
});

const emails = (apps: TwoApps, side: 'left' | 'right') =>
  apps[side]
    .readAll(side === 'left' ? 'contacts' : 'people')
    .map((record) => String(record.fields.email))
    .sort();

const minute = 60_000;
const invalid = new RecordError('Not allowed here.', {
  code: 'odd-name',
  category: 'invalid-value',
  remedy: 'Rename.',
});

describe('refused records', () => {
  test('a refused create does not stop its batch and is tried again when it changes', async () => {
    const apps = await start();
    for (const name of ['A', 'Bad', 'C']) apps.left.create('contacts', { email: `${name}@x.example`, name });
    apps.right.reject('people', (attempt) => attempt.fields.name === 'Bad', invalid);
    const report = await apps.sync();
    expect(report).toMatchObject({ status: 'attention', syncs: [{ failing: 1, right: { created: 2 } }] });
    expect(emails(apps, 'right')).toEqual(['A@x.example', 'C@x.example']);
    const bad = find(apps.left, 'contacts', 'name', 'Bad').id;
    expect(await apps.failing()).toEqual([{ side: 'left', id: bad, reason: 'odd-name' }]);
    expect(apps.events).toContainEqual(
      expect.objectContaining({ kind: 'record-failing', id: bad, message: 'Not allowed here.', remedy: 'Rename.' }),
    );
    apps.left.update('contacts', bad, { name: 'Good' });
    expect(await apps.sync()).toMatchObject({ status: 'done', syncs: [{ failing: 0 }] });
    expect(emails(apps, 'right')).toHaveLength(3);
  });

  test('a refused update waits, longer each time, and is tried again when it is due', async () => {
    const apps = await start();
    const id = apps.left.create('contacts', { email: 'a@x.example', name: 'A' });
    await apps.sync();
    const allow = apps.right.reject('people', (attempt) => attempt.kind === 'update', invalid);
    apps.left.update('contacts', id, { name: 'B' });
    await apps.sync();
    const tries = () => apps.right.calls.get('update') ?? 0;
    expect(tries()).toBe(1);
    // A sync comes every minute here; refusals wait 1, 2, 4, … minutes.
    for (let run = 0; run < 15; run += 1) await apps.sync();
    expect(tries()).toBe(5);
    allow();
    apps.clock.advance(60 * minute);
    expect((await apps.sync()).status).toBe('done');
    expect(only(apps.right, 'people').fields.name).toBe('B');
  });

  test('the side that is refused does not hold up the other one', async () => {
    const apps = await start();
    const left = apps.left.create('contacts', { email: 'a@x.example', name: 'A' });
    await apps.sync();
    apps.right.reject('people', () => true, invalid);
    apps.left.update('contacts', left, { name: 'B' });
    apps.right.update('people', only(apps.right, 'people').id, { title: 'Boss' });
    await apps.sync();
    expect(apps.left.read('contacts', left)?.fields.title).toBe('Boss');
    expect(only(apps.right, 'people').fields.name).toBe('A');
    expect(await apps.failing()).toMatchObject([{ side: 'left', id: left }]);
  });

  test('the side that is refused does not hold up the associations of the other one', async () => {
    const apps = await twoApps({ left: crm, right: base, syncs: worldSyncs });
    const acme = apps.left.create('companies', { name: 'Acme', domain: 'acme.example' });
    const ada = apps.left.create('contacts', { email: 'ada@x.example' }, { companies: [acme] });
    await apps.sync();
    apps.right.reject('tblP', () => true, invalid);
    apps.left.update('contacts', ada, { name: 'Ada' });
    for (const field of ['fldAccounts', 'fldAccount']) {
      apps.right.disassociate('tblP', only(apps.right, 'tblP').id, field, only(apps.right, 'tblA').id);
    }
    await apps.sync();
    expect(apps.left.readEdges('contacts', 'companies')).toEqual([]);
    expect(await apps.failing()).toMatchObject([{ side: 'left', id: ada }]);
  });

  test('what was refused on one side and is not wanted any more is over, also while the other side refuses', async () => {
    const apps = await start();
    const left = apps.left.create('contacts', { email: 'a@x.example', name: 'A' });
    await apps.sync();
    const right = only(apps.right, 'people').id;
    apps.right.reject('people', (attempt) => attempt.fields.name === 'Bad', invalid);
    apps.left.reject('contacts', (attempt) => attempt.fields.title === 'Boss', invalid);
    apps.left.update('contacts', left, { name: 'Bad' });
    await apps.sync();
    expect(await apps.failing()).toMatchObject([{ side: 'left', id: left }]);
    apps.left.update('contacts', left, { name: 'A' });
    apps.right.update('people', right, { title: 'Boss' });
    await apps.sync();
    expect(await apps.failing()).toMatchObject([{ side: 'right', id: right }]);
    // A sync comes every minute here; refusals wait 1, 2, 4, … minutes.
    const tried = apps.left.calls.get('update') ?? 0;
    for (let run = 0; run < 15; run += 1) await apps.sync();
    expect((apps.left.calls.get('update') ?? 0) - tried).toBe(4);
  });

  test('a record that is refused and then ambiguous is listed once', async () => {
    const apps = await start();
    const id = apps.left.create('contacts', { email: 'a@x.example', name: 'Bad' });
    apps.right.reject('people', (attempt) => attempt.fields.name === 'Bad', invalid);
    await apps.sync();
    apps.left.create('contacts', { email: 'a@x.example', name: 'Rival' });
    apps.left.update('contacts', id, { title: 'Boss' });
    await apps.sync();
    expect(await apps.failing()).toEqual([]);
    expect(await apps.held()).toHaveLength(2);
  });
});

describe('a value that another record has', () => {
  const unique = withEmail(people, { unique: true });

  test('an unlinked record that was there is adopted and merged', async () => {
    // Matched by name, so that only the app knows of the e-mail.
    const apps = await start({
      right: { objects: [unique] },
      sync: { match: { left: 'name', right: 'name' }, create: 'right' },
    });
    const left = apps.left.create('contacts', { email: 'a@x.example', name: 'Ada' });
    const there = apps.right.create('people', { email: 'A@x.example', name: 'A. Lovelace', city: 'London' });
    await apps.sync();
    expect(apps.right.count('people')).toBe(1);
    expect(apps.right.read('people', there)?.fields).toMatchObject({ name: 'Ada', city: 'London' });
    expect(apps.left.read('contacts', left)?.fields.city).toBe('London');
    expect(await apps.conflicts()).toMatchObject([{ left: 'Ada', right: 'A. Lovelace' }]);
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('an unlinked record that was there is adopted although it was to be created on its own account', async () => {
    const apps = await start({
      right: { objects: [unique] },
      sync: { match: { left: 'name', right: 'name' } },
    });
    apps.left.create('contacts', { email: 'a@x.example', name: 'Ada' });
    apps.right.create('people', { email: 'A@x.example', name: 'A. Lovelace' });
    await apps.sync();
    expect(only(apps.left, 'contacts').fields.name).toBe('Ada');
    expect(only(apps.right, 'people').fields.name).toBe('Ada');
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test.each([{ named: true }, { named: false }])(
    'one that is linked elsewhere is left alone (named: $named)',
    async ({ named }) => {
      const apps = await start({
        right: { objects: [unique], existsNamesRecord: named },
        sync: { match: { left: 'name', right: 'name' } },
      });
      apps.left.create('contacts', { email: 'a@x.example', name: 'First' });
      await apps.sync();
      const second = apps.left.create('contacts', { email: 'a@x.example', name: 'Second' });
      await apps.sync();
      expect(only(apps.right, 'people').fields.name).toBe('First');
      expect(await apps.failing()).toEqual([{ side: 'left', id: second, reason: 'duplicate-value' }]);
      apps.left.update('contacts', second, { email: 'b@x.example' });
      await apps.sync();
      expect(emails(apps, 'right')).toEqual(['a@x.example', 'b@x.example']);
      expect(await apps.failing()).toEqual([]);
    },
  );

  test('an update into a value that is taken is listed', async () => {
    const apps = await start({ right: { objects: [unique] } });
    const a = apps.left.create('contacts', { email: 'a@x.example' });
    apps.left.create('contacts', { email: 'b@x.example' });
    await apps.sync();
    apps.left.update('contacts', a, { email: 'b@x.example', title: 'Boss' });
    await apps.sync();
    expect(emails(apps, 'right')).toEqual(['a@x.example', 'b@x.example']);
    expect(await apps.failing()).toEqual([{ side: 'left', id: a, reason: 'duplicate-value' }]);
  });
});

describe('answers that are lost', () => {
  const lost = new RetryableError('No answer.', { code: 'timed-out', outcomeUnknown: true });

  const ways = [
    { look: 'a consistent look-up', right: { objects: [people] }, sync: {} },
    {
      look: 'a delayed look-up',
      right: { objects: [withEmail(people, { lookup: 'delayed' })], capabilities: { lookupDelayMs: 10 * minute } },
      sync: {},
    },
    { look: 'no look-up', right: { objects: [withEmail(people, { lookup: 'none' })] }, sync: {} },
    { look: 'a unique value', right: { objects: [withEmail(people, { unique: true })] }, sync: {} },
    {
      look: 'an identity field',
      right: { objects: [{ ...people, fields: [...people.fields, { id: 'own', type: 'text' } as const] }] },
      sync: { identity: { right: 'own' } },
    },
    {
      look: 'another spelling of the key',
      right: {
        objects: [people],
        normalize: (_object: string, field: string, value: unknown) =>
          field === 'email' && typeof value === 'string' ? value.toLowerCase() : value,
      } as Options['right'],
      sync: {},
    },
  ] as const;

  test.each(ways)('create with $look: nothing is made twice, whether or not it happened', async ({ right, sync }) => {
    for (const fault of ['lose-answer', lost] as const) {
      const apps = await start({ right, sync });
      for (const name of ['A', 'B', 'C']) apps.left.create('contacts', { email: `${name}@x.example`, name });
      apps.right.failNext('create', fault);
      const report = await apps.sync();
      expect(report.status).toBe('done');
      expect(emails(apps, 'right').map((email) => email.toLowerCase())).toEqual([
        'a@x.example',
        'b@x.example',
        'c@x.example',
      ]);
      expect(apps.left.count('contacts')).toBe(3);
      expect(apps.written(await apps.sync())).toBe(0);
      const first = find(apps.left, 'contacts', 'name', 'A').id;
      apps.left.update('contacts', first, { title: 'Boss' });
      await apps.sync();
      expect(find(apps.right, 'people', 'name', 'A').fields.title).toBe('Boss');
    }
  });

  test.each(['left', 'right'] as const)(
    'an edit of the origin before the answer to its create is found is kept, whoever wins (%s)',
    async (winner) => {
      let dead = false;
      const apps = await start({
        sync: { conflicts: { winner } },
        wrap: (app, side) => ({
          ...app,
          async write(request, options) {
            const outcomes = await app.write(request, options);
            if (side === 'right') dead = true;
            return outcomes;
          },
        }),
      });
      const id = apps.left.create('contacts', { email: 'a@x.example', name: 'A', title: 'Boss', city: 'Bonn' });
      const { store } = apps;
      const dying: typeof store = {
        ...store,
        transaction: (work) => (dead ? Promise.reject(new Error('died')) : store.transaction(work)),
      };
      await expect(apps.sync({ store: dying })).rejects.toThrow('died');
      apps.left.update('contacts', id, { title: 'Chief' });
      await apps.sync();
      expect(only(apps.right, 'people').fields).toMatchObject({ title: 'Chief', city: 'Bonn' });
      expect(only(apps.left, 'contacts').fields).toMatchObject({ title: 'Chief', city: 'Bonn' });
      expect(await apps.conflicts()).toEqual([]);
    },
  );

  test('create without any key: found by its values', async () => {
    const apps = await start({ sync: { keyless: 'create' } });
    apps.left.create('contacts', { name: 'A', title: 'Boss' });
    apps.left.create('contacts', { name: 'B', title: 'Boss' });
    apps.right.failNext('create', 'lose-answer');
    await apps.sync();
    expect([apps.left.count('contacts'), apps.right.count('people')]).toEqual([2, 2]);
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('create without any key, two alike: held for review, made neither twice nor back', async () => {
    const apps = await start({ sync: { keyless: 'create' } });
    apps.left.create('contacts', { name: 'Same' });
    apps.left.create('contacts', { name: 'Same' });
    apps.right.failNext('create', 'lose-answer');
    const report = await apps.sync();
    expect(report).toMatchObject({ status: 'attention', syncs: [{ inReview: 4 }] });
    await apps.sync();
    expect([apps.left.count('contacts'), apps.right.count('people')]).toEqual([2, 2]);
    // A person deletes one: the other is then the answer to one of the two, and nothing is lost.
    apps.right.archive('people', apps.right.readAll('people')[0]?.id ?? '');
    apps.clock.advance(24 * 60 * minute);
    await apps.sync();
    await apps.sync();
    expect([apps.left.count('contacts'), apps.right.count('people')]).toEqual([2, 2]);
    expect(await apps.held()).toEqual([]);
  });

  test('create without any key, and the app rewrites values: held rather than made twice', async () => {
    const apps = await start({
      right: {
        objects: [people],
        normalize: (_object, field, value) =>
          field === 'name' && typeof value === 'string' ? value.toUpperCase() : value,
      },
      sync: { keyless: 'create' },
    });
    apps.left.create('contacts', { name: 'Ada', title: 'Boss' });
    apps.right.failNext('create', 'lose-answer');
    await apps.sync();
    await apps.sync();
    expect([apps.left.count('contacts'), apps.right.count('people')]).toEqual([1, 1]);
    expect((await apps.held()).map((one) => one.reason)).toEqual(['in-review', 'in-review']);
  });

  test.each([{ fault: 'lose-answer' as const }, { fault: lost }])(
    'an update is read and merged again',
    async ({ fault }) => {
      const apps = await start();
      const left = apps.left.create('contacts', { email: 'a@x.example', name: 'A' });
      await apps.sync();
      apps.left.update('contacts', left, { name: 'B' });
      apps.right.failNext('update', fault);
      expect((await apps.sync()).status).toBe('done');
      expect(only(apps.right, 'people').fields.name).toBe('B');
      expect(apps.written(await apps.sync())).toBe(0);
      expect(await apps.conflicts()).toEqual([]);
    },
  );
});

describe('an app with conditional writes', () => {
  test('a write that the network delivers twice is stale, and what it replaced is in the conflict log', async () => {
    const apps = await start({
      right: { objects: [people], capabilities: { conditionalWrites: true } },
      wrap: (app, side) =>
        side === 'left'
          ? app
          : {
              ...app,
              async write(request, options) {
                await app.write(request, options);
                return app.write(request, options);
              },
            },
      sync: { create: 'none' },
    });
    apps.left.create('contacts', { email: 'a@x.example', name: 'A' });
    apps.right.create('people', { email: 'a@x.example', name: 'B' });
    await apps.sync();
    expect(only(apps.right, 'people').fields.name).toBe('A');
    expect(await apps.conflicts()).toMatchObject([{ left: 'A', right: 'B', winner: 'left' }]);
    expect(await apps.store.database.selectFrom('conflicts').select('state').execute()).toEqual([{ state: 'decided' }]);
  });

  test('an edit that comes in between is read, merged and never overwritten', async () => {
    let meddle: (() => void) | null = null;
    const apps = await start({
      right: { objects: [people], capabilities: { conditionalWrites: true } },
      wrap: (app, side) =>
        side === 'left'
          ? app
          : {
              ...app,
              write: (request, options) => {
                const now = meddle;
                meddle = null;
                now?.();
                return app.write(request, options);
              },
            },
    });
    const left = apps.left.create('contacts', { email: 'a@x.example', name: 'A', title: 'Boss' });
    await apps.sync();
    const right = only(apps.right, 'people').id;
    apps.left.update('contacts', left, { name: 'B' });
    meddle = () => apps.right.update('people', right, { title: 'Chief', name: 'Meddled' });
    await apps.sync();
    expect(only(apps.right, 'people').fields).toMatchObject({ name: 'B', title: 'Chief' });
    expect(only(apps.left, 'contacts').fields).toMatchObject({ name: 'B', title: 'Chief' });
    expect(await apps.conflicts()).toMatchObject([{ left: 'B', right: 'Meddled', winner: 'left' }]);
  });
});

describe('interruptions', () => {
  const down = new RetryableError('The app is down.', { code: 'app-down' });

  test('an app that goes down in the middle: the run fails, and the next one completes', async () => {
    const apps = await start({ right: { objects: [people], capabilities: { batchLimits: limits(2) } } });
    for (let number = 0; number < 20; number += 1) apps.left.create('contacts', { email: `${number}@x.example` });
    await apps.right.failNext('create', down);
    await expect(apps.sync()).rejects.toBe(down);
    expect(apps.right.count('people')).toBeLessThan(20);
    expect(await apps.failing()).toEqual([]);
    expect((await apps.sync()).status).toBe('done');
    expect(emails(apps, 'right')).toEqual(emails(apps, 'left'));
  });

  test('a person stops the run: it ends between batches, and the next one goes on', async () => {
    const stop = new AbortController();
    const apps = await start({
      right: { objects: [people], capabilities: { batchLimits: limits(2) } },
      wrap: (app, side) => ({
        ...app,
        write: async (request, options) => {
          const outcomes = await app.write(request, options);
          if (side === 'right') stop.abort(new Error('stopped'));
          return outcomes;
        },
      }),
    });
    for (let number = 0; number < 20; number += 1) apps.left.create('contacts', { email: `${number}@x.example` });
    await expect(apps.sync({ signal: stop.signal })).rejects.toThrow('stopped');
    const made = apps.right.count('people');
    expect(made).toBeGreaterThan(0);
    expect(made).toBeLessThan(20);
    expect(await apps.store.database.selectFrom('intents').selectAll().execute()).toEqual([]);
    await apps.sync();
    expect(emails(apps, 'right')).toEqual(emails(apps, 'left'));
  });

  test('an edit that the answer to a write shows is merged in the same run', async () => {
    let meddle: (() => void) | null = null;
    const apps = await start({
      sync: { fields: mapped(['email', 'name', 'title']) },
      wrap: (app, side) =>
        side === 'left'
          ? app
          : {
              ...app,
              write: (request, options) => {
                meddle?.();
                meddle = null;
                return app.write(request, options);
              },
            },
    });
    const left = apps.left.create('contacts', { email: 'a@x.example', name: 'A' });
    await apps.sync();
    const right = only(apps.right, 'people').id;
    apps.left.update('contacts', left, { name: 'B' });
    meddle = () => apps.right.update('people', right, { title: 'Chief' });
    await apps.sync();
    expect(only(apps.left, 'contacts').fields.title).toBe('Chief');
  });

  test('a field that only the answer to a write shows is merged in the same run', async () => {
    let hides = true;
    const shown = (page: ChangePage): ChangePage => ({
      ...page,
      records: page.records.map(({ fields: { title, ...fields }, ...record }) => ({
        ...record,
        fields: hides ? fields : { title: title ?? null, ...fields },
      })),
    });
    const apps = await start({
      sync: { fields: mapped(['email', 'name', 'title']) },
      wrap: (app, side) =>
        side === 'left'
          ? app
          : {
              ...app,
              async *readChanges(request, options) {
                for await (const page of app.readChanges(request, options)) yield shown(page);
              },
            },
    });
    apps.left.create('contacts', { email: 'a@x.example', name: 'A', title: 'Boss' });
    apps.right.create('people', { email: 'a@x.example' });
    await apps.sync();
    expect(only(apps.right, 'people').fields).toMatchObject({ name: 'A', title: 'Boss' });
    hides = false;
    expect(apps.written(await apps.sync())).toBe(0);
  });

  test('a record that an interrupted complete comparison has shown, and that is deleted before the next one, is not copied', async () => {
    let breaks = true;
    const apps = await start({
      left: { objects: [contacts], pageSize: 1, capabilities: { deletions: 'feed' } },
      wrap: (app, side) =>
        side === 'right'
          ? app
          : {
              ...app,
              async *readChanges(request, options) {
                for await (const page of app.readChanges(request, options)) {
                  yield page;
                  if (breaks) throw down;
                }
              },
            },
    });
    const first = apps.left.create('contacts', { email: 'a@x.example' });
    apps.left.create('contacts', { email: 'b@x.example' });
    await expect(apps.sync({ full: true })).rejects.toBe(down);
    breaks = false;
    apps.left.archive('contacts', first);
    await apps.sync({ full: true });
    expect(emails(apps, 'right')).toEqual(['b@x.example']);
  });

  test('an edit that is read after its record was decided about is not lost', async () => {
    let meddle: (() => void) | null = null;
    const apps = await twoApps({
      left: crm,
      right: base,
      syncs: worldSyncs,
      wrap: (app) => ({
        ...app,
        readRecords: (request, options) => {
          meddle?.();
          meddle = null;
          return app.readRecords(request, options);
        },
      }),
    });
    const parent = apps.left.create('companies', { name: 'Parent', domain: 'p.example' });
    const child = apps.left.create('companies', { name: 'Child', domain: 'c.example' }, { parent: [parent] });
    await apps.sync();
    // The parent is looked at for its telephone, then read because it was removed from the child: with another name.
    apps.left.update('companies', parent, { phone: '+49 30 1' });
    apps.left.disassociate('companies', child, 'parent', parent);
    meddle = () => apps.left.update('companies', parent, { name: 'Renamed' });
    await apps.sync();
    await apps.sync();
    expect(find(apps.right, 'tblA', 'fldSite', 'p.example').fields).toMatchObject({
      fldName: 'Renamed',
      fldPhone: '+49 30 1',
    });
    expectEqualSides(apps);
  });
});

function limits(size: number) {
  return {
    read: size,
    lookup: size,
    create: size,
    update: size,
    archive: size,
    readAssociations: size,
    writeAssociations: size,
  };
}
