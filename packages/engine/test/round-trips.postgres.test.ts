import { testState } from '@linkwright/postgres-server/test-state';
import pg from 'pg';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openStore } from '../src/index.ts';
import { contacts, people, peopleSync } from './support/people.ts';
import { twoApps } from './support/two-apps.ts';

test('for a thousand records a first sync asks the server at most 40 times, and an undo of it at most 300 times', async () => {
  const { place, schema = '', release } = testState();
  const store = await openStore(place, { schema });
  onTestFinished(async () => {
    await store.close();
    await release();
  });
  const batchLimits = {
    read: 1000,
    lookup: 1000,
    create: 100,
    update: 100,
    archive: 100,
    readAssociations: 1000,
    writeAssociations: 100,
  };
  const apps = await twoApps({
    left: { objects: [contacts], pageSize: 1000 },
    right: { objects: [people], pageSize: 1000, capabilities: { batchLimits } },
    syncs: { people: peopleSync() },
  });
  const fill = (from: number, to: number): void => {
    for (let n = from; n < to; n += 1) apps.left.create('contacts', { email: `p${n}@x.example`, name: `P${n}` });
  };
  const query = vi.spyOn(pg.Client.prototype, 'query');
  onTestFinished(() => query.mockRestore());
  let last = '';
  const roundTripsOf = async (records: number, from: number): Promise<number> => {
    fill(from, from + records);
    query.mockClear();
    const report = await apps.sync({ store });
    expect(report.status).toBe('done');
    last = report.run;
    expect(apps.right.count('people')).toBe(from + records);
    return query.mock.calls.length;
  };
  // What a run costs whatever its size is taken off.
  const constant = await roundTripsOf(1, 0);
  const perThousand = ((await roundTripsOf(5000, 1)) - constant) / 5;
  console.info(`round trips for a thousand records: ${perThousand}, of a run: ${constant}`);
  expect(perThousand).toBeLessThanOrEqual(40);
  query.mockClear();
  await apps.sync({ store, undo: { run: last }, allow: ['archive'] });
  expect(apps.right.count('people')).toBe(1);
  const ofUndo = query.mock.calls.length / 5;
  console.info(`of its undo: ${ofUndo}`);
  expect(ofUndo).toBeLessThanOrEqual(300);
});
