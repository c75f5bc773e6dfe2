import { nastyTexts } from '@linkwright/core/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PeopleWorld, startPeopleWorld } from './support/people-world.ts';
import { collect, options } from './support/test-context.ts';

let world: PeopleWorld;
beforeEach(async () => {
  world = await startPeopleWorld();
});
afterEach(() => world.close());

describe('reading', () => {
  it('says whose base it is', async () => {
    const account = await world.connection.check({}, options);
    expect(account.accountId).toMatch(/^app/);
    expect(world.connection.recordUrl?.({ object: world.people, id: 'recA', account: null })).toBe(
      `https://airtable.com/${account.accountId}/${world.people}/recA`,
    );
    await expect(world.connection.describeObjects({ objects: ['tblNope'] }, options)).rejects.toMatchObject({
      code: 'unknown-object',
    });
  });

  it('reads everything over several pages, then nothing, with one call', async () => {
    const names = Array.from({ length: 230 }, (_, place) => `Person ${place}`);
    const ids = await world.addPeople(names);
    world.context.advance(60_000);
    world.context.calls.length = 0;
    const pages = await world.readPeople();
    expect(pages.map(({ records }) => records.length)).toEqual([100, 100, 30]);
    const records = pages.flatMap((page) => page.records);
    expect(new Set(records.map(({ id }) => id))).toEqual(new Set(ids));
    expect(records[0]).toMatchObject({
      fields: { [world.field.Name]: expect.stringMatching(/^Person/) },
      associations: { [world.field.Account]: [] },
    });
    expect(world.context.calls).toEqual(['list', 'list', 'list']);

    world.context.calls.length = 0;
    const [quiet, ...more] = await world.readPeople(pages.at(-1)?.checkpoint ?? null);
    expect([quiet?.records, more]).toEqual([[], []]);
    expect(world.context.calls).toEqual(['list']);
  });

  it('reads what was modified or created since, at both ends of a link', async () => {
    const [ada = '', , grace = ''] = await world.addPeople(['Ada', 'Linus', 'Grace']);
    const [acme = ''] = await world.addAccounts('Acme');
    world.context.advance(60_000);
    const checkpoint = (await world.readPeople()).at(-1)?.checkpoint ?? null;
    world.context.advance(60_000);
    await world.probe('People').update(ada, { Name: 'Ada Lovelace' });
    await world.probe('Accounts').update(acme, { [world.staff]: [grace] });
    const [newcomer = ''] = await world.addPeople(['Kim']);
    const pages = await world.readPeople(checkpoint);
    const changed = new Map(pages.flatMap(({ records }) => records.map((record) => [record.id, record])));
    expect(new Set(changed.keys())).toEqual(new Set([ada, grace, newcomer]));
    expect(changed.get(grace)?.associations).toEqual({ [world.field.Account]: [{ id: acme }] });
  });

  it('sees an edit of the very second in which the read before began', async () => {
    const [ada = ''] = await world.addPeople(['Ada']);
    world.context.advance(60_000);
    world.sandbox.holdTime();
    const first = await world.readPeople();
    await world.probe('People').update(ada, { Name: 'Ada Lovelace' });
    const again = await world.readPeople(first.at(-1)?.checkpoint ?? null);
    expect(again.flatMap(({ records }) => records.map(({ fields }) => fields[world.field.Name]))).toEqual([
      'Ada Lovelace',
    ]);
  });

  it('begins again when the listing has expired', async () => {
    const ids = await world.addPeople(Array.from({ length: 150 }, (_, place) => `Person ${place}`));
    const seen: string[] = [];
    for await (const page of world.connection.readChanges(
      { object: world.people, since: null, fields: [world.field.Name], associations: [] },
      options,
    )) {
      if (seen.length === 0) world.context.advance(24 * 3_600_000);
      seen.push(...page.records.map(({ id }) => id));
    }
    expect(seen.length).toBeGreaterThan(150);
    expect(new Set(seen)).toEqual(new Set(ids));
  });

  it('lists every id once, and a deleted one no more', async () => {
    const ids = await world.addPeople(Array.from({ length: 120 }, (_, place) => `Person ${place}`));
    await world.probe('People').destroy(ids[7] ?? '');
    const listed = (await collect(world.connection.listIds({ object: world.people }, options))).flat();
    expect(listed).toHaveLength(119);
    expect(new Set(listed)).toEqual(new Set(ids.filter((_, place) => place !== 7)));
  });

  it('answers each id in order, the missing ones as gone', async () => {
    const [ada = '', linus = ''] = await world.addPeople(['Ada', 'Linus']);
    const [acme = ''] = await world.addAccounts('Acme');
    await world.probe('People').update(ada, { Account: [acme] });
    const missing = 'recMissing00000000'.slice(0, 17);
    const answers = await world.connection.readRecords(
      {
        object: world.people,
        ids: [linus, missing, ada, linus],
        fields: [world.field.Name, world.field.VIP],
        associations: [world.field.Account],
      },
      options,
    );
    expect(answers.map(({ id, record }) => [id, record?.fields[world.field.Name]])).toEqual([
      [linus, 'Linus'],
      [missing, undefined],
      [ada, 'Ada'],
      [linus, 'Linus'],
    ]);
    expect(answers[1]?.record).toBeNull();
    expect(answers[0]?.record?.fields[world.field.VIP]).toBe(false);
    const associations = await world.connection.readAssociations(
      { object: world.people, associations: [world.field.Account], ids: [ada, missing] },
      options,
    );
    expect(associations).toEqual([
      { id: ada, associations: { [world.field.Account]: [{ id: acme }] } },
      { id: missing, associations: null },
    ]);
  });
});

