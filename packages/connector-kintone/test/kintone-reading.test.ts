import { nastyTexts } from '@linkwright/core/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cellsOf, type PeopleWorld, startPeopleWorld } from './support/people-world.ts';
import { collect, options } from './support/test-context.ts';

let world: PeopleWorld;
beforeEach(async () => {
  world = await startPeopleWorld();
});
afterEach(() => world.close());

const named = (count: number) => Array.from({ length: count }, (_, place) => ({ Name: `Person ${place}` }));
const idsOf = (pages: readonly { readonly records: readonly { readonly id: string }[] }[]) =>
  pages.flatMap(({ records }) => records.map(({ id }) => id));

describe('objects', () => {
  it('are named by id with tokens, and listed with a login name', async () => {
    expect(await world.connection.listObjects({}, options)).toEqual({ objects: [], complete: false });
    const login = world.connect({ username: 'ada', password: 'secret' });
    expect(await login.listObjects({}, options)).toMatchObject({
      complete: true,
      objects: expect.arrayContaining([{ id: world.people, name: world.people, label: 'People', custom: true }]),
    });
    await login.close();
    await expect(world.connection.describeObjects({ objects: ['999'] }, options)).rejects.toMatchObject({
      code: 'unknown-object',
    });
  });

  it('are described with their lookups, and with what those fill', async () => {
    const [people, companies] = await world.connection.describeObjects(
      { objects: [world.people, world.companies] },
      options,
    );
    const field = (id: string) => people?.fields.find((candidate) => candidate.id === id);
    expect(people).toMatchObject({ id: world.people, label: 'People' });
    expect(field('Name')).toMatchObject({ type: 'text', required: true, readOnly: false });
    expect(field('Email')).toMatchObject({ unique: true, lookup: 'consistent' });
    expect(field('Company_name')).toMatchObject({ readOnly: true });
    expect(field('Seen')).toMatchObject({ type: 'datetime', precision: 'minute' });
    expect(field('Calls')).toMatchObject({ type: 'json', readOnly: true });
    expect(people?.associations).toMatchObject([
      { id: 'Company', targets: [world.companies], cardinality: 'one', refersBy: 'Domain' },
      { id: 'Mentor', targets: [world.people], cardinality: 'one' },
    ]);
    expect(people?.associations[1]).not.toHaveProperty('refersBy');
    expect(companies?.associations).toMatchObject([{ id: 'Staff', readOnly: true, cardinality: 'many' }]);
  });
});

