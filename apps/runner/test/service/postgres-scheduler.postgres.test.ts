import { testState } from '@linkwright/postgres-server/test-state';
import pg from 'pg';
import { PgBoss, TestClock } from 'pg-boss';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { queueSchema, sharedAddress, workersSchema } from '../../src/schedule/worker-schemas.ts';
import { jobQueue } from '../../src/service/workers/job-queue.ts';
import { createPostgresScheduler } from '../../src/service/workers/postgres-scheduler.ts';
import { openWorkerSession } from '../../src/service/workers/worker-session.ts';
import { createHeldClock, type HeldClock } from './held-clock.ts';
import { schedulerTests } from './scheduler-tests.ts';
import { heldQueueDatabase } from './support/held-queue-database.ts';

/** The loops of a scheduler and of its session, which all wait for time to pass when nothing is to be done. */
const loops = 4;

describe('the scheduler of many processes', () => {
  const { place } = testState();
  const address = sharedAddress(place);
  const log = pino({ level: 'silent' });

  async function administrator(): Promise<pg.Client> {
    const admin = new pg.Client({ connectionString: address.connectionString });
    await admin.connect();
    onTestFinished(async () => {
      await admin.query(`drop schema ${queueSchema} cascade; drop schema ${workersSchema} cascade`);
      await admin.end();
    });
    return admin;
  }

  schedulerTests(async () => {
    await administrator();
    const start = Date.now();
    const held = createHeldClock(start);
    const bossClock = new TestClock(start);
    const db = heldQueueDatabase(address.connectionString);
    const session = await openWorkerSession({
      address,
      role: 'all',
      leaseMs: 90_000,
      clock: held,
      log,
      heard: () => undefined,
      joined: () => undefined,
    });
    const { connectionString } = address;
    const scheduler = await createPostgresScheduler({
      connectionString,
      session,
      silentMs: 90_000,
      clock: held,
      log,
      isServed: () => true,
      bossInTests: { clock: bossClock, db },
    });
    onTestFinished(async () => {
      await scheduler.close();
      await db.close();
      await session.close();
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
          { timeout: 600_000, interval: 2 },
        );
      },
    };
    return { clock, scheduler };
  });

  it('keeps a pair that never ran while it waits for a place, however often what is old is swept away', async () => {
    await administrator();
    const clock = { now: () => Date.now(), wait: createHeldClock(Date.now()).wait };
    const heard = { heard: () => undefined, joined: () => undefined };
    const session = await openWorkerSession({ address, role: 'all', leaseMs: 90_000, clock, log, ...heard });
    const { connectionString } = address;
    const options = { connectionString, session, silentMs: 90_000, clock, log, isServed: () => true };
    const scheduler = await createPostgresScheduler(options);
    const sweeper = new PgBoss({
      connectionString,
      schema: queueSchema,
      supervise: false,
      maintenanceIntervalSeconds: 1,
    });
    sweeper.on('error', () => undefined);
    await sweeper.start();
    onTestFinished(async () => {
      await sweeper.stop({ graceful: false });
      await scheduler.close();
      await session.close();
    });
    await scheduler.set({ workspace: 'one', pair: 'a ↔ b' }, 0);
    const stale = await sweeper.send(jobQueue, {}, { startAfter: new Date(0), singletonKey: 'stale' });
    await vi.waitFor(
      async () => {
        await sweeper.supervise();
        expect(await sweeper.findJobs(jobQueue, { id: stale ?? '' })).toEqual([]);
      },
      { timeout: 600_000, interval: 100 },
    );
    const claim = await scheduler.claim(new AbortController().signal);
    expect(claim?.job).toEqual({ workspace: 'one', pair: 'a ↔ b' });
    await claim?.finish(null);
  });
});
