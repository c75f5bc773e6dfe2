import type { CreateChange, Fields, UpdateChange, WriteOutcome } from '@linkwright/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cellsOf, type PeopleWorld, startPeopleWorld } from './support/people-world.ts';
import { options } from './support/test-context.ts';

let world: PeopleWorld;
beforeEach(async () => {
  world = await startPeopleWorld();
});
afterEach(() => world.close());

let lastWriteId = 0;
function create(fields: Fields): CreateChange {
  lastWriteId += 1;
  return { kind: 'create', writeId: String(lastWriteId), fields };
}

function update(id: string, fields: Fields, expectedRevision?: string): UpdateChange {
  const revision = expectedRevision === undefined ? {} : { expectedRevision };
  return { kind: 'update', writeId: `update ${id}`, id, fields, ...revision };
}

function linked(change: CreateChange, key: string): CreateChange;
function linked(change: UpdateChange, key: string): UpdateChange;
function linked(change: CreateChange | UpdateChange, key: string): CreateChange | UpdateChange {
  return { ...change, associations: { Company: { add: [{ key }], remove: [], result: [{ key }] } } };
}

function writtenId(outcome: WriteOutcome | undefined): string {
  if (outcome?.kind !== 'written') throw new Error(`not written: ${JSON.stringify(outcome)}`);
  return outcome.record.id;
}

const kindsOf = (outcomes: readonly WriteOutcome[]) => outcomes.map(({ kind }) => kind);