describe('reading', () => {
  it('reads everything over several pages, then nothing, with one call', async () => {
    const ids = await world.addPeople(...named(1_000));
    world.context.advance(600_000);
    await world.connection.describeObjects({ objects: [world.people] }, options);
    world.context.calls.length = 0;
    const pages = await world.readPeople();
    expect(pages.map(({ records }) => records.length)).toEqual([500, 500]);
    expect(new Set(idsOf(pages))).toEqual(new Set(ids));
    expect(pages[0]?.records[0]).toMatchObject({
      revision: '1',
      fields: { Name: expect.stringMatching(/^Person/) },
      associations: { Company: [] },
    });
    expect(world.context.calls).toEqual(['list', 'list']);

    world.context.calls.length = 0;
    const [quiet, ...more] = await world.readPeople(pages.at(-1)?.checkpoint ?? null);
    expect([quiet?.records, more]).toEqual([[], []]);
    expect(world.context.calls).toEqual(['list']);
  });

  it('reads what was updated or created since', async () => {
    const [ada = ''] = await world.addPeople({ Name: 'Ada' }, { Name: 'Linus' });
    await world.addCompanies('acme.example');
    world.context.advance(600_000);
    const checkpoint = (await world.readPeople()).at(-1)?.checkpoint ?? null;
    world.context.advance(600_000);
    await world.probe.record.updateRecord({
      app: world.people,
      id: ada,
      record: cellsOf({ Name: 'Ada Lovelace', Company: 'acme.example' }),
    });
    const [newcomer = ''] = await world.addPeople({ Name: 'Kim' });
    const pages = await world.readPeople(checkpoint);
    expect(idsOf(pages)).toEqual([ada, newcomer]);
    expect(pages[0]?.records[0]).toMatchObject({
      fields: { Name: 'Ada Lovelace' },
      associations: { Company: [{ key: 'acme.example' }] },
    });
  });

  it('sees every edit of one minute once', async () => {
    world.sandbox.holdTime();
    const [ada = ''] = await world.addPeople({ Name: 'Ada' });
    let since: string | null = null;
    for (const name of ['Ada L.', 'Ada Lovelace', 'Countess']) {
      await world.probe.record.updateRecord({ app: world.people, id: ada, record: cellsOf({ Name: name }) });
      const pages = await world.readPeople(since);
      expect(pages.flatMap(({ records }) => records.map(({ fields }) => fields.Name))).toEqual([name]);
      since = pages.at(-1)?.checkpoint ?? null;
      expect(idsOf(await world.readPeople(since))).toEqual([]);
    }
  });

  it('shows records of the last minutes again where there are too many to remember', async () => {
    const ids = await world.addPeople(...named(400));
    const since = (await world.readPeople()).at(-1)?.checkpoint ?? '';
    expect(since.length).toBeLessThan(4_000);
    expect(idsOf(await world.readPeople(since))).toEqual(ids.slice(0, 250));
  });

  it('goes on from any page, although records come and go meanwhile', async () => {
    const ids = await world.addPeople(...named(700));
    const [first] = await world.readPeople();
    await world.probe.record.deleteRecords({ app: world.people, ids: ids.slice(0, 3) });
    const [late = ''] = await world.addPeople({ Name: 'Late' });
    const pages = await world.readPeople(first?.checkpoint ?? null);
    expect(new Set(idsOf(pages))).toEqual(new Set([...ids.slice(500), late]));
  });

  it('lists every id once, and a deleted one no more', async () => {
    const ids = await world.addPeople(...named(510));
    await world.probe.record.deleteRecords({ app: world.people, ids: [ids[7] ?? ''] });
    const listed = (await collect(world.connection.listIds({ object: world.people }, options))).flat();
    expect(listed).toEqual(ids.filter((_, place) => place !== 7));
  });

  it('tells records that permissions hide from those that are gone', async () => {
    const { people: app, probe, context } = world;
    const ids = await world.addPeople(...named(140));
    const login = world.connect({ username: 'ada', password: 'secret' });
    await login.describeObjects({ objects: [app] }, options);
    const request = { object: app, fields: ['Name'], associations: ['Company'] };
    const readAll = async (of = login): Promise<readonly (string | null)[]> => {
      context.calls.length = 0;
      const answers = await of.readRecords({ ...request, ids }, options);
      return answers.map(({ record }) => record && (record.fields.Name === undefined ? 'hidden' : 'shown'));
    };
    await probe.record.deleteRecords({ app, ids: ids.slice(0, 2) });
    expect(await readAll()).toEqual([null, null, ...ids.slice(2).map(() => 'shown')]);
    expect(context.calls).toEqual(['list', 'rights']);

    const all = { viewable: true, editable: true, deletable: true, includeSubs: false };
    const entities = [
      { entity: { type: 'USER' as const, code: 'probe' }, ...all },
      { entity: { type: 'GROUP' as const, code: 'everyone' }, ...all, viewable: false },
    ];
    await probe.app.updateRecordAcl({ app, rights: [{ filterCond: 'Name like "Person"', entities }] });
    await probe.app.deployApp({ apps: [{ app }] });
    expect(await readAll()).toEqual([null, null, ...ids.slice(2).map(() => 'hidden')]);
    // The hundred with those that are gone are asked for one by one.
    expect(context.calls).toEqual(['list', 'rights', 'rights', ...Array.from({ length: 100 }, () => 'read'), 'rights']);
    const [gone, hidden] = await login.readAssociations(
      { object: app, associations: ['Company'], ids: ids.slice(1, 3) },
      options,
    );
    expect([gone?.associations, hidden?.associations]).toEqual([null, {}]);
    await world.connection.describeObjects({ objects: [app] }, options);
    expect(await readAll(world.connection)).toEqual([null, null, ...ids.slice(2).map(() => 'shown')]);
    expect(context.calls).toEqual(['list']);
    await login.close();
  });

  it('answers each id in order, the missing ones as gone', async () => {
    await world.addCompanies('acme.example');
    const [ada = '', linus = ''] = await world.addPeople(
      {
        Name: 'Ada',
        Company: 'acme.example',
        Seen: '2026-01-02T03:04:05Z',
        Tags: ['B'],
        Calls: [{ value: cellsOf({ Topic: 'Hi' }) }],
      },
      { Name: 'Linus' },
    );
    await world.probe.record.updateRecord({ app: world.people, id: linus, record: cellsOf({ Mentor: ada }) });
    const answers = await world.connection.readRecords(
      {
        object: world.people,
        ids: [linus, '99', ada, linus],
        fields: ['Name', 'Seen', 'Tags', 'Calls', 'Company_name'],
        associations: ['Company', 'Mentor'],
      },
      options,
    );
    expect(answers.map(({ id, record }) => [id, record?.fields.Name])).toEqual([
      [linus, 'Linus'],
      ['99', undefined],
      [ada, 'Ada'],
      [linus, 'Linus'],
    ]);
    expect(answers[1]?.record).toBeNull();
    expect(answers[2]?.record).toMatchObject({
      fields: {
        Seen: '2026-01-02T03:04:00.000Z',
        Tags: ['B'],
        Calls: '[{"Topic":"Hi"}]',
        Company_name: 'The acme.example',
      },
      associations: { Company: [{ key: 'acme.example' }], Mentor: [] },
    });
    expect(answers[0]?.record?.associations).toEqual({ Company: [], Mentor: [{ id: ada }] });
  });

  it('resolves a related-records list when it is asked for', async () => {
    const [acme = '', umbrella = ''] = await world.addCompanies('acme.example', 'umbrella.example');
    const [ada = '', linus = ''] = await world.addPeople(
      { Name: 'Ada', Company: 'acme.example' },
      { Name: 'Linus', Company: 'acme.example' },
    );
    const request = { object: world.companies, ids: [acme, umbrella, '99'], associations: ['Staff'] };
    expect(await world.connection.readAssociations(request, options)).toEqual([
      { id: acme, associations: { Staff: [{ id: ada }, { id: linus }] } },
      { id: umbrella, associations: { Staff: [] } },
      { id: '99', associations: null },
    ]);
    const [read] = await world.connection.readRecords({ ...request, fields: [] }, options);
    expect(read?.record?.associations).toEqual({});
  });
});

