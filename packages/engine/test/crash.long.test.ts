import { expect, test } from 'vitest';
import { busyWorld, expectSettled } from './support/busy-world.ts';
import { dieAtEveryStep } from './support/die-at-every-step.ts';

test.each(['before', 'after'] as const)(
  'a process that dies %s any step leaves a state that goes on',
  async (moment) => {
    const steps = await dieAtEveryStep(moment, busyWorld, await expectSettled(moment));
    expect(steps).toBeGreaterThan(50);
  },
);
