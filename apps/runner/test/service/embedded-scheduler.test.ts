import { describe } from 'vitest';
import { createEmbeddedScheduler } from '../../src/service/embedded-scheduler.ts';
import { schedulerTests } from './scheduler-tests.ts';

describe('the scheduler of one process', () => {
  schedulerTests((clock) => Promise.resolve(createEmbeddedScheduler(clock)));
});