describe('writing', () => {
  it('creates, updates, clears and deletes', async () => {
    await world.addCompanies('acme.example');
    const [created] = await world.write(
      linked(
        create({
          Name: 'Ada "the" \\ Countess',
          Age: '36',
          Born: '1815-12-10',
          Seen: '2026-01-02T03:04:05.678Z',
          Level: 'Gold',
          Tags: ['A', 'B'],
          Owner: 'rita.rep@example.com',
          Language: null,
          Email: null,
        }),
        'acme.example',
      ),
    );
    const id = writtenId(created);
    expect(created).toEqual({ kind: 'written', record: { id, revision: '1', fields: {} } });
    expect(await world.person(id)).toMatchObject({
      Name: 'Ada "the" \\ Countess',
      Age: '36',
      Born: '1815-12-10',
      Seen: '2026-01-02T03:04:00Z',
      Level: 'Gold',
      Tags: ['A', 'B'],
      Owner: [{ code: 'rita.rep@example.com' }],
      Company: 'acme.example',
      Company_name: 'The acme.example',
      // The blank was meant: the default of the form does not take its place.
      Language: '',
    });

    const [updated] = await world.write({
      ...update(id, { Age: null, Level: null, Born: null, Seen: null, Tags: null, Owner: null }, '1'),
      associations: { Company: { add: [], remove: [{ key: 'acme.example' }], result: [] } },
    });
    expect(updated).toMatchObject({ kind: 'written', record: { id, revision: '2' } });
    expect(await world.person(id)).toMatchObject({
      Age: '',
      Level: null,
      Born: null,
      Seen: '',
      Tags: [],
      Owner: [],
      Company: '',
      Company_name: '',
    });

    expect(await world.write({ kind: 'archive', writeId: '4', id })).toMatchObject([
      { kind: 'written', record: { id } },
    ]);
    expect(await world.write({ kind: 'archive', writeId: '5', id })).toEqual([{ kind: 'gone' }]);
  });

  it('writes the batch mates of records that Kintone refuses, with one more call', async () => {
    const changes = Array.from({ length: 100 }, (_, place) =>
      create({ Name: place === 13 ? null : `Person ${place}`, Level: place === 70 ? 'Platinum' : 'Gold' }),
    );
    await world.connection.describeObjects({ objects: [world.people] }, options);
    world.context.calls.length = 0;
    const outcomes = await world.write(...changes);
    expect(kindsOf(outcomes)).toEqual(changes.map((_, place) => ([13, 70].includes(place) ? 'rejected' : 'written')));
    expect(outcomes[13]).toMatchObject({ error: { category: 'missing-required', field: 'Name' } });
    expect(outcomes[70]).toMatchObject({ error: { category: 'invalid-value', field: 'Level' } });
    const names = await world.probe.record.getAllRecords({ app: world.people, fields: ['Name'] });
    expect(names).toHaveLength(98);
    expect(world.context.calls).toEqual(['batch-create', 'batch-create']);
  });

  it('says by which record a unique value is taken', async () => {
    const [holder = '', other = ''] = await world.addPeople(
      { Name: 'Ada', Email: 'ada@acme.example' },
      { Name: 'Linus' },
    );
    const outcomes = await world.write(
      create({ Name: 'Kim', Email: 'kim@acme.example' }),
      create({ Name: 'Other Ada', Email: 'ada@acme.example' }),
    );
    expect(outcomes).toMatchObject([{ kind: 'written' }, { kind: 'exists', id: holder }]);
    expect(await world.write(update(other, { Email: 'ada@acme.example' }))).toEqual([{ kind: 'exists', id: holder }]);
    const twins = await world.write(
      create({ Name: 'One', Email: 'same@acme.example' }),
      create({ Name: 'Two', Email: 'same@acme.example' }),
    );
    expect(twins).toMatchObject([
      { kind: 'written' },
      { kind: 'rejected', error: { category: 'duplicate-value', field: 'Email' } },
    ]);
  });

  it('never overwrites what it has not seen, and writes the others of the batch', async () => {
    const ids = await world.addPeople({ Name: 'Ada' }, { Name: 'Linus' }, { Name: 'Grace' });
    const [ada = '', linus = '', grace = ''] = ids;
    await world.probe.record.updateRecord({ app: world.people, id: ada, record: cellsOf({ Name: 'Ada Lovelace' }) });
    await world.probe.record.deleteRecords({ app: world.people, ids: [linus] });
    const changes = ids.map((id) => update(id, { Age: '7' }, '1'));
    expect(kindsOf(await world.write(...changes))).toEqual(['stale', 'gone', 'written']);
    expect(await world.person(ada)).toMatchObject({ Name: 'Ada Lovelace', Age: '' });
    expect(await world.person(grace)).toMatchObject({ Age: '7' });
    const archives = [ada, grace].map((id) => ({
      kind: 'archive' as const,
      writeId: id,
      id,
      expectedRevision: '2',
    }));
    expect(kindsOf(await world.write(...archives))).toEqual(['written', 'written']);
  });

  it('writes a record without the lookups that find nothing, and names them', async () => {
    await world.addCompanies('acme.example');
    await world.connection.describeObjects({ objects: [world.people, world.companies] }, options);
    world.context.calls.length = 0;
    const outcomes = await world.write(
      create({ Name: 'Plain' }),
      linked(create({ Name: 'Grace' }), 'gone.example'),
      linked(create({ Name: 'Linus' }), 'acme.example'),
    );
    expect(kindsOf(outcomes)).toEqual(['written', 'written', 'written']);
    expect(outcomes[1]).toMatchObject({
      refused: [
        {
          field: 'Company',
          target: { key: 'gone.example' },
          error: { code: 'lookup-target-missing', category: 'association-target' },
        },
      ],
    });
    expect(outcomes[2]).not.toHaveProperty('refused');
    expect(world.context.calls).toEqual(['batch-create', 'list', 'batch-create']);
    expect(await world.person(writtenId(outcomes[1]))).toMatchObject({ Name: 'Grace', Company: '' });
    expect(await world.person(writtenId(outcomes[2]))).toMatchObject({ Company: 'acme.example' });

    const [moved] = await world.write(linked(update(writtenId(outcomes[2]), { Age: '8' }), 'gone.example'));
    expect(moved).toMatchObject({ kind: 'written', refused: [{ target: { key: 'gone.example' } }] });
    expect(await world.person(writtenId(outcomes[2]))).toMatchObject({ Age: '8', Company: 'acme.example' });
  });

  it('refuses a lookup by a key that is not unique any more', async () => {
    await world.addCompanies('acme.example');
    const fields = await world.probe.app.getFormFields({ app: world.companies });
    const { Domain } = fields.properties;
    if (Domain?.type !== 'SINGLE_LINE_TEXT') throw new Error('Domain is no text.');
    await world.probe.app.updateFormFields({
      app: world.companies,
      properties: { Domain: { ...Domain, unique: false } },
    });
    await world.probe.app.deployApp({ apps: [{ app: world.companies }] });
    await world.addCompanies('acme.example');
    expect(await world.write(linked(create({ Name: 'Ada' }), 'acme.example'))).toMatchObject([
      {
        kind: 'written',
        refused: [{ error: { code: 'lookup-key-not-unique', remedy: expect.stringContaining('Prohibit duplicate') } }],
      },
    ]);
  });

  it('writes a lookup by the record number as a record id', async () => {
    const [ada = '', linus = ''] = await world.addPeople({ Name: 'Ada' }, { Name: 'Linus' });
    const mentor = (id: string) => ({ Mentor: { add: [{ id }], remove: [], result: [{ id }] } });
    const outcomes = await world.write({ ...update(linus, {}), associations: mentor(ada) });
    expect(outcomes).toMatchObject([{ kind: 'written' }]);
    expect(await world.person(linus)).toMatchObject({ Mentor: ada });
    expect(await world.write({ ...update(linus, {}), associations: mentor('77') })).toMatchObject([
      { kind: 'written', refused: [{ target: { id: '77' }, error: { code: 'lookup-target-missing' } }] },
    ]);
  });

  it('finds its record again by an identity', async () => {
    const upsert = (key: string | null, name: string): CreateChange => ({
      ...create({ Name: name, Key: key }),
      upsertOn: 'Key',
    });
    const [first, second, keyless] = await world.write(
      upsert('o"1\\', 'Ada'),
      upsert('2', 'Linus'),
      upsert(null, 'Grace'),
    );
    const again = await world.write(upsert('o"1\\', 'Ada Lovelace'), upsert('3', 'Kim'));
    expect(writtenId(again[0])).toBe(writtenId(first));
    expect(new Set([first, second, keyless, again[1]].map(writtenId)).size).toBe(4);
    expect(await world.person(writtenId(first))).toMatchObject({ Name: 'Ada Lovelace', Key: 'o"1\\' });
    await expect(
      world.connection.write(
        { object: world.people, changes: [{ ...create({ Name: 'X' }), upsertOn: 'Name' }] },
        options,
      ),
    ).rejects.toMatchObject({ kind: 'configuration', code: 'identity-unsuitable' });
  });

  it('rejects without a call what Kintone could not hold', async () => {
    await world.connection.describeObjects({ objects: [world.people] }, options);
    world.context.calls.length = 0;
    const outcomes = await world.write(
      create({ Company_name: 'Acme' }),
      create({ Age: 'many' }),
      create({ Nope: 'x' }),
    );
    expect(outcomes).toMatchObject([
      { kind: 'rejected', error: { category: 'read-only', field: 'Company_name' } },
      { kind: 'rejected', error: { category: 'invalid-value', field: 'Age' } },
      { kind: 'rejected', error: { code: 'unknown-field' } },
    ]);
    expect(world.context.calls).toEqual([]);
  });

  it('names the field of an unknown user', async () => {
    const outcomes = await world.write(create({ Name: 'Ada', Owner: 'nobody' }), create({ Name: 'Linus' }));
    expect(outcomes).toMatchObject([
      { kind: 'rejected', error: { code: 'unknown-user', field: 'Owner' } },
      { kind: 'written' },
    ]);
  });
});

