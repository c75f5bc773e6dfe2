import { testState } from '@linkwright/postgres-server/test-state';
import { expect, onTestFinished, test } from 'vitest';
import { isStillUnheld, lockState, openStore, type StateLock, unheldEpoch } from '../src/index.ts';
import { startHinted } from './support/hinted-people.ts';
import { keepQuiet } from './support/quiet.ts';
import { untilOneWaits } from './support/waiting-sessions.ts';

/** Two apps in step, whose state on a server nobody holds. `meanwhile`: while the right one is asked what has changed. */
async function startUnheld() {
  const { place, schema = '', release } = testState();
  const store = await openStore(place, { schema });
  onTestFinished(async () => {
    await store.close();
    await release();
  });
  const lock = (): Promise<StateLock> => lockState(place, { schema });
  let meanwhile = async (): Promise<void> => undefined;
  await (await lock()).release();
  const apps = await startHinted(
    2,
    {},
    {
      store,
      wrap: (app, side) => ({
        ...app,
        async *readChanges(request, options) {
          if (side === 'right') await meanwhile();
          yield* app.readChanges(request, options);
        },
      }),
    },
  );
  const quietly = await keepQuiet(apps);
  const { database } = store;
  return {
    apps,
    lock,
    store,
    another: () => openStore(place, { schema }),
    /** A quiet cycle that holds nothing. */
    async look() {
      const epoch = (await unheldEpoch(database)) ?? Number.NaN;
      return quietly({ store, mayStore: (inside) => isStillUnheld(inside, epoch) });
    },
    async stored() {
      const runs = await database.selectFrom('runs').select(['id', 'status']).orderBy('id').execute();
      return { runs, reads: await database.selectFrom('reads').selectAll().orderBy('object_id').execute() };
    },
    meanwhile(act: () => Promise<void>): void {
      meanwhile = act;
    },
  };
}

test('a quiet cycle on a state that nobody holds is stored; one during which somebody has begun to work on it is not', async () => {
  const { apps, lock, look, stored, meanwhile } = await startUnheld();
  expect(await look()).toMatchObject({ status: 'done', syncs: [{ linked: 2 }] });
  expect(await look()).toMatchObject({ status: 'done' });
  const before = await stored();
  const held: StateLock[] = [];
  meanwhile(async () => void held.push(await lock()));
  apps.clock.advance(60_000);
  expect(await look()).toBeNull();
  expect(await stored()).toEqual(before);
  await held[0]?.release();
  // As one that stood still sees it, which others have passed by.
  meanwhile(async () => (await lock()).release());
  apps.clock.advance(60_000);
  expect(await look()).toBeNull();
  expect(await stored()).toEqual(before);
  meanwhile(async () => undefined);
  expect(await look()).toMatchObject({ status: 'done' });
  expect((await stored()).runs).toHaveLength(before.runs.length + 1);
});

test('nobody begins to work on a state while a quiet cycle is being stored', async () => {
  const { lock, store, another } = await startUnheld();
  const watching = await another();
  const epoch = (await unheldEpoch(store.database)) ?? Number.NaN;
  const order: string[] = [];
  let taking: Promise<StateLock> | null = null;
  await store.transaction(async (database) => {
    expect(await isStillUnheld(database, epoch)).toBe(true);
    taking = lock().then((taken) => {
      order.push('taken');
      return taken;
    });
    await untilOneWaits(watching, 'update leases');
    order.push('stored');
  });
  const taken = await (taking ?? lock());
  expect(order).toEqual(['stored', 'taken']);
  expect(taken.lease?.epoch).toBe(epoch + 1);
  expect(await unheldEpoch(store.database)).toBeNull();
  await taken.release();
  expect(await unheldEpoch(store.database)).toBe(epoch + 1);
  await watching.close();
});
