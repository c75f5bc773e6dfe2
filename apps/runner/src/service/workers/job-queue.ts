import { type ConstructorOptions, type JobAttempt, PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import { z } from 'zod';
import { queueSchema } from '../../schedule/worker-schemas.ts';
import type { Job } from '../scheduler.ts';

export const jobQueue = 'account-pairs';

/** A job whose worker has said nothing for so long is given to another one, in seconds. The network may have gone away between. */
export const heartbeatSeconds = 30;

/** A job is never given up: what keeps a sync from running is told by its runs. */
const retryLimit = 1_000_000_000;

/** Milliseconds since 1970. Nothing is due earlier: a sync that never ran is due since then. */
const earliestDue = Date.UTC(2026, 0, 1);

/** Seconds since 1970 that a priority of 0 stands for. */
const priorityZero = earliestDue / 1000;

/**
 * pg-boss sweeps away, once a day and when it starts, what has waited for longer than this after it was due, in seconds. A pair that
 * waits for a place, or for a service that stood still for weeks, must never be among that.
 */
const retentionSeconds = 2_000_000_000;

/** The longest due comes first: pg-boss takes jobs by priority, which is a number of 32 bits. */
const priorityOf = (dueAt: number): number => Math.max(-2_147_483_647, priorityZero - Math.floor(dueAt / 1000));

export type QueueDatabase = ReturnType<PgBoss['getDb']>;

/** One giving of a job. */
export interface Given {
  readonly attempt: JobAttempt;
  readonly job: Job;
}

const jobSchema = z.object({ workspace: z.string(), pair: z.string() });
const waitingSchema = z.array(z.looseObject({ id: z.string(), startAfter: z.coerce.date() }));
const keysSchema = z.array(z.object({ key: z.string() }));

export const keyOf = ({ workspace, pair }: Job): string => JSON.stringify([workspace, pair]);

/** What is due and what is worked on, as pg-boss keeps it: one row for each account pair. `db`: inside of a transaction. */
export interface JobQueue {
  transaction<Result>(work: (db: QueueDatabase) => Promise<Result>): Promise<Result>;
  /** What is set while a job is given back is not overwritten by what was known of it before. */
  hold(job: Job, db: QueueDatabase): Promise<void>;
  put(job: Job, dueAt: number, db: QueueDatabase): Promise<void>;
  /** When those of this job are due that nobody has, milliseconds since 1970. */
  waiting(job: Job, db: QueueDatabase): Promise<readonly number[]>;
  /** Those that are due, the longest due first, and one of a workspace; none of the workspaces to leave out. */
  fetch(most: number, leaveOut: readonly string[], db: QueueDatabase): Promise<readonly Given[]>;
  complete({ attempt }: Given, db: QueueDatabase): Promise<void>;
  /** Their worker is gone: they are due at once. */
  free(attempts: readonly JobAttempt[], db: QueueDatabase): Promise<void>;
  /** Says that it is worked on. `false`: it was given to somebody else. Throws where the server cannot be reached. */
  touch({ attempt }: Given): Promise<boolean>;
  /** Takes away what waits of a job, or of a workspace. */
  remove(which: Job | { readonly workspace: string }): Promise<void>;
  /** Keys of all jobs that wait or are worked on. */
  keys(): Promise<ReadonlySet<string>>;
  query(text: string): Promise<unknown>;
  close(): Promise<void>;
}

/** What pg-boss is given otherwise in tests: a clock that they hold, and the database for it. */
export type BossInTests = Pick<ConstructorOptions, 'clock' | 'db'>;

/** `connectionString`: of a PostgreSQL database, for the driver alone. */
export async function openJobQueue(
  connectionString: string,
  log: Logger,
  inTests: BossInTests = {},
): Promise<JobQueue> {
  const boss = await startBoss(connectionString, log, inTests);
  const database = boss.getDb();
  return {
    async transaction(work) {
      const begun = await database.beginTransaction?.();
      if (begun === undefined) throw new TypeError('pg-boss has no pool of its own.');
      try {
        const result = await work(begun.db);
        await begun.commit();
        return result;
      } catch (error) {
        await begun.rollback();
        throw error;
      }
    },
    async hold(job, db) {
      await db.executeSql(`select pg_advisory_xact_lock(hashtextextended('linkwright job ' || $1, 0))`, [keyOf(job)]);
    },
    async put(job, dueAt, db) {
      await boss.upsert(jobQueue, job, {
        singletonKey: keyOf(job),
        startAfter: new Date(Math.max(dueAt, earliestDue)),
        priority: priorityOf(dueAt),
        retentionSeconds,
        group: { id: job.workspace },
        db,
      });
    },
    async waiting(job, db) {
      const found = await boss.findJobs(jobQueue, { key: keyOf(job), queued: true, db });
      return waitingSchema.parse(found).map(({ startAfter }) => startAfter.getTime());
    },
    async fetch(most, leaveOut, db) {
      const fetched = await boss.fetch<unknown>(jobQueue, {
        batchSize: most,
        groupConcurrency: 1,
        ignoreGroups: [...leaveOut],
        includeMetadata: true,
        db,
      });
      return fetched.map(({ id, retryCount, data }) => ({ attempt: { id, retryCount }, job: jobSchema.parse(data) }));
    },
    async complete({ attempt }, db) {
      await boss.complete(jobQueue, attempt, null, { db });
    },
    async free(attempts, db) {
      await boss.fail(jobQueue, [...attempts], { message: 'the worker died' }, { db });
    },
    async touch({ attempt }) {
      const touched = await boss.touch(jobQueue, attempt);
      return !('affected' in touched) || touched.affected !== 0;
    },
    async remove(which) {
      const asked = 'pair' in which ? { key: keyOf(which) } : { data: which };
      const found = await boss.findJobs(jobQueue, { ...asked, queued: true });
      for (const { id } of found) await boss.deleteJob(jobQueue, id);
    },
    async keys() {
      const { rows } = await database.executeSql(
        `select distinct singleton_key as key from ${queueSchema}.job
         where name = $1 and state in ('created', 'retry', 'active') and singleton_key is not null`,
        [jobQueue],
      );
      return new Set(keysSchema.parse(rows).map(({ key }) => key));
    },
    query: (text) => database.executeSql(text),
    async close() {
      await boss.stop({ graceful: false }).catch(() => undefined);
    },
  };
}

async function startBoss(connectionString: string, log: Logger, inTests: BossInTests): Promise<PgBoss> {
  // Not among the options of pg-boss, which hands them to the driver.
  const connection = { query_timeout: 30_000, keepAlive: true, keepAliveInitialDelayMillis: 10_000 };
  const boss = new PgBoss({
    ...connection,
    connectionString,
    schema: queueSchema,
    application_name: 'linkwright queue',
    max: 4,
    schedule: false,
    monitorIntervalSeconds: 10,
    registerInstance: false,
    reindex: false,
    monitorVacuum: false,
    openTelemetry: { enabled: false },
    ...inTests,
  });
  boss.on('error', (error) => log.debug({ error: String(error) }, 'the queue reports an error'));
  await boss.start();
  await boss.createQueue(jobQueue, {
    policy: 'stately',
    retryLimit,
    retryDelay: 0,
    expireInSeconds: 24 * 60 * 60,
    heartbeatSeconds,
    deleteAfterSeconds: 60 * 60,
  });
  return boss;
}
