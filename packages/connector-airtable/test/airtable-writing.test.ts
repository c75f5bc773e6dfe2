import type { CreateChange, WriteOutcome } from '@linkwright/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PeopleWorld, startPeopleWorld } from './support/people-world.ts';
import { options } from './support/test-context.ts';

let world: PeopleWorld;
beforeEach(async () => {
  world = await startPeopleWorld();
});
afterEach(() => world.close());

let lastWriteId = 0;
function create(fields: Readonly<Record<string, string>>): CreateChange {
  lastWriteId += 1;
  return { kind: 'create', writeId: String(lastWriteId), fields };
}

function writtenId(outcome: WriteOutcome | undefined): string {
  if (outcome?.kind !== 'written') throw new Error(`not written: ${JSON.stringify(outcome)}`);
  return outcome.record.id;
}

describe('writing', () => {
  it('creates, updates, clears and deletes, and answers what Airtable holds', async () => {
    const [acme = '', umbrella = ''] = await world.addAccounts('Acme', 'Umbrella');
    const [created] = await world.connection.write(
      {
        object: world.people,
        changes: [
          {
            kind: 'create',
            writeId: '1',
            fields: {
              [world.field.Name]: 'Ada',
              [world.field.Age]: '36',
              [world.field.VIP]: true,
              [world.field.Level]: 'Gold',
              [world.field.Email]: null,
            },
            associations: {
              [world.field.Account]: { add: [{ id: acme }], remove: [], result: [{ id: acme }, { id: acme }] },
            },
          },
        ],
      },
      options,
    );
    const id = writtenId(created);
    expect(created).toMatchObject({
      record: {
        fields: {
          [world.field.Name]: 'Ada',
          [world.field.Age]: '36',
          [world.field.VIP]: true,
          [world.field.Level]: 'Gold',
          [world.field.Email]: null,
        },
        associations: { [world.field.Account]: [{ id: acme }] },
      },
    });
    expect(created).not.toHaveProperty('refused');
    const row = await world.probe('People').find(id);
    expect(row.fields).toEqual({ Name: 'Ada', Age: 36, VIP: true, Level: 'Gold', Account: [acme] });

    const [updated] = await world.write({
      kind: 'update',
      writeId: '2',
      id,
      fields: { [world.field.Age]: null, [world.field.VIP]: null },
      associations: {
        [world.field.Account]: { add: [{ id: umbrella }], remove: [], result: [{ id: acme }, { id: umbrella }] },
      },
    });
    expect(updated).toMatchObject({
      kind: 'written',
      record: {
        id,
        fields: { [world.field.Age]: null, [world.field.VIP]: false },
        associations: { [world.field.Account]: [{ id: acme }, { id: umbrella }] },
      },
    });
    const [unlinked] = await world.write({
      kind: 'update',
      writeId: '3',
      id,
      fields: {},
      associations: { [world.field.Account]: { add: [], remove: [{ id: acme }, { id: umbrella }], result: [] } },
    });
    expect(unlinked).toMatchObject({ kind: 'written', record: { associations: { [world.field.Account]: [] } } });
    expect((await world.probe('People').find(id)).fields).toEqual({ Name: 'Ada', Level: 'Gold' });

    expect(await world.write({ kind: 'archive', writeId: '4', id })).toMatchObject([
      { kind: 'written', record: { id } },
    ]);
    expect(await world.write({ kind: 'archive', writeId: '5', id })).toEqual([{ kind: 'gone' }]);
  });

  it('writes the batch mates of a record that Airtable refuses', async () => {
    const changes = Array.from({ length: 25 }, (_, place) =>
      create({ [world.field.Name]: `Person ${place}`, [world.field.Level]: place === 13 ? 'Platinum' : 'Gold' }),
    );
    const outcomes = await world.write(...changes);
    expect(outcomes.map(({ kind }) => kind)).toEqual(
      changes.map((_, place) => (place === 13 ? 'rejected' : 'written')),
    );
    expect(outcomes[13]).toMatchObject({
      error: { category: 'invalid-value', field: world.field.Level, code: 'unknown-choice' },
    });
    const rows = await world
      .probe('People')
      .select({ fields: ['Name'] })
      .all();
    expect(new Set(rows.map((row) => row.get('Name')))).toEqual(
      new Set(changes.flatMap((_, place) => (place === 13 ? [] : [`Person ${place}`]))),
    );
    expect(world.context.calls.length - 3).toBeLessThanOrEqual(2 * Math.log2(10));
  });

  it('says which records are gone and updates the others', async () => {
    const ids = await world.addPeople(['Ada', 'Linus', 'Grace']);
    await world.probe('People').destroy(ids[1] ?? '');
    const outcomes = await world.write(
      ...ids.map((id, place) => ({
        kind: 'update' as const,
        writeId: String(place),
        id,
        fields: { [world.field.Age]: '7' },
      })),
    );
    expect(outcomes.map(({ kind }) => kind)).toEqual(['written', 'gone', 'written']);
    expect((await world.probe('People').find(ids[2] ?? '')).get('Age')).toBe(7);
    expect(await world.write(...ids.map((id) => ({ kind: 'archive' as const, writeId: id, id })))).toMatchObject([
      { kind: 'written' },
      { kind: 'gone' },
      { kind: 'written' },
    ]);
  });

  it('writes a record without the links that Airtable refuses, and names them', async () => {
    const [acme = '', gone = ''] = await world.addAccounts('Acme', 'Gone');
    const [ada = ''] = await world.addPeople(['Ada']);
    await world.probe('Accounts').destroy(gone);
    const all = [{ id: acme }, { id: gone }, { id: ada }];
    const linked = (name: string) => ({
      ...create({ [world.field.Name]: name }),
      associations: { [world.field.Account]: { add: all, remove: [], result: all } },
    });
    const outcomes = await world.write(create({ [world.field.Name]: 'Plain' }), linked('Grace'), linked('Linus'));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['written', 'written', 'written']);
    expect(outcomes[0]).not.toHaveProperty('refused');
    for (const outcome of outcomes.slice(1)) {
      expect(outcome).toMatchObject({ record: { associations: { [world.field.Account]: [{ id: acme }] } } });
      if (outcome.kind !== 'written') continue;
      expect(outcome.refused?.map(({ field: on, target, error }) => [on, target, error.category])).toEqual([
        [world.field.Account, { id: gone }, 'association-target'],
        [world.field.Account, { id: ada }, 'association-target'],
      ]);
    }
    const account = await world.probe('Accounts').find(acme);
    expect(account.get('People')).toHaveLength(2);

    const [kept] = await world.write({
      kind: 'update',
      writeId: 'kept',
      id: ada,
      fields: {},
      associations: {
        [world.field.Account]: { add: [{ id: acme }], remove: [], result: [{ id: gone }, { id: acme }] },
      },
    });
    expect(kept).toMatchObject({
      kind: 'written',
      record: { associations: { [world.field.Account]: [{ id: acme }] } },
    });
    expect(kept).not.toHaveProperty('refused');
  });

  it('finds its record again by an identity, and refuses one that is not unique', async () => {
    const upsert = (key: string | null, name: string) => ({
      ...create({ [world.field.Name]: name }),
      fields: { [world.field.Name]: name, [world.field.Key]: key },
      upsertOn: world.field.Key,
    });
    const [first, second, keyless] = await world.write(
      upsert("o'1\\", 'Ada'),
      upsert('2', 'Linus'),
      upsert(null, 'Grace'),
    );
    const again = await world.write(upsert("o'1\\", 'Ada Lovelace'), upsert('3', 'Kim'));
    expect(writtenId(again[0])).toBe(writtenId(first));
    expect(new Set([first, second, keyless, again[1]].map(writtenId)).size).toBe(4);
    expect((await world.probe('People').find(writtenId(first))).get('Name')).toBe('Ada Lovelace');

    await world.probe('People').create([{ fields: { Name: 'Copy', Key: '2' } }]);
    const outcomes = await world.write(upsert('2', 'Linus T.'), upsert('4', 'Barbara'));
    expect(outcomes).toMatchObject([
      { kind: 'rejected', error: { category: 'duplicate-value', field: world.field.Key, code: 'identity-not-unique' } },
      { kind: 'written' },
    ]);
  });

  it('refuses what the table does not take before anything is sent', async () => {
    world.context.calls.length = 0;
    const outcomes = await world.write(create({ [world.field.Age]: 'old' }), create({ fldNope: 'x' }));
    expect(outcomes).toMatchObject([
      { kind: 'rejected', error: { category: 'invalid-value', field: world.field.Age } },
      { kind: 'rejected', error: { code: 'unknown-field' } },
    ]);
    expect(world.context.calls).toEqual([]);
  });

  it('waits out the penalty of a rate limit and goes on', async () => {
    world.sandbox.holdTime();
    const outcomes = await world.write(
      ...Array.from({ length: 80 }, (_, place) => create({ [world.field.Name]: `Person ${place}` })),
    );
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['written']));
    expect(world.context.sleeps).toContain(30_000);
    world.sandbox.releaseTime();
    expect((await world.probe('People').select({ fields: [] }).all()).length).toBe(80);
  });
});

describe('credentials', () => {
  it.each(['invalidToken', 'expiredToken'])('%s', async (accessToken) => {
    const other = world.connect(accessToken);
    await expect(other.check({}, options)).rejects.toMatchObject({
      kind: 'authentication',
      code: 'credentials-refused',
    });
    await other.close();
  });

  it('a token that may not write', async () => {
    const other = world.connect('noscopeToken');
    const changes = [create({ [world.field.Name]: 'Ada' })];
    const [outcome] = await other.write({ object: world.people, changes }, options);
    expect(outcome).toMatchObject({ kind: 'not-sent', error: { kind: 'authentication' } });
    await other.close();
  });
});