describe('a busy domain in Japanese', () => {
  it('is written although records are locked now and then, and read by its own field codes', async () => {
    const busy = await startPeopleWorld({ language: 'ja', lockedShare: 0.3 });
    const names = Array.from({ length: 12 }, (_, place) => `Person ${place}`);
    const outcomes: WriteOutcome[] = [];
    for (const name of names) outcomes.push(...(await busy.write(create({ Name: name }))));
    expect(new Set(kindsOf(outcomes))).toEqual(new Set(['written']));
    expect(busy.context.calls.filter((kind) => kind === 'batch-create').length).toBeGreaterThan(names.length);
    busy.context.advance(600_000);
    const since = (await busy.readPeople()).at(-1)?.checkpoint ?? null;
    await busy.write(update(writtenId(outcomes[3]), { Name: 'Renamed' }));
    const pages = await busy.readPeople(since);
    expect(pages.flatMap(({ records }) => records.map(({ fields }) => fields.Name))).toEqual(['Renamed']);
    await busy.close();
  });
});

describe('a guest space', () => {
  it('is reached by its own addresses', async () => {
    const space = world.connect({ apiToken: 'token', guestSpaceId: 7 });
    await expect(space.describeObjects({ objects: [world.people] }, options)).rejects.toMatchObject({
      kind: 'authentication',
      code: 'access-denied',
    });
    await space.close();
  });
});

describe('credentials', () => {
  it.each([{ apiToken: 'goodToken,invalidToken' }, { username: 'ada', password: 'invalidPassword' }])(
    '%o',
    async (settings) => {
      const other = world.connect(settings);
      await expect(other.check({}, options)).rejects.toMatchObject({
        kind: 'authentication',
        code: 'credentials-refused',
      });
      await other.close();
    },
  );

  it('that may not write', async () => {
    const other = world.connect({ apiToken: 'noscopeToken' });
    await other.check({}, options);
    const [outcome] = await other.write({ object: world.people, changes: [create({ Name: 'Ada' })] }, options);
    expect(outcome).toMatchObject({ kind: 'not-sent', error: { kind: 'authentication' } });
    await other.close();
  });
});
