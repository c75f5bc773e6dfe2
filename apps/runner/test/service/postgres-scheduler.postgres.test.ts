import { testState } from '@linkwright/postgres-server/test-state';
import pg from 'pg';
import { TestClock } from 'pg-boss';
import { pino } from 'pino';
import { describe, onTestFinished, vi } from 'vitest';
import { queueSchema, sharedAddress, workersSchema } from '../../src/schedule/worker-schemas.ts';
import { createPostgresScheduler } from '../../src/service/workers/postgres-scheduler.ts';
import { openWorkerSession } from '../../src/service/workers/worker-session.ts';
import { createHeldClock, type HeldClock } from './held-clock.ts';
import { schedulerTests } from './scheduler-tests.ts';

/** The loops of a scheduler and of its session, which all wait for time to pass when nothing is to be done. */
const loops = 4;

describe('the scheduler of many processes', () => {
  schedulerTests(async () => {
    const { place } = testState();
    const address = sharedAddress(place);
    const admin = new pg.Client({ connectionString: address.connectionString });
    await admin.connect();
    const start = Date.now();
    const held = createHeldClock(start);
    const bossClock = new TestClock(start);
    const log = pino({ level: 'silent' });
    const session = await openWorkerSession({
      address,
      role: 'all',
      clock: held,
      log,
      heard: () => undefined,
      joined: () => undefined,
    });
    const { connectionString } = address;
    const scheduler = await createPostgresScheduler({
      connectionString,
      session,
      clock: held,
      log,
      isServed: () => true,
      bossClock,
    });
    onTestFinished(async () => {
      await scheduler.close();
      await session.close();
      await admin.query(`drop schema ${queueSchema} cascade; drop schema ${workersSchema} cascade`);
      await admin.end();
    });
    const clock: HeldClock = {
      ...held,
      async pass(ms) {
        await bossClock.setTime(held.now() + ms);
        await held.pass(ms);
        await vi.waitFor(
          () => {
            if (held.sleeping() < loops) throw new Error('The scheduler is at work.');
          },
          { timeout: 30_000, interval: 2 },
        );
      },
    };
    return { clock, scheduler };
  });
});
