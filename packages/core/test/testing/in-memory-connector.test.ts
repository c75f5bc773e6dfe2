import { type RecordChange, RecordError, RetryableError, type WriteOutcome } from '@linkwright/core';
import { createTestClock, inMemoryCapabilities } from '@linkwright/core/testing';
import { describe, expect, it } from 'vitest';
import { connect, createSampleApp, options } from './sample-app.ts';

const inline = { associationWrites: { create: 'inline', update: 'inline' } } as const;
const noEdit = { add: [], remove: [], result: [] };

function create(fields: Record<string, string>): RecordChange {
  return { kind: 'create', writeId: '1', fields };
}

function idOf(outcome: WriteOutcome | undefined): string {
  if (outcome?.kind !== 'written') throw new Error(`Not written: ${outcome?.kind}`);
  return outcome.record.id;
}

describe('reading changes', () => {
  it('pages through everything once, then only through what changed', async () => {
    const app = createSampleApp({ pageSize: 2 });
    const connection = connect(app);
    const ids = [1, 2, 3, 4, 5].map((number) => app.create('contacts', { code: String(number) }));
    const pages = await connection.changes('contacts', null);
    expect(pages.map((page) => page.records.map(({ id }) => id))).toEqual([
      ids.slice(0, 2),
      ids.slice(2, 4),
      ids.slice(4),
    ]);
    const checkpoint = pages.at(-1)?.checkpoint ?? null;
    expect(await connection.changes('contacts', checkpoint)).toEqual([{ records: [], deleted: [], checkpoint }]);
    app.update('contacts', ids[3] ?? '', { code: 'new' });
    const [page, ...more] = await connection.changes('contacts', checkpoint);
    expect(page?.records).toMatchObject([{ id: ids[3], fields: { code: 'new' } }]);
    expect(more).toEqual([]);
    expect(app.calls.get('read-changes')).toBe(5);
  });

  it('resumes from any page, and loses nothing that changes while it reads', async () => {
    const app = createSampleApp({ pageSize: 1 });
    const ids = [1, 2, 3].map((number) => app.create('contacts', { code: String(number) }));
    const seen = new Map<string, unknown>();
    let checkpoint: string | null = null;
    const request = { object: 'contacts', fields: ['code'], associations: [] };
    for await (const page of connect(app).readChanges({ ...request, since: checkpoint }, options)) {
      for (const record of page.records) seen.set(record.id, record.fields.code);
      checkpoint = page.checkpoint;
      if (seen.size === 1) for (const id of ids) app.update('contacts', id, { code: 'later' });
    }
    for (const page of await connect(app).changes('contacts', checkpoint)) {
      for (const record of page.records) seen.set(record.id, record.fields.code);
    }
    expect(seen).toEqual(new Map(ids.map((id) => [id, 'later'])));
  });

  it('reports deletions where the app has a feed of them', async () => {
    const capabilities = { deletions: 'feed' } as const;
    for (const app of [createSampleApp(), createSampleApp({ capabilities })]) {
      const id = app.create('contacts', {});
      const checkpoint = (await connect(app).changes('contacts', null)).at(-1)?.checkpoint ?? null;
      app.archive('contacts', id);
      const pages = await connect(app).changes('contacts', checkpoint);
      expect(pages.flatMap(({ deleted }) => deleted)).toEqual(app.state.capabilities.deletions === 'feed' ? [id] : []);
      expect((await connect(app).changes('contacts', null)).flatMap(({ deleted }) => deleted)).toEqual([]);
    }
  });

  it('brings up a record whose association changed only if that touches it', async () => {
    const app = createSampleApp();
    const [acme, child] = ['Acme', 'Child'].map((name) => app.create('companies', { name }));
    const ada = app.create('contacts', {});
    const checkpoint = (await connect(app).changes('companies', null)).at(-1)?.checkpoint ?? null;
    app.associate('companies', child ?? '', 'parent', acme ?? '');
    expect((await connect(app).changes('companies', checkpoint))[0]?.records).toEqual([]);
    app.associate('contacts', ada, 'companies', acme ?? '');
    expect((await connect(app).changes('companies', checkpoint))[0]?.records.map(({ id }) => id)).toEqual([acme]);
    const [read] = await connect(app).readAssociations(
      { object: 'companies', associations: ['parent'], ids: [child ?? ''] },
      options,
    );
    expect(read?.associations).toEqual({ parent: [{ id: acme }] });
  });

  it('leaves associations to calls of their own where the app does', async () => {
    const app = createSampleApp({ associationReads: 'separate' });
    app.create('contacts', {});
    expect((await connect(app).changes('contacts', null))[0]?.records[0]).not.toHaveProperty('associations');
  });

  it('costs what changed: 100,000 records, one edit', async () => {
    const app = createSampleApp({ pageSize: 1000 });
    for (let index = 0; index < 100_000; index += 1) app.create('contacts', { email: `${index}@acme.example` });
    const pages = await connect(app).changes('contacts', null);
    expect(pages.length).toBe(100);
    app.update('contacts', app.readAll('contacts')[50_000]?.id ?? '', { code: 'x' });
    expect((await connect(app).changes('contacts', pages.at(-1)?.checkpoint ?? null))[0]?.records.length).toBe(1);
  });

  it('stays correct when its log is compacted', async () => {
    const app = createSampleApp();
    const [ada, grace] = ['a', 'b'].map((code) => app.create('contacts', { code }));
    const checkpoint = (await connect(app).changes('contacts', null)).at(-1)?.checkpoint ?? null;
    for (let index = 0; index < 5000; index += 1) app.update('contacts', ada ?? '', { code: String(index) });
    app.update('contacts', grace ?? '', { code: 'c' });
    const records = (await connect(app).changes('contacts', checkpoint)).flatMap((page) => page.records);
    expect(records.map(({ id, fields }) => [id, fields.code])).toEqual([
      [ada, '4999'],
      [grace, 'c'],
    ]);
  });
});

