import { type AppConnection, RetryableError, type WriteOutcome } from '@linkwright/core';
import { expect, test } from 'vitest';
import { contacts, people, peopleSync } from './support/people.ts';
import { only, type TwoApps, twoApps } from './support/two-apps.ts';

const silent = new RetryableError('No answer came.', { code: 'timed-out', outcomeUnknown: true });

/** The right app keeps texts without blanks around them; `answer` stands between it and the engine, for updates. */
async function start(options: {
  readonly conditionalWrites: boolean;
  readonly answer: (write: () => Promise<readonly WriteOutcome[]>) => Promise<readonly WriteOutcome[]>;
}): Promise<TwoApps> {
  const apps = await twoApps({
    left: { objects: [contacts] },
    right: {
      objects: [people],
      capabilities: { conditionalWrites: options.conditionalWrites },
      normalize: (_object, _field, value) => (typeof value === 'string' ? value.trim() : value),
    },
    syncs: { people: peopleSync({ conflicts: { winner: 'left', blanks: 'keep' } }) },
    wrap: (app, side) => (side === 'right' ? answered(app, options.answer) : app),
  });
  apps.left.create('contacts', { email: 'a@x.example', name: 'New ' });
  apps.right.create('people', { email: 'a@x.example', name: 'Old' });
  return apps;
}

const answered = (app: AppConnection, answer: Parameters<typeof start>[0]['answer']): AppConnection => ({
  ...app,
  write: (request, options) =>
    request.changes.some((change) => change.kind === 'update')
      ? answer(() => app.write(request, options))
      : app.write(request, options),
});

test('a value that a write without an answer overwrote is in the conflict log, in whatever spelling the app kept the winner', async () => {
  let lost = 0;
  const apps = await start({
    conditionalWrites: false,
    async answer(write) {
      const outcomes = await write();
      lost += 1;
      return lost === 1 ? outcomes.map(() => ({ kind: 'unknown', error: silent })) : outcomes;
    },
  });
  await apps.sync();
  await apps.sync();
  expect(only(apps.right, 'people').fields.name).toBe('New');
  expect((await apps.conflicts()).map((loss) => loss.right)).toContain('Old');
});

test('so is one that a conditional write overwrote which was delivered twice', async () => {
  const apps = await start({
    conditionalWrites: true,
    async answer(write) {
      await write();
      return write();
    },
  });
  await apps.sync();
  expect(only(apps.right, 'people').fields.name).toBe('New');
  expect((await apps.conflicts()).map((loss) => loss.right)).toContain('Old');
});

test('a write that is tried again before it has overwritten anything is one entry of the conflict log', async () => {
  let asked = 0;
  const apps = await start({
    conditionalWrites: false,
    async answer(write) {
      asked += 1;
      return asked === 1 ? [{ kind: 'unknown', error: silent }] : write();
    },
  });
  await apps.sync();
  expect(await apps.conflicts()).toMatchObject([{ left: 'New ', right: 'Old' }]);
});
