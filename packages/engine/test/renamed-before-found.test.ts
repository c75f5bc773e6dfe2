import { type AppConnection, type ObjectSyncInput, RetryableError } from '@linkwright/core';
import { describe, expect, test } from 'vitest';
import { linksOf } from './support/invariants.ts';
import { contacts, people, peopleSync } from './support/people.ts';
import { find, only, type TwoApps, twoApps } from './support/two-apps.ts';

/** DESIGN 7: several candidates, or no proof that there is none: held for review. Never a silent second copy. */

const lost = new RetryableError('No answer.', { code: 'timed-out', outcomeUnknown: true });

/** `meddle`: what somebody does on the right just before the first look-up. */
async function start(match: ObjectSyncInput['match'], meddle: (apps: TwoApps) => void): Promise<TwoApps> {
  let isDone = false;
  const apps: TwoApps = await twoApps({
    left: { objects: [contacts] },
    right: { objects: [people] },
    syncs: { people: peopleSync({ match }) },
    wrap: (app, side): AppConnection =>
      side === 'left'
        ? app
        : {
            ...app,
            findByKey(request, options) {
              if (!isDone) meddle(apps);
              isDone = true;
              return app.findByKey(request, options);
            },
          },
  });
  return apps;
}

const email = { left: 'email', right: 'email' };
const name = { left: 'name', right: 'name' };
const ada = { email: 'ada@x.example', name: 'Ada', title: 'Countess' };

const pairs = async (apps: TwoApps) => (await linksOf(apps, 'contacts')).map(({ left, right }) => [left, right]);

const madeOn = (apps: TwoApps) => find(apps.right, 'people', 'title', 'Countess').id;

describe('a match key that somebody changes before an unanswered create is looked for', () => {
  test.each([
    { of: [email, name], changed: { email: 'lovelace@x.example' } },
    { of: [email, name], changed: { name: 'Ada Lovelace' } },
    { of: [name, email], changed: { name: 'Ada Lovelace' } },
  ])('%j: the record is found by the other one', async ({ of, changed }) => {
    const apps = await start(of, ({ right }) => right.update('people', madeOn(apps), changed));
    const origin = apps.left.create('contacts', ada);
    apps.right.failNext('create', 'lose-answer');
    await apps.sync();
    await apps.sync();
    expect([apps.left.count('contacts'), apps.right.count('people')]).toEqual([1, 1]);
    expect(await pairs(apps)).toEqual([[origin, madeOn(apps)]]);
    // Nobody knows whether a person or the app has changed it: the conflict rule says which value stands, and the log has both.
    expect(apps.left.read('contacts', origin)?.fields).toMatchObject(ada);
    expect(find(apps.right, 'people', 'title', 'Countess').fields).toMatchObject(ada);
    expect(await apps.conflicts()).toMatchObject([{ right: Object.values(changed)[0] }]);
    expect(await apps.held()).toEqual([]);
  });

  test('the only one: what says all else that was sent is held for review, and nothing is made again', async () => {
    const apps = await start(email, ({ right }) => right.update('people', madeOn(apps), { email: 'l@x.example' }));
    const origin = apps.left.create('contacts', ada);
    apps.right.failNext('create', 'lose-answer');
    await apps.sync();
    await apps.sync();
    expect([apps.left.count('contacts'), apps.right.count('people')]).toEqual([1, 1]);
    const holds = [
      { side: 'left', id: origin, reason: 'in-review' },
      { side: 'right', id: madeOn(apps), reason: 'in-review' },
    ];
    expect(await apps.held()).toEqual(holds);
  });

  test('taken by another record meanwhile: both are candidates, and a person says which it is', async () => {
    const apps = await start([email, name], ({ right }) => {
      right.update('people', madeOn(apps), { email: 'l@x.example' });
      right.create('people', { email: ada.email, name: 'Rival' });
    });
    const origin = apps.left.create('contacts', ada);
    apps.right.failNext('create', 'lose-answer');
    await apps.sync();
    expect([apps.left.count('contacts'), apps.right.count('people')]).toEqual([1, 2]);
    expect(await pairs(apps)).toEqual([]);
    expect(await apps.held()).toContainEqual({ side: 'left', id: origin, reason: 'in-review' });
  });
});