describe('finding records', () => {
  it('answers a merged id with the record it went into, and a gone one with null', async () => {
    const app = createSampleApp();
    const [a, b, c] = ['a', 'b', 'c'].map((code) => app.create('contacts', { code }));
    app.merge('contacts', a ?? '', b ?? '');
    app.archive('contacts', c ?? '');
    const read = await connect(app).readRecords(
      { object: 'contacts', ids: [b ?? '', a ?? '', c ?? ''], fields: ['code'], associations: [] },
      options,
    );
    expect(read.map(({ id, record }) => [id, record?.id ?? null])).toEqual([
      [b, a],
      [a, a],
      [c, null],
    ]);
  });

  it('finds by a key at once, or late where look-ups lag', async () => {
    const clock = createTestClock();
    const app = createSampleApp({ clock, capabilities: { lookupDelayMs: 1000 } });
    const find = async (key: Record<string, string>) => {
      const [found] = await connect(app).findByKey({ object: 'contacts', keys: [key], fields: ['code'] }, options);
      return found?.map(({ id }) => id);
    };
    const id = app.create('contacts', { email: 'Ada@acme.example', code: 'old' });
    expect(await find({ email: 'ada@acme.example' })).toEqual([id]);
    expect(await find({ code: 'old' })).toEqual([]);
    clock.advance(1000);
    expect(await find({ code: 'old' })).toEqual([id]);
    app.update('contacts', id, { code: 'new' });
    expect(await find({ code: 'new' })).toEqual([]);
    expect(await find({ code: 'old' })).toEqual([id]);
    clock.advance(1000);
    expect(await find({ code: 'new' })).toEqual([id]);
    expect(await find({ email: 'ada@acme.example', code: 'old' })).toEqual([]);
    await expect(find({ score: '1' })).rejects.toThrow('cannot be looked up');
  });

  it('lists every id once', async () => {
    const app = createSampleApp({ pageSize: 2 });
    const pages: (readonly string[])[] = [];
    for await (const page of connect(app).listIds({ object: 'contacts' }, options)) pages.push(page);
    expect(pages).toEqual([[]]);
    const ids = [1, 2, 3].map(() => app.create('contacts', {}));
    for await (const page of connect(app).listIds({ object: 'contacts' }, options)) pages.push(page);
    expect(pages.slice(1)).toEqual([ids.slice(0, 2), ids.slice(2)]);
  });
});