describe('looking up', () => {
  it('finds nasty texts, and nothing else', async () => {
    const texts = [...new Set(nastyTexts(60, 11).map((text) => text.trim()))].filter((text) => text !== '');
    const ids = await world.addPeople(...texts.map((text) => ({ Name: text })));
    const found = await world.connection.findByKey(
      { object: world.people, keys: texts.map((text) => ({ Name: text })), fields: ['Name'] },
      options,
    );
    const loose = (text: string) => text.replace(/\s+/g, ' ').toLowerCase();
    texts.forEach((text, place) => {
      const hits = found[place] ?? [];
      expect(
        hits.map(({ id }) => id),
        text,
      ).toContain(ids[place]);
      for (const { fields } of hits) expect(loose(String(fields.Name))).toBe(loose(text));
    });
  });

  it('compares numbers, dates and choices as such, and takes several parts and several matches', async () => {
    const [first, second] = await world.addPeople(
      { Name: 'Ada', Email: 'ada@acme.example', Age: '36', Born: '1815-12-10', Level: 'Gold' },
      { Name: 'Ada', Age: '0', Level: 'Silver' },
      { Name: 'Ageless' },
    );
    const find = async (...keys: readonly Readonly<Record<string, string | null>>[]) =>
      (await world.connection.findByKey({ object: world.people, keys, fields: ['Name'] }, options)).map((hits) =>
        hits.map(({ id }) => id),
      );
    expect(await find({ Email: 'ADA@acme.example' }, { Name: 'Ada' })).toEqual([[first], [first, second]]);
    expect(await find({ Age: '36.0' }, { Age: '0' }, { Age: null })).toEqual([[first], [second], []]);
    expect(await find({ Name: 'Ada', Born: '1815-12-10' })).toEqual([[first]]);
    expect(await find({ Born: '1815-12-10' }, { Level: 'Silver' }, { Level: 'Bronze' })).toEqual([
      [first],
      [second],
      [],
    ]);
    expect(await find({ Name: 'Nobody' })).toEqual([[]]);
    await expect(find({ Tags: 'A' })).rejects.toMatchObject({ kind: 'unsupported' });
  });

  it('finds a web address however it is written', async () => {
    const { id } = await world.probe.record.addRecord({
      app: world.companies,
      record: cellsOf({ Site: 'https://www.acme.example/' }),
    });
    const [hits] = await world.connection.findByKey(
      { object: world.companies, keys: [{ Site: 'Acme.example' }], fields: [] },
      options,
    );
    expect(hits).toMatchObject([{ id, fields: {} }]);
  });
});
