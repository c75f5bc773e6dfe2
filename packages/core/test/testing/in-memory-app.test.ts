import { isErrorOfKind } from '@linkwright/core';
import {
  createInMemoryApp,
  createInMemoryConnector,
  createTestClock,
  createTestContext,
} from '@linkwright/core/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSampleApp, options, targets } from './sample-app.ts';

describe('records', () => {
  it('keeps what a person writes, and empty fields as null', () => {
    const clock = createTestClock(0);
    const app = createSampleApp({ clock });
    const id = app.create('contacts', { email: 'ada@acme.example', code: '' });
    clock.advance(1000);
    app.update('contacts', id, { code: 'A1', born: '2000-01-01T10:20:30.000Z' });
    expect(app.read('contacts', id)).toEqual({
      id,
      fields: { email: 'ada@acme.example', code: 'A1', score: null, born: '2000-01-01T10:20:00.000Z' },
      associations: { companies: [], primary_company: [], referrer: [] },
      createdAt: '1970-01-01T00:00:00.000Z',
      modifiedAt: '1970-01-01T00:00:01.000Z',
    });
    app.archive('contacts', id);
    expect(app.read('contacts', id)).toBeNull();
    expect(app.count('contacts')).toBe(0);
  });

  it('makes of a value what the app makes of it', () => {
    const app = createSampleApp({
      normalize: (_object, field, value) =>
        field === 'email' && typeof value === 'string' ? value.toLowerCase() : value,
    });
    const id = app.create('contacts', { email: 'Ada@Acme.example' });
    expect(app.read('contacts', id)?.fields.email).toBe('ada@acme.example');
  });

  it.each([
    ['contacts', { email: 'ADA@acme.example' }, 'value-taken'],
    ['companies', {}, 'field-required'],
    ['companies', { name: 'Acme', employees: 'many' }, 'value-invalid'],
    ['companies', { name: 'Acme', employees: '1.5' }, 'value-invalid'],
    ['companies', { name: 'Acme', revenue: 'plenty' }, 'value-invalid'],
    ['companies', { name: 'Acme', colour: 'red' }, 'value-invalid'],
  ])('does not take %s %j', (object, fields, code) => {
    const app = createSampleApp();
    app.create('contacts', { email: 'ada@acme.example' });
    const before = app.count(object);
    expect(() => app.create(object, fields)).toThrow(expect.objectContaining({ code }));
    expect(app.count(object)).toBe(before);
  });

  it('gives a unique value free when it is changed or archived', () => {
    const app = createSampleApp();
    const ada = app.create('contacts', { email: 'ada@acme.example' });
    app.update('contacts', ada, { email: 'countess@acme.example' });
    const other = app.create('contacts', { email: 'ada@acme.example' });
    app.archive('contacts', other);
    app.update('contacts', ada, { email: 'ada@acme.example' });
    expect(app.count('contacts')).toBe(1);
  });
});

