import { expect, test } from 'vitest';
import type { Store } from '../src/store/store.ts';
import { Mortal, mortalApp, mortalStore } from './support/mortal.ts';
import { contacts, people, peopleSync } from './support/people.ts';
import { find, type TwoApps, twoApps } from './support/two-apps.ts';

const shown = (apps: TwoApps) =>
  [apps.left.readAll('contacts'), apps.right.readAll('people')].map((all) =>
    all.map(({ id, fields }) => ({ id, fields })),
  );

test.each(['before', 'after'] as const)(
  'an undo that dies %s any step goes on: by the next sync as far as it was decided, and by saying it again',
  async (moment) => {
    const life = { current: new Mortal(0, moment) };
    let at = 1;
    for (let died = true; died; at += 1) {
      life.current = new Mortal(0, moment);
      const apps = await twoApps({
        left: { objects: [contacts] },
        right: { objects: [people], capabilities: { deletions: 'feed' } },
        syncs: { people: peopleSync() },
        wrap: (app) => mortalApp(app, life),
      });
      for (const name of ['ada', 'bob']) apps.left.create('contacts', { email: `${name}@x.example`, title: 'Boss' });
      await apps.sync();
      apps.left.update('contacts', find(apps.left, 'contacts', 'email', 'ada@x.example').id, { title: 'Wrong' });
      apps.left.create('contacts', { email: 'cy@x.example' });
      const before = shown(apps);
      const { run } = await apps.sync();
      life.current = new Mortal(at, moment);
      died = await apps.sync({ undo: { run }, store: mortalStore(apps.store, life) }).then(
        () => false,
        () => true,
      );
      life.current = new Mortal(0, moment);
      await apps.sync();
      await apps.sync({ undo: { run } });
      expect(shown(apps), `step ${at}`).toEqual(before);
      expect(apps.written(await apps.sync({ full: true })), `step ${at}`).toBe(0);
      expect(await apps.store.database.selectFrom('decisions').selectAll().execute()).toEqual([]);
      expect(shown(apps), `step ${at}`).toEqual(before);
      await apps.store.close();
    }
    expect(at).toBeGreaterThan(10);
  },
);

const names = Array.from({ length: 600 }, (_, index) => `person${index}`);

const batchLimits = { read: 9, lookup: 9, create: 9, update: 1, archive: 9, readAssociations: 9, writeAssociations: 9 };

/** More people than are looked at together, each written in a call of its own. */
async function many(): Promise<{ readonly apps: TwoApps; readonly run: string; readonly before: unknown }> {
  const apps = await twoApps({
    left: { objects: [contacts] },
    right: { objects: [people], capabilities: { batchLimits } },
    syncs: { people: peopleSync({ brakes: { overwrite: 'off' } }) },
  });
  for (const name of names) apps.left.create('contacts', { email: `${name}@x.example`, title: 'Boss' });
  await apps.sync();
  const before = shown(apps)[1];
  for (const { id } of apps.left.readAll('contacts')) apps.left.update('contacts', id, { title: `Wrong ${id}` });
  const { run } = await apps.sync();
  return { apps, run, before };
}

test('a run of several pages is taken back whole', async () => {
  const { apps, run, before } = await many();
  expect(await apps.sync({ undo: { run } })).toMatchObject({ undo: { values: names.length, refused: [] } });
  expect(shown(apps)[1]).toEqual(before);
});

test('an undo that ends while it is being planned is not carried out in part', async () => {
  const { apps, run, before } = await many();
  const after = shown(apps);
  const decisions = async (): Promise<number> =>
    (await apps.store.database.selectFrom('decisions').select('id').execute()).length;
  const stopping = new AbortController();
  const store: Store = {
    ...apps.store,
    async transaction(work) {
      const result = await apps.store.transaction(work);
      if ((await decisions()) > 0) stopping.abort();
      return result;
    },
  };
  await expect(apps.sync({ undo: { run }, store, signal: stopping.signal })).rejects.toThrow();
  const planned = await decisions();
  expect(planned).toBeGreaterThan(0);
  expect(planned).toBeLessThan(names.length);
  expect(apps.written(await apps.sync())).toBe(0);
  expect(shown(apps)).toEqual(after);
  await apps.sync({ undo: { run } });
  expect(shown(apps)[1]).toEqual(before);
});
