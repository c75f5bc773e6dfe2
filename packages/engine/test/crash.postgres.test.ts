import { expect, test } from 'vitest';
import { busyWorld, expectSettled } from './support/busy-world.ts';
import { dieAtSomeSteps } from './support/die-at-every-step.ts';

// What a death leaves is decided by the engine's own steps, at every one of which `crash.long.test.ts` dies; here it is the database
// that has to keep and to take back, and each life takes as long as the rest of the suite's tests.
test.each(['before', 'after'] as const)(
  'a process that dies %s a step of any kind leaves a state on PostgreSQL that goes on',
  async (moment) => {
    const deaths = await dieAtSomeSteps(8, moment, busyWorld, await expectSettled(moment));
    expect([...deaths.keys()]).toEqual(
      expect.arrayContaining(['transaction', 'readChanges', 'write create', 'write update', 'writeAssociations']),
    );
    expect(deaths.get('transaction')).toBeGreaterThan(5);
  },
);