describe('associations', () => {
  const app = (clock = createTestClock()) => {
    const created = createSampleApp({ clock });
    const [acme, umbrella] = ['Acme', 'Umbrella'].map((name) => created.create('companies', { name }));
    const ada = created.create('contacts', { email: 'ada@acme.example' });
    if (acme === undefined || umbrella === undefined) throw new Error('Two companies were made.');
    return { app: created, acme, umbrella, ada };
  };

  it('keeps both ends in step, whichever end is written', () => {
    const { app: crm, acme, umbrella, ada } = app();
    crm.associate('contacts', ada, 'companies', acme);
    crm.associate('companies', umbrella, 'contacts', ada);
    expect(targets(crm.read('contacts', ada), 'companies')).toEqual([acme, umbrella]);
    expect(targets(crm.read('companies', acme), 'contacts')).toEqual([ada]);
    crm.disassociate('companies', acme, 'contacts', ada);
    expect(crm.readEdges('contacts', 'companies')).toEqual([[ada, umbrella]]);
    expect(crm.readEdges('companies', 'contacts')).toEqual([[umbrella, ada]]);
  });

  it('gives the first member the primary mark, from either end, and promotes nobody afterwards', () => {
    const { app: crm, acme, umbrella, ada } = app();
    crm.associate('companies', acme, 'contacts', ada);
    crm.associate('contacts', ada, 'companies', umbrella);
    expect(targets(crm.read('contacts', ada), 'primary_company')).toEqual([acme]);
    expect(targets(crm.read('companies', acme), 'primary_contacts')).toEqual([ada]);
    crm.disassociate('contacts', ada, 'companies', acme);
    expect(targets(crm.read('contacts', ada), 'primary_company')).toEqual([]);
    expect(targets(crm.read('contacts', ada), 'companies')).toEqual([umbrella]);
  });

  it('adds to the set through a mark, moves a primary, and keeps the membership of an unmarked one', () => {
    const { app: crm, acme, umbrella, ada } = app();
    crm.associate('contacts', ada, 'primary_company', acme);
    crm.associate('companies', umbrella, 'primary_contacts', ada);
    expect(targets(crm.read('contacts', ada), 'companies')).toEqual([acme, umbrella]);
    expect(targets(crm.read('contacts', ada), 'primary_company')).toEqual([umbrella]);
    expect(targets(crm.read('companies', acme), 'primary_contacts')).toEqual([]);
    crm.disassociate('contacts', ada, 'primary_company', umbrella);
    expect(targets(crm.read('contacts', ada), 'companies')).toEqual([acme, umbrella]);
  });

  it('takes edges away with a target, and touches only records whose association says so', () => {
    const clock = createTestClock();
    const { app: crm, acme, umbrella, ada } = app(clock);
    crm.associate('contacts', ada, 'companies', acme);
    crm.associate('companies', umbrella, 'parent', acme);
    const before = { ada: crm.read('contacts', ada), umbrella: crm.read('companies', umbrella) };
    clock.advance(1000);
    crm.archive('companies', acme);
    expect(targets(crm.read('contacts', ada), 'companies')).toEqual([]);
    expect(targets(crm.read('contacts', ada), 'primary_company')).toEqual([]);
    expect(targets(crm.read('companies', umbrella), 'parent')).toEqual([]);
    expect(crm.read('contacts', ada)?.modifiedAt).not.toBe(before.ada?.modifiedAt);
    expect(crm.read('companies', umbrella)?.modifiedAt).toBe(before.umbrella?.modifiedAt);
  });

  it('holds a copy of the key where it refers by key, which outlives its target', () => {
    const { app: crm, ada } = app();
    const grace = crm.create('contacts', { email: 'grace@acme.example' }, { referrer: ['ada@acme.example'] });
    crm.archive('contacts', ada);
    expect(crm.read('contacts', grace)?.associations?.referrer).toEqual([{ key: 'ada@acme.example' }]);
    crm.disassociate('contacts', grace, 'referrer', 'ada@acme.example');
    expect(crm.readEdges('contacts', 'referrer')).toEqual([]);
  });

  it('refuses a definition whose inverse does not name it back', () => {
    const associations = [
      { id: 'a', targets: ['things'], cardinality: 'many' as const, inverse: { object: 'things', field: 'b' } },
      { id: 'b', targets: ['things'], cardinality: 'many' as const },
    ];
    expect(() => createInMemoryApp({ name: 'x', objects: [{ id: 'things', fields: [], associations }] })).toThrow(
      'does not name it back',
    );
  });

  it('keeps sets, marks and inverses in step under any edits', () => {
    const verbs = fc.constantFrom('associate', 'disassociate', 'archive', 'merge', 'create');
    const steps = fc.array(
      fc.record({
        verb: verbs,
        end: fc.constantFrom('contacts', 'companies'),
        mark: fc.boolean(),
        a: fc.nat(4),
        b: fc.nat(4),
        newId: fc.boolean(),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(steps, (edits) => {
        const crm = createSampleApp();
        for (const index of [0, 1, 2, 3, 4]) {
          crm.create('companies', { name: `Company ${index}` });
          crm.create('contacts', { email: `${index}@acme.example` });
        }
        for (const { verb, end, mark, a, b, newId } of edits) {
          const other = end === 'contacts' ? 'companies' : 'contacts';
          const set = end === 'contacts' ? 'companies' : 'contacts';
          const field = !mark ? set : end === 'contacts' ? 'primary_company' : 'primary_contacts';
          const own = crm.readAll(end)[a]?.id;
          const second = crm.readAll(verb === 'merge' ? end : other)[b]?.id;
          if (verb === 'create') crm.create(end, end === 'companies' ? { name: 'Another' } : {});
          if (own === undefined || second === undefined) continue;
          if (verb === 'associate') crm.associate(end, own, field, second);
          if (verb === 'disassociate') crm.disassociate(end, own, field, second);
          if (verb === 'archive') crm.archive(end, own);
          if (verb === 'merge' && own !== second) crm.merge(end, own, second, { newId });
        }
        const flipped = (edges: readonly (readonly [string, string])[]) =>
          edges.map(([from, to]) => `${to} ${from}`).sort();
        const plain = (edges: readonly (readonly [string, string])[]) =>
          edges.map(([from, to]) => `${from} ${to}`).sort();
        const members = plain(crm.readEdges('contacts', 'companies'));
        const primaries = plain(crm.readEdges('contacts', 'primary_company'));
        expect(flipped(crm.readEdges('companies', 'contacts'))).toEqual(members);
        expect(flipped(crm.readEdges('companies', 'primary_contacts'))).toEqual(primaries);
        expect(members).toEqual(expect.arrayContaining(primaries));
        expect(new Set(primaries.map((edge) => edge.split(' ')[0])).size).toBe(primaries.length);
        const ids = new Set([...crm.readAll('contacts'), ...crm.readAll('companies')].map(({ id }) => id));
        for (const edge of members) for (const id of edge.split(' ')) expect(ids.has(id)).toBe(true);
      }),
    );
  });
});

describe('merge', () => {
  it.each([false, true])('hands values and edges to the survivor (new id: %s)', (newId) => {
    const app = createSampleApp();
    const [acme, umbrella, initech] = ['Acme', 'Umbrella', 'Initech'].map((name) => app.create('companies', { name }));
    if (acme === undefined || umbrella === undefined || initech === undefined) throw new Error('Three were made.');
    const ada = app.create('contacts', { email: 'ada@acme.example' }, { companies: [acme] });
    const double = app.create('contacts', { code: 'A1', email: 'a@acme.example' }, { companies: [umbrella, initech] });
    const standing = app.merge('contacts', ada, double, { newId });
    const record = app.read('contacts', standing);
    expect(standing === ada).toBe(!newId);
    expect(record?.fields).toMatchObject({ email: 'ada@acme.example', code: 'A1' });
    expect(new Set(targets(record, 'companies'))).toEqual(new Set([acme, umbrella, initech]));
    expect(targets(record, 'primary_company')).toEqual([acme]);
    expect(new Set(record?.mergedFrom)).toEqual(new Set(newId ? [ada, double] : [double]));
    expect(app.read('contacts', double)).toBeNull();
    expect(app.count('contacts')).toBe(1);
    const third = app.create('contacts', {});
    app.merge('contacts', third, standing);
    expect(app.read('contacts', third)?.mergedFrom).toEqual(expect.arrayContaining([standing, double]));
  });

  it('leads edges of others from the loser to the survivor, a primary too', () => {
    const app = createSampleApp();
    const acme = app.create('companies', { name: 'Acme' });
    const twin = app.create('companies', { name: 'ACME' });
    const ada = app.create('contacts', {}, { companies: [acme, twin], primary_company: [twin] });
    const child = app.create('companies', { name: 'Child' }, { parent: [twin] });
    app.merge('companies', acme, twin);
    expect(targets(app.read('contacts', ada), 'companies')).toEqual([acme]);
    expect(targets(app.read('contacts', ada), 'primary_company')).toEqual([acme]);
    expect(targets(app.read('companies', child), 'parent')).toEqual([acme]);
  });
});

it('keeps the key that a field for one target holds, where it is given one that nobody bears', async () => {
  const field = { id: 'name', type: 'text' } as const;
  const parent = { id: 'parent', targets: ['companies'], cardinality: 'one', refersBy: 'name' } as const;
  const app = createInMemoryApp({
    name: 'desk',
    objects: [{ id: 'companies', fields: [field], associations: [parent] }],
    capabilities: { associationWrites: { create: 'inline', update: 'inline' } },
  });
  app.create('companies', { name: 'Acme' });
  const child = app.create('companies', { name: 'Child' }, { parent: ['Acme'] });
  const connection = createInMemoryConnector(app).connect({}, createTestContext());
  const edit = { add: [{ key: 'Nobody' }], remove: [{ key: 'Acme' }], result: [{ key: 'Nobody' }] };
  const change = { kind: 'update', writeId: 'w', id: child, fields: {}, associations: { parent: edit } } as const;
  const [outcome] = await connection.write({ object: 'companies', changes: [change] }, options);
  expect(outcome?.kind === 'written' && outcome.refused?.map(({ target }) => target)).toEqual([{ key: 'Nobody' }]);
  expect(app.readEdges('companies', 'parent')).toEqual([[child, 'Acme']]);
});

describe('the test context', () => {
  it('moves its clock on instead of waiting, and stops for an abort', async () => {
    const clock = createTestClock(0);
    await clock.sleep(90_000, new AbortController().signal);
    expect(clock.now()).toBe(90_000);
    await expect(clock.sleep(1, AbortSignal.abort(new Error('Stop.')))).rejects.toThrow('Stop.');
    expect(clock.now()).toBe(90_000);
  });

  it('draws the same numbers in [0, 1) every time, and remembers a secret', async () => {
    const context = createTestContext();
    const numbers = Array.from({ length: 1000 }, context.random);
    expect(numbers).toEqual(Array.from({ length: 1000 }, createTestContext().random));
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
    expect(new Set(numbers).size).toBeGreaterThan(990);
    expect(await context.credentials.read()).toBeNull();
    expect(await context.credentials.update(async (secret) => `${secret}+1`)).toBe('null+1');
    expect(await context.credentials.read()).toBe('null+1');
  });
});

it('errors of the app are errors of this package', () => {
  const app = createSampleApp();
  try {
    app.read('contracts', '1');
    throw new Error('There is no such object.');
  } catch (error) {
    expect(isErrorOfKind(error, 'configuration') && error.remedy).toBe('Name one of: companies, contacts.');
  }
});

it('what was archived is taken out of the trash until that is emptied', () => {
  const app = createInMemoryApp({ name: 'bin', objects: [{ id: 'note', fields: [{ id: 'text', type: 'text' }] }] });
  const id = app.create('note', { text: 'kept' });
  app.archive('note', id);
  app.restore('note', id);
  expect(app.read('note', id)?.fields).toEqual({ text: 'kept' });
  app.archive('note', id);
  app.emptyTrash();
  expect(() => app.restore('note', id)).toThrow();
  expect(app.count('note')).toBe(0);
});