describe('writing', () => {
  it('answers each change in order, and a bad one costs nothing to its mates', async () => {
    const app = createSampleApp();
    const taken = app.create('contacts', { email: 'ada@acme.example' });
    const outcomes = await connect(app).write(
      {
        object: 'contacts',
        changes: [
          create({ code: '1' }),
          create({ score: '5' }),
          create({ email: 'ADA@acme.example' }),
          create({ born: 'long ago' }),
          create({ code: '2' }),
        ],
      },
      options,
    );
    expect(outcomes.map(({ kind }) => kind)).toEqual(['written', 'rejected', 'exists', 'rejected', 'written']);
    expect(outcomes[2]).toEqual({ kind: 'exists', id: taken });
    expect(outcomes[1]).toMatchObject({ error: { category: 'read-only', field: 'score' } });
    expect(app.count('contacts')).toBe(3);
  });

  it('updates, archives, and says where a record went', async () => {
    const app = createSampleApp();
    const [a, b, c] = ['a', 'b', 'c'].map((code) => app.create('contacts', { code }));
    app.merge('contacts', a ?? '', b ?? '');
    app.archive('contacts', c ?? '');
    const changes = [a, b, c].map(
      (id) => ({ kind: 'update', writeId: '1', id: id ?? '', fields: { code: 'z' } }) as const,
    );
    expect(await connect(app).write({ object: 'contacts', changes }, options)).toMatchObject([
      { kind: 'written', record: { id: a, fields: { code: 'z' } } },
      { kind: 'gone', movedTo: a },
      { kind: 'gone' },
    ]);
    const archive = { kind: 'archive', writeId: '2', id: a ?? '' } as const;
    await connect(app).write({ object: 'contacts', changes: [archive] }, options);
    expect(app.count('contacts')).toBe(0);
  });

  it('does not touch a record that holds the value already', async () => {
    const app = createSampleApp();
    const id = app.create('contacts', { code: 'a' });
    const checkpoint = (await connect(app).changes('contacts', null)).at(-1)?.checkpoint ?? null;
    await connect(app).write(
      { object: 'contacts', changes: [{ kind: 'update', writeId: '1', id, fields: { code: 'a' } }] },
      options,
    );
    expect((await connect(app).changes('contacts', checkpoint))[0]?.records).toEqual([]);
  });

  it('holds a write against the expected revision where the app can', async () => {
    for (const conditionalWrites of [false, true]) {
      const app = createSampleApp({ capabilities: { conditionalWrites } });
      const id = app.create('contacts', { code: 'a' });
      const revision = app.read('contacts', id)?.revision;
      expect(revision === undefined).toBe(!conditionalWrites);
      app.update('contacts', id, { code: 'b' });
      const change = {
        kind: 'update',
        writeId: '1',
        id,
        fields: { code: 'c' },
        expectedRevision: revision ?? '1',
      } as const;
      const [outcome] = await connect(app).write({ object: 'contacts', changes: [change] }, options);
      expect(outcome?.kind).toBe(conditionalWrites ? 'stale' : 'written');
      expect(app.read('contacts', id)?.fields.code).toBe(conditionalWrites ? 'b' : 'c');
    }
  });

  it('updates instead of creating where the identity is taken', async () => {
    const app = createSampleApp();
    const id = app.create('contacts', { code: 'mine', email: 'old@acme.example' });
    const change = { ...create({ code: 'mine', email: 'new@acme.example' }), upsertOn: 'code' } as RecordChange;
    const [outcome] = await connect(app).write({ object: 'contacts', changes: [change] }, options);
    expect(idOf(outcome)).toBe(id);
    expect(app.read('contacts', id)?.fields.email).toBe('new@acme.example');
  });

  it('writes associations inline, as edits or as whole sets', async () => {
    for (const inlineAssociations of ['edit', 'replace'] as const) {
      const app = createSampleApp({ capabilities: inline, inlineAssociations });
      const [acme, umbrella, initech] = ['Acme', 'Umbrella', 'Initech'].map((name) =>
        app.create('companies', { name }),
      );
      const id = app.create('contacts', {}, { companies: [acme ?? ''] });
      app.associate('contacts', id, 'companies', initech ?? '');
      const edit = {
        ...noEdit,
        add: [{ id: umbrella ?? '' }],
        remove: [{ id: acme ?? '' }],
        result: [{ id: umbrella ?? '' }],
      };
      const change = { kind: 'update', writeId: '1', id, fields: {}, associations: { companies: edit } } as const;
      const [outcome] = await connect(app).write({ object: 'contacts', changes: [change] }, options);
      const expected = inlineAssociations === 'edit' ? [initech, umbrella] : [umbrella];
      const shown = outcome?.kind === 'written' ? outcome.record.associations?.companies : undefined;
      expect(shown).toEqual(expected.map((target) => ({ id: target })));
    }
  });

  it('writes associations in calls of their own and refuses single targets', async () => {
    const app = createSampleApp();
    const acme = app.create('companies', { name: 'Acme' });
    const ada = app.create('contacts', { email: 'ada@acme.example' });
    const change = { writeId: '1', id: ada, field: 'companies', add: [{ id: acme }, { id: 'nobody' }], remove: [] };
    const referrer = {
      writeId: '2',
      id: ada,
      field: 'referrer',
      add: [{ key: 'x' }, { key: 'ada@acme.example' }],
      remove: [],
    };
    const gone = { ...change, id: 'nobody' };
    const outcomes = await connect(app).writeAssociations?.(
      { object: 'contacts', changes: [change, referrer, gone] },
      options,
    );
    expect(outcomes).toMatchObject([
      {
        kind: 'written',
        refused: [{ field: 'companies', target: { id: 'nobody' }, error: { category: 'association-target' } }],
      },
      { kind: 'written', refused: [{ target: { key: 'x' } }] },
      { kind: 'gone' },
    ]);
    expect(app.readEdges('contacts', 'companies')).toEqual([[ada, acme]]);
    expect(app.readEdges('contacts', 'referrer')).toEqual([[ada, 'ada@acme.example']]);
  });

  it('throws for a call that breaks the contract, before anything is written', async () => {
    const app = createSampleApp({ capabilities: { batchLimits: { ...inMemoryCapabilities.batchLimits, create: 1 } } });
    const write = (changes: readonly RecordChange[]) => connect(app).write({ object: 'contacts', changes }, options);
    await expect(write([create({}), create({})])).rejects.toThrow('at most 1');
    await expect(write([create({}), { kind: 'archive', writeId: '2', id: '1' }])).rejects.toThrow('one kind');
    const withAssociations = { ...create({}), associations: { companies: noEdit } } as RecordChange;
    await expect(write([withAssociations])).rejects.toThrow('calls of their own');
    expect(app.count('contacts')).toBe(0);
    expect(app.calls.size).toBe(0);
  });
});