describe('a create that did not happen', () => {
  test('is made again, though most of what somebody has entered meanwhile is alike', async () => {
    const apps = await start(email, ({ right }) => {
      right.create('people', { email: 'other@x.example', name: 'Ada', title: 'Duchess' });
    });
    const origin = apps.left.create('contacts', ada);
    apps.right.failNext('create', lost);
    await apps.sync();
    expect(await pairs(apps)).toContainEqual([origin, madeOn(apps)]);
    expect([apps.left.count('contacts'), apps.right.count('people')]).toEqual([2, 2]);
  });

  test('beside an alike one that did: what that one has made is not taken for what the other may have made', async () => {
    let isHalved = true;
    const apps = await twoApps({
      left: { objects: [contacts] },
      right: { objects: [people] },
      syncs: { people: peopleSync() },
      wrap: (app, side): AppConnection =>
        side === 'left'
          ? app
          : {
              ...app,
              async write(request, options) {
                if (!isHalved) return app.write(request, options);
                isHalved = false;
                await app.write({ ...request, changes: request.changes.slice(1) }, options);
                return request.changes.map(() => ({ kind: 'unknown', error: lost }));
              },
            },
    });
    apps.left.create('contacts', ada);
    apps.left.create('contacts', { ...ada, email: 'twin@x.example' });
    await apps.sync();
    expect(apps.right.readAll('people').map(({ fields }) => fields.email)).toEqual(['twin@x.example', ada.email]);
    expect(await pairs(apps)).toHaveLength(2);
    expect(await apps.held()).toEqual([]);
  });
});

describe('a copy without a key that somebody edits before its unanswered create is looked for', () => {
  /** `meddle`: what somebody does on the right after the create, before everything there is listed. */
  async function keyless(meddle: (apps: TwoApps) => void): Promise<TwoApps> {
    const apps: TwoApps = await twoApps({
      left: { objects: [contacts] },
      right: { objects: [people] },
      syncs: { people: peopleSync({ keyless: 'create' }) },
      wrap: (app, side): AppConnection => {
        if (side === 'left') return app;
        let isDone = false;
        return {
          ...app,
          readChanges(request, options) {
            if (!isDone && apps.right.count('people') > 0) {
              meddle(apps);
              isDone = true;
            }
            return app.readChanges(request, options);
          },
        };
      },
    });
    apps.right.failNext('create', 'lose-answer');
    return apps;
  }

  const inReview = async (apps: TwoApps, ...records: readonly (readonly [string, string])[]) => {
    const held = (await apps.held()).map(({ side, id, reason }) => [side, id, reason]);
    expect(held).toEqual(records.map(([side, id]) => [side, id, 'in-review']));
  };

  test.each([
    { sent: { title: 'Countess' }, edited: { title: null } },
    { sent: { title: 'Countess' }, edited: { title: 'Duchess' } },
    { sent: {}, edited: { city: 'Bonn' } },
  ])('$edited where $sent was sent: both are held, and nothing is made again', async ({ sent, edited }) => {
    let copy = '';
    const apps = await keyless(({ right }) => {
      copy = only(right, 'people').id;
      right.update('people', copy, edited);
      // Between this and what was sent lies more than one edit: it is somebody's own.
      right.create('people', { name: 'Somebody', title: 'Else', city: 'Rome' });
    });
    const origin = apps.left.create('contacts', sent);
    await apps.sync();
    await apps.sync();
    expect([apps.left.count('contacts'), apps.right.count('people')]).toEqual([2, 2]);
    await inReview(apps, ['left', origin], ['right', copy]);
  });

  test('so that it says what another one says: all of them are held', async () => {
    const apps = await keyless(({ right }) => right.update('people', madeOn(apps), { title: null }));
    const origins = [apps.left.create('contacts', {}), apps.left.create('contacts', { title: 'Countess' })];
    await apps.sync();
    await apps.sync();
    const copies = apps.right.readAll('people').map(({ id }) => id);
    expect([apps.left.count('contacts'), copies.length]).toEqual([2, 2]);
    const ends = [...origins.map((id) => ['left', id] as const), ...copies.map((id) => ['right', id] as const)];
    await inReview(apps, ...ends);
  });
});
