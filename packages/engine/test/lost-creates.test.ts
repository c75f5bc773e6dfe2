import { RetryableError } from '@linkwright/core';
import type { InMemoryApp, InMemoryAppOptions, InMemoryField, InMemoryObject } from '@linkwright/core/testing';
import { describe, expect, test } from 'vitest';
import { contacts, people, peopleSync } from './support/people.ts';
import { type TwoApps, twoApps } from './support/two-apps.ts';

/**
 * DESIGN 7: every create of a run is answered by nobody, in turn and all of them. Nothing may be there twice, and where
 * an identity field or a key can tell, nothing may wait for a person either.
 */

const minute = 60_000;
const small = { read: 2, lookup: 2, create: 2, update: 2, archive: 2, readAssociations: 2, writeAssociations: 2 };
const own: InMemoryField = { id: 'own', type: 'text', unique: true };

const withFields = (email: Partial<InMemoryField>): InMemoryObject => ({
  ...people,
  fields: [...people.fields.map((field) => (field.id === 'email' ? { ...field, ...email } : field)), own],
});

const apps: Readonly<Record<string, Pick<InMemoryAppOptions, 'objects' | 'capabilities' | 'indexLag'>>> = {
  'a CRM with unique e-mail': {
    objects: [withFields({ unique: true })],
    capabilities: { batchLimits: small, lookupDelayMs: minute },
    indexLag: () => 20_000,
  },
  'a CRM whose only look-up lags': {
    objects: [withFields({ lookup: 'delayed' })],
    capabilities: { batchLimits: small, lookupDelayMs: 10 * minute },
    indexLag: () => 20_000,
  },
  'a base without unique fields': { objects: [withFields({})], capabilities: { batchLimits: small } },
  'a database with conditional writes': {
    objects: [withFields({ unique: true })],
    capabilities: { batchLimits: small, conditionalWrites: true },
  },
};

const count = 5;

/** `lost`: which calls of creates are not answered. Returns how many creates were sent. */
async function syncLosing(name: string, keyed: boolean, identity: boolean, lost: (call: number) => boolean) {
  let calls = 0;
  const world: TwoApps = await twoApps({
    left: { objects: [contacts] },
    right: apps[name] ?? { objects: [] },
    syncs: { people: peopleSync({ keyless: 'create', ...(identity && { identity: { right: 'own' } }) }) },
    wrap: (app, side) =>
      side === 'left'
        ? app
        : {
            ...app,
            write(request, options) {
              if (request.changes[0]?.kind === 'create') {
                calls += 1;
                if (lost(calls)) world.right.failNext('create', 'lose-answer');
              }
              return app.write(request, options);
            },
          },
  });
  for (let number = 1; number <= count; number += 1) {
    const email = keyed ? { email: `${number}@x.example` } : {};
    world.left.create('contacts', { ...email, name: `N${number}`, title: 'Boss' });
  }
  for (let cycle = 0; cycle < 3; cycle += 1) await world.sync();
  return { world, calls };
}

describe.each(Object.keys(apps))('%s', (name) => {
  test.each([
    { keyed: true, identity: false },
    { keyed: true, identity: true },
    { keyed: false, identity: true },
    { keyed: false, identity: false },
  ])('no answer to any create (key: $keyed, identity field: $identity): nothing twice', async ({ keyed, identity }) => {
    const { calls } = await syncLosing(name, keyed, identity, () => false);
    expect(calls).toBe(Math.ceil(count / small.create));
    const each = Array.from({ length: calls }, (_, index) => (call: number) => call === index + 1);
    for (const lost of [...each, () => true]) {
      const { world } = await syncLosing(name, keyed, identity, lost);
      expect(world.right.readAll('people').map((record) => record.fields.name)).toEqual(['N1', 'N2', 'N3', 'N4', 'N5']);
      expect(world.left.count('contacts')).toBe(count);
      // All of them differ, so that even without a key their values tell them apart.
      expect(await world.held()).toEqual([]);
      expect(world.written(await world.sync())).toBe(0);
      await world.store.close();
    }
  });
});

test('an empty record whose create was not answered is found by its blanks, not made again and not copied back', async () => {
  const world = await twoApps({
    left: { objects: [contacts] },
    right: { objects: [people] },
    syncs: { people: peopleSync({ keyless: 'create' }) },
  });
  world.left.create('contacts', {});
  world.right.failNext('create', 'lose-answer');
  await world.sync();
  await world.sync();
  expect([world.left.count('contacts'), world.right.count('people')]).toEqual([1, 1]);
  expect(await world.held()).toEqual([]);
});

test.each([
  ['first', [{ name: 'Ada' }, { name: 'Ada', title: 'Boss' }]],
  ['last', [{ name: 'Ada', title: 'Boss' }, { name: 'Ada' }]],
])(
  'a copy belongs to the create that has sent all of it, not to one that has sent a part (the part: %s)',
  async (_, sent) => {
    let isDown = true;
    const world: TwoApps = await twoApps({
      left: { objects: [contacts] },
      right: { objects: [people], capabilities: { batchLimits: { ...small, create: 1 } } },
      syncs: { people: peopleSync({ keyless: 'create' }) },
      wrap: (app, side) => ({
        ...app,
        async write(request, options) {
          const [change] = request.changes;
          if (side === 'left' || change?.kind !== 'create' || !isDown) return app.write(request, options);
          // The one with a title is made; of neither does anybody see an answer.
          if (change.fields.title) await app.write(request, options);
          return [
            {
              kind: 'unknown',
              error: new RetryableError('No answer came.', { code: 'answer-lost', outcomeUnknown: true }),
            },
          ];
        },
      }),
    });
    for (const fields of sent) world.left.create('contacts', fields);
    await world.sync().catch(() => undefined);
    isDown = false;
    await world.sync();
    await world.sync();
    expect([world.left.count('contacts'), world.right.count('people')]).toEqual([2, 2]);
    expect(titles(world.left, 'contacts')).toEqual(['', 'Boss']);
    expect(titles(world.right, 'people')).toEqual(['', 'Boss']);
    expect(await world.held()).toEqual([]);
  },
);

const titles = (app: InMemoryApp, object: string) =>
  app
    .readAll(object)
    .map(({ fields }) => fields.title ?? '')
    .sort();
