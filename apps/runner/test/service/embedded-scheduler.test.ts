import { describe } from 'vitest';
import { createEmbeddedScheduler } from '../../src/service/embedded-scheduler.ts';
import { createHeldClock } from './held-clock.ts';
import { schedulerTests } from './scheduler-tests.ts';

describe('the scheduler of one process', () => {
  schedulerTests(async () => {
    const clock = createHeldClock();
    return { clock, scheduler: createEmbeddedScheduler(clock) };
  });
});