describe('looking up', () => {
  it('finds nasty texts, and nothing else', async () => {
    const texts = [...new Set(nastyTexts(60, 11).map((text) => text.trim()))].filter((text) => text !== '');
    const ids = await world.addPeople(texts);
    const found = await world.connection.findByKey(
      { object: world.people, keys: texts.map((text) => ({ [world.field.Name]: text })), fields: [world.field.Name] },
      options,
    );
    texts.forEach((text, place) => {
      const hits = found[place] ?? [];
      expect(
        hits.map(({ id }) => id),
        text,
      ).toContain(ids[place]);
      for (const { fields } of hits) {
        expect(String(fields[world.field.Name]).replace(/\s+/g, ' ').toLowerCase()).toBe(
          text.replace(/\s+/g, ' ').toLowerCase(),
        );
      }
    });
  });

  it('ignores case, compares numbers as numbers, and takes several parts and several matches', async () => {
    const created = await world
      .probe('People')
      .create([
        { fields: { Name: 'Ada', Email: 'Ada@Acme.example', Age: 36 } },
        { fields: { Name: 'Other Ada', Email: 'ada@acme.example', Age: 0 } },
        { fields: { Name: 'Ageless' } },
      ]);
    const [first, second] = created.map(({ id }) => id);
    const find = async (...keys: readonly Readonly<Record<string, string | null>>[]) =>
      (await world.connection.findByKey({ object: world.people, keys, fields: [world.field.Email] }, options)).map(
        (hits) => hits.map(({ id }) => id),
      );
    expect(await find({ [world.field.Email]: 'ADA@acme.example' })).toEqual([[first, second]]);
    expect(await find({ [world.field.Age]: '36' }, { [world.field.Age]: '0' }, { [world.field.Age]: null })).toEqual([
      [first],
      [second],
      [],
    ]);
    expect(await find({ [world.field.Email]: 'ada@acme.example', [world.field.Age]: '36' })).toEqual([[first]]);
    expect(await find({ [world.field.Name]: 'Nobody' })).toEqual([[]]);
    await expect(find({ [world.field.VIP]: 'true' })).rejects.toMatchObject({ kind: 'unsupported' });
  });

  it('finds a web address however it is written', async () => {
    const [row] = await world
      .probe('Accounts')
      .create([{ fields: { Name: 'Acme', Website: 'https://www.acme.example/' } }]);
    const [schema] = await world.connection.describeObjects({ objects: [world.accounts] }, options);
    const website = schema?.fields.find(({ name }) => name === 'Website')?.id ?? '';
    const [hits] = await world.connection.findByKey(
      { object: world.accounts, keys: [{ [website]: 'Acme.example' }], fields: [] },
      options,
    );
    expect(hits).toMatchObject([{ id: row?.id, fields: {} }]);
  });
});
