import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Life } from './support/die-at-every-step.ts';
import { held, leads, standing, startExchange } from './support/exchange.ts';
import { Mortal, mortalStore } from './support/mortal.ts';

const names = ['ada', 'bob', 'cid', 'dan', 'eve'];
const values = [...names, 'one', 'two', 'three'];

/** Who has which value afterwards, no value twice; the last ones are taken by new people. */
const round = fc.record({
  order: fc.shuffledSubarray(values, { minLength: values.length, maxLength: values.length }),
  blank: fc.option(fc.constantFrom(...names)),
  news: fc.nat({ max: 2 }),
  /** At which step the process dies. `null`: it lives. */
  dies: fc.option(fc.record({ at: fc.integer({ min: 1, max: 45 }), moment: fc.constantFrom('before', 'after') })),
});

const apps = fc.record({
  required: fc.boolean(),
  echoesWrites: fc.boolean(),
  conditionalWrites: fc.boolean(),
  existsNamesRecord: fc.boolean(),
  update: fc.integer({ min: 1, max: 4 }),
  byName: fc.boolean(),
  third: fc.boolean(),
});

test('whoever takes whose value, and whenever the process dies: all arrive, and nothing else is written', async () => {
  await fc.assert(
    fc.asyncProperty(apps, fc.array(round, { minLength: 1, maxLength: 3 }), async (app, rounds) => {
      const life: Life = { current: new Mortal(0, 'before') };
      const batchLimits = {
        read: 3,
        lookup: 3,
        create: 2,
        update: app.update,
        archive: 2,
        readAssociations: 3,
        writeAssociations: 3,
      };
      const { apps: world, ids: first } = await startExchange({
        life,
        names,
        field: { required: app.required },
        right: {
          existsNamesRecord: app.existsNamesRecord,
          capabilities: { echoesWrites: app.echoesWrites, conditionalWrites: app.conditionalWrites, batchLimits },
        },
        ...(app.byName && { sync: { match: { left: 'name', right: 'name' } } }),
        ...(app.third && { more: leads }),
      });
      const ids: Record<string, string> = { ...first };
      for (const { order, blank, news, dies } of rounds) {
        const people = Object.entries(ids);
        people.forEach(([name, id], index) => {
          const clears = name === blank && !app.required;
          const value = order[index];
          if (value !== undefined) world.left.update('contacts', id, { email: clears ? null : `${value}@x.example` });
        });
        for (const value of order.slice(people.length, people.length + news)) {
          const name = `new ${Object.keys(ids).length}`;
          ids[name] = world.left.create('contacts', { email: `${value}@x.example`, name });
        }
        const wanted = held(world, 'left');
        if (dies) life.current = new Mortal(dies.at, dies.moment === 'before' ? 'before' : 'after');
        await world.sync({ store: mortalStore(world.store, life) }).catch((error: unknown) => {
          if (!(error instanceof Error && error.message.includes('died'))) throw error;
        });
        life.current = new Mortal(0, 'before');
        expect((await world.sync()).status).toBe('done');
        expect(held(world, 'right')).toEqual(wanted);
        expect(held(world, 'left')).toEqual(wanted);
        expect(await world.failing()).toEqual([]);
        expect(await standing(world)).toEqual([]);
        const links = await world.store.database.selectFrom('links').select('state').execute();
        expect(links.filter(({ state }) => state !== 'linked')).toEqual([]);
        expect(world.right.count('people')).toBe(Object.keys(ids).length);
        if (app.third) {
          const third = world.left.readAll('leads').map(({ fields }) => [fields.name, fields.email ?? null]);
          const shown = world.right.readAll('people').map(({ fields }) => [fields.name, fields.email ?? null]);
          expect(Object.fromEntries(third)).toEqual(Object.fromEntries(shown));
        }
        expect(world.written(await world.sync({ full: true }))).toBe(0);
      }
      await world.store.close();
    }),
    { numRuns: 15 },
  );
});
