import { type AppConnection, ContractError, RecordError, type WriteOutcome } from '@linkwright/core';
import { expect, test } from 'vitest';
import { contacts, people, peopleSync } from './support/people.ts';
import { type TwoApps, twoApps } from './support/two-apps.ts';

/** The right app's connector carries out its writes, and answers them as this function makes it. */
async function answering(
  answer: (outcomes: readonly WriteOutcome[]) => unknown,
): Promise<TwoApps & { writes(): number }> {
  let writes = 0;
  let broken = true;
  const lying = (app: AppConnection): AppConnection => ({
    ...app,
    async write(request, options) {
      writes += 1;
      const outcomes = await app.write(request, options);
      if (!broken) return outcomes;
      broken = false;
      return answer(outcomes) as readonly WriteOutcome[];
    },
  });
  const apps = await twoApps({
    left: { objects: [contacts] },
    right: { objects: [people] },
    syncs: { people: peopleSync() },
    wrap: (app, side) => (side === 'right' ? lying(app) : app),
  });
  return Object.assign(apps, { writes: () => writes });
}

const plain = new Error('No.');
const halfMade = Object.assign(new RecordError('No.', { code: 'no', category: 'other', remedy: 'x' }), {
  remedy: undefined,
});

test.each<[string, (outcomes: readonly WriteOutcome[]) => unknown]>([
  ['of an unknown kind', () => [{ kind: 'ok' }]],
  ['that are no list', () => 'done'],
  ['that are too few', () => []],
  ['that are too many', (outcomes) => [...outcomes, ...outcomes]],
  ['that refuse with a plain error', () => [{ kind: 'rejected', error: plain }]],
  ['that refuse without a remedy', () => [{ kind: 'rejected', error: halfMade }]],
  ['with a record without an id', () => [{ kind: 'written', record: { id: '', fields: {} } }]],
  ['with a number that is no text', () => [{ kind: 'written', record: { id: '1', fields: { name: 5 } } }]],
  ['that never came', () => Promise.reject(new TypeError('fetch is not a function'))],
])('outcomes %s end the run, and the record is made once', async (_, answer) => {
  const apps = await answering(answer);
  apps.left.create('contacts', { email: 'a@x.example', name: 'A' });
  await expect(apps.sync()).rejects.toThrow(/^The connector of Righty, write of "people",/);
  expect(apps.writes()).toBe(1);
  expect(apps.right.readAll('people')).toHaveLength(1);
  // The next run looks for it, finds it, and links it.
  const report = await apps.sync();
  expect(apps.right.readAll('people')).toHaveLength(1);
  expect(report.syncs[0]?.failing).toBe(0);
  expect(apps.written(await apps.sync())).toBe(0);
});

test('two creates that are answered with one record end the run', async () => {
  const apps = await twoApps({
    left: { objects: [contacts] },
    right: { objects: [people], capabilities: { batchLimits: { ...limits, create: 10 } } },
    syncs: { people: peopleSync() },
    wrap: (app, side) =>
      side === 'left'
        ? app
        : {
            ...app,
            async write(request, options) {
              const outcomes = await app.write(request, options);
              return outcomes.map(() => outcomes[0] ?? { kind: 'stale' });
            },
          },
  });
  apps.left.create('contacts', { email: 'a@x.example', name: 'A' });
  apps.left.create('contacts', { email: 'b@x.example', name: 'B' });
  await expect(apps.sync()).rejects.toThrow(ContractError);
  const links = await apps.store.database.selectFrom('links').selectAll().execute();
  expect(links).toHaveLength(1);
});

const limits = {
  read: 100,
  lookup: 100,
  create: 1,
  update: 1,
  archive: 1,
  readAssociations: 100,
  writeAssociations: 1,
};