describe('failures', () => {
  const down = new RetryableError('The app is down.', { code: 'app-down' });
  const lost = new RetryableError('No answer.', { code: 'no-answer', outcomeUnknown: true });
  const request = { object: 'contacts', changes: [create({ code: 'a' }), create({ code: 'b' })] };

  it('loses an answer, a request, or sends nothing, once each', async () => {
    const app = createSampleApp();
    app.failNext('create', 'lose-answer');
    app.failNext('create', lost);
    app.failNext('create', down);
    const kinds = async () => (await connect(app).write(request, options)).map(({ kind }) => kind);
    expect(await kinds()).toEqual(['unknown', 'unknown']);
    expect(app.count('contacts')).toBe(2);
    expect(await kinds()).toEqual(['unknown', 'unknown']);
    expect(await kinds()).toEqual(['not-sent', 'not-sent']);
    expect(app.count('contacts')).toBe(2);
    expect(await kinds()).toEqual(['written', 'written']);
    expect(app.calls.get('create')).toBe(4);
  });

  it('throws from a read, and the next one works', async () => {
    const app = createSampleApp();
    app.failNext('read-changes', down);
    await expect(connect(app).changes('contacts', null)).rejects.toBe(down);
    expect((await connect(app).changes('contacts', null)).length).toBe(1);
  });

  it('refuses what a rule picks, until the rule is lifted', async () => {
    const app = createSampleApp({ capabilities: inline });
    const error = new RecordError('Not b.', { code: 'not-b', category: 'invalid-value', remedy: 'Write another.' });
    const lift = app.reject('contacts', ({ fields }) => fields.code === 'b', error);
    expect(await connect(app).write(request, options)).toMatchObject([
      { kind: 'written' },
      { kind: 'rejected', error },
    ]);
    lift();
    expect((await connect(app).write(request, options)).map(({ kind }) => kind)).toEqual(['written', 'written']);
    const acme = app.create('companies', { name: 'Acme' });
    app.refuseAssociation(({ target }) => target === acme, error);
    const edit = { ...noEdit, add: [{ id: acme }], result: [{ id: acme }] };
    const change = { ...create({}), associations: { companies: edit } } as RecordChange;
    const [outcome] = await connect(app).write({ object: 'contacts', changes: [change] }, options);
    expect(outcome).toMatchObject({ kind: 'written', refused: [{ field: 'companies', target: { id: acme }, error }] });
  });

  it('counts and reports every call, and stops for an abort', async () => {
    const app = createSampleApp();
    const reported: string[] = [];
    const connection = connect(app, (kind) => reported.push(kind));
    await connection.check({}, options);
    await connection.write(request, options);
    expect(reported).toEqual(['check', 'create']);
    expect([...app.calls]).toEqual([
      ['check', 1],
      ['create', 1],
    ]);
    app.resetCalls();
    await expect(connection.check({}, { signal: AbortSignal.abort(new Error('Stop.')) })).rejects.toThrow('Stop.');
    expect(app.calls.size).toBe(0);
  });
});

describe('describing', () => {
  it('lists objects and describes them with everything filled in', async () => {
    const app = createSampleApp({ accountId: 'portal-1', listsAllObjects: false });
    const connection = connect(app);
    expect(await connection.check({}, options)).toEqual({ accountId: 'portal-1', name: 'crm' });
    const { objects, complete } = await connection.listObjects({}, options);
    expect(objects[0]).toEqual({ id: 'companies', name: 'companies', label: 'companies', custom: false });
    expect(complete).toBe(false);
    const [schema] = await connection.describeObjects({ objects: ['contacts'] }, options);
    expect(schema?.fields[0]).toEqual({
      id: 'email',
      name: 'email',
      label: 'email',
      type: 'email',
      required: false,
      readOnly: false,
      unique: true,
      lookup: 'consistent',
    });
    expect(schema?.associations.map(({ id }) => id)).toEqual(['companies', 'primary_company', 'referrer']);
    await expect(connection.describeObjects({ objects: ['nothing'] }, options)).rejects.toMatchObject({
      code: 'unknown-object',
    });
  });
});
