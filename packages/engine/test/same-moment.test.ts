import { type AppConnection, RetryableError } from '@linkwright/core';
import { expect, test } from 'vitest';
import { contacts, mapped, people, peopleSync } from './support/people.ts';
import { only, type TwoApps, twoApps } from './support/two-apps.ts';

const lagMs = 600_000;
const nothing = (): void => undefined;

/** How the left app is found at the next write of ours: what people do right before it and right after it, in its millisecond. */
interface Moment {
  /** How long its search goes on to show what was before a change that is made now. */
  lagMs: number;
  before: () => void;
  after: () => void;
}

/** A contact whose title was changed on the other side, so that the next sync writes it. */
async function start(): Promise<TwoApps & { readonly moment: Moment; readonly contact: string }> {
  const moment: Moment = { lagMs: 0, before: nothing, after: nothing };
  const inMoment = (app: AppConnection): AppConnection => ({
    ...app,
    async write(request, options) {
      moment.before();
      const outcomes = await app.write(request, options);
      moment.after();
      Object.assign(moment, { before: nothing, after: nothing });
      return outcomes;
    },
  });
  const apps = await twoApps({
    left: { objects: [contacts], indexLag: () => moment.lagMs, indexOverlapMs: lagMs },
    right: { objects: [people] },
    syncs: { people: peopleSync({ fields: mapped(['email', 'name', 'title']) }) },
    wrap: (app, side) => (side === 'left' ? inMoment(app) : app),
  });
  const contact = apps.left.create('contacts', { email: 'a@x.example', name: 'A', title: 'Boss' });
  await apps.sync();
  apps.right.update('people', only(apps.right, 'people').id, { title: 'Chief' });
  return Object.assign(apps, { moment, contact });
}

/** Somebody changes the name right before the title is written, and the search shows the first of it alone. */
async function writtenInTheMomentOfAnEdit() {
  const apps = await start();
  apps.moment.before = () => {
    apps.left.update('contacts', apps.contact, { name: 'B' });
    apps.moment.lagMs = lagMs;
  };
  await apps.sync();
  expect(apps.left.read('contacts', apps.contact)?.fields).toMatchObject({ name: 'B', title: 'Chief' });
  apps.left.resetCalls();
  return apps;
}

test('what a search shows of before our own write, under the same time, is read directly and is no edit', async () => {
  const apps = await writtenInTheMomentOfAnEdit();
  expect(apps.written(await apps.sync())).toBe(0);
  expect(apps.left.calls.get('read-records')).toBe(1);
  const agreed = { name: 'B', title: 'Chief' };
  expect(apps.left.read('contacts', apps.contact)?.fields).toMatchObject(agreed);
  expect(only(apps.right, 'people').fields).toMatchObject(agreed);
  expect(await apps.conflicts()).toEqual([]);

  // Once the search shows what was written there is nothing to read.
  apps.clock.advance(lagMs);
  apps.left.resetCalls();
  expect(apps.written(await apps.sync())).toBe(0);
  expect(apps.left.calls.get('read-records')).toBeUndefined();
});

test('an edit right after our own write, in its millisecond, is read directly and carried', async () => {
  const apps = await start();
  apps.moment.after = () => apps.left.update('contacts', apps.contact, { title: 'Countess' });
  await apps.sync();
  apps.left.resetCalls();
  await apps.sync();
  expect(apps.left.calls.get('read-records')).toBe(1);
  expect(only(apps.right, 'people').fields.title).toBe('Countess');
  apps.left.resetCalls();
  expect(apps.written(await apps.sync())).toBe(0);
  expect(apps.left.calls.get('read-records')).toBeUndefined();
});

test('a record of which older values are shown, and which is gone, is known to be gone', async () => {
  const apps = await writtenInTheMomentOfAnEdit();
  apps.left.archive('contacts', apps.contact);
  await apps.sync();
  expect(await apps.held()).toMatchObject([{ side: 'right', reason: 'twin-gone' }]);
});

test('a process that dies before the direct read is answered leaves the edit to the next one', async () => {
  const apps = await start();
  apps.moment.after = () => apps.left.update('contacts', apps.contact, { title: 'Countess' });
  await apps.sync();
  const error = new RetryableError('The app is down.', { code: 'app-unavailable' });
  apps.left.failNext('read-records', error);
  await apps.sync().catch(() => undefined);
  // Beyond what the search reaches back.
  apps.clock.advance(2 * lagMs);
  await apps.sync();
  expect(only(apps.right, 'people').fields.title).toBe('Countess');
});
