import { expect, test } from 'vitest';
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
