import { type ConstructorOptions, type JobAttempt, PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import { z } from 'zod';
import { queueSchema, workerKey, workersSchema } from '../../schedule/worker-schemas.ts';
import type { Claim, Job, Scheduler, ServiceClock } from '../scheduler.ts';
import { jobChannel, type WorkerSession } from './worker-session.ts';

export const jobQueue = 'account-pairs';

/** A job that is due later is found by asking so often, in milliseconds; one that is due at once is told. */
const askEveryMs = 1000;

/** How often dead workers are looked for, in milliseconds. */
const watchEveryMs = 400;

/** A job whose worker has said nothing for so long is given to another one, in seconds. The network may have gone away between. */
const heartbeatSeconds = 30;

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

type Database = ReturnType<PgBoss['getDb']>;

const jobSchema = z.object({ workspace: z.string(), pair: z.string() });

const waitingSchema = z.array(z.looseObject({ id: z.string(), startAfter: z.coerce.date() }));

const keysSchema = z.array(z.object({ key: z.string() }));
const othersSchema = z.array(z.object({ id: z.string(), dead: z.number(), silent: z.number() }));
const takenSchema = z.array(z.object({ job: z.string(), attempt: z.coerce.number() }));

interface SchedulerOptions {
  /** Of a PostgreSQL database, for the driver alone. */
  readonly connectionString: string;
  readonly session: WorkerSession;
  readonly clock: ServiceClock;
  readonly log: Logger;
  /** Does this process look after the workspace? Jobs of others are left to other workers. */
  readonly isServed: (workspace: string) => boolean;
  /** A worker that has said nothing for so long, in milliseconds, holds no lease any more: its jobs are given to others. */
  readonly silentMs: number;
  /** Of pg-boss, in tests. Default: the system's. */
  readonly bossClock?: ConstructorOptions['clock'];
}

export interface PostgresScheduler extends Scheduler {
  /** Something may be due: it is asked for at once. */
  nudge(): void;
  /** Is a job of this one waiting or worked on, by any process? */
  known(): Promise<(job: Job) => boolean>;
}

interface Taken {
  readonly attempt: JobAttempt;
  readonly job: Job;
  readonly lost: AbortController;
}

/**
 * The scheduler of many processes on one database. pg-boss keeps what is due and gives each job to one worker; who has what stands in
 * a table beside it, so that the jobs of a dead worker are given to others at once. That a state has one writer is held by its
 * lease, not by the queue.
 */
export async function createPostgresScheduler(options: SchedulerOptions): Promise<PostgresScheduler> {
  const { connectionString, session, clock, log, isServed, silentMs } = options;
  const boss = await startBoss(connectionString, log, options.bossClock);
  const closing = new AbortController();
  const waiting: { readonly give: (claim: Claim | null) => void }[] = [];
  const taken = new Map<string, Taken>();
  /** Workspaces that were given up while they were worked on: what is due next is not ours to say. */
  const forgotten = new Set<string>();
  /** When what this process has set is due: it asks then, and not only at its next turn. */
  const promised = new Map<string, number>();
  let wake = new AbortController();
  const nudge = (): void => {
    wake.abort();
    wake = new AbortController();
  };
  const keyOf = ({ workspace, pair }: Job): string => JSON.stringify([workspace, pair]);

  function put(job: Job, dueAt: number, db?: Database): Promise<unknown> {
    promised.set(keyOf(job), dueAt);
    return boss.upsert(jobQueue, job, {
      singletonKey: keyOf(job),
      startAfter: new Date(Math.max(dueAt, earliestDue)),
      priority: priorityOf(dueAt),
      retentionSeconds,
      group: { id: job.workspace },
      ...(db && { db }),
    });
  }

  const queued = async (job: Job, db?: Database): Promise<z.infer<typeof waitingSchema>> =>
    waitingSchema.parse(await boss.findJobs(jobQueue, { key: keyOf(job), queued: true, ...(db && { db }) }));

  /** What is set while a job is given back is not overwritten by what was known of it before. */
  const holdKey = (job: Job, db: Database): Promise<unknown> =>
    db.executeSql(`select pg_advisory_xact_lock(hashtextextended('linkwright job ' || $1, 0))`, [keyOf(job)]);

  async function finish({ attempt, job }: Taken, dueAt: number | null): Promise<void> {
    taken.delete(attempt.id);
    try {
      await transaction(boss, async (db) => {
        await holdKey(job, db);
        await boss.complete(jobQueue, attempt, null, { db });
        await db.executeSql(`delete from ${workersSchema}.claims where job = $1 and attempt <= $2`, [
          attempt.id,
          attempt.retryCount,
        ]);
        if (dueAt === null || forgotten.has(job.workspace)) return;
        const next = await queued(job, db);
        if (next.every(({ startAfter }) => startAfter.getTime() > dueAt)) await put(job, dueAt, db);
      });
    } catch (error) {
      // It stays with this worker until its heartbeat is missed, and is then given again.
      log.warn({ ...job, error: String(error) }, 'a job cannot be given back');
    }
    nudge();
  }

  /** Takes as many jobs as are waited for. */
  async function take(): Promise<void> {
    const worker = session.current();
    if (worker === null || waiting.length === 0) return;
    const jobs = await transaction(boss, async (db) => {
      const fetched = await boss.fetch<unknown>(jobQueue, {
        batchSize: waiting.length,
        groupConcurrency: 1,
        ignoreGroups: [...strangers],
        includeMetadata: true,
        db,
      });
      const given = fetched.map(({ id, retryCount, data }) => ({
        attempt: { id, retryCount },
        job: jobSchema.parse(data),
        lost: new AbortController(),
      }));
      for (const { attempt, job } of given) {
        await db.executeSql(
          `insert into ${workersSchema}.claims (job, attempt, worker, state, pair) values ($1, $2, $3, $4, $5)
           on conflict (job, attempt) do update set worker = $3`,
          [attempt.id, attempt.retryCount, worker.id, job.workspace, job.pair],
        );
      }
      return given;
    });
    for (const one of jobs) await handOut(one, worker.lost);
  }

  /** Workspaces in the queue that this process does not look after. */
  const strangers = new Set<string>();

  async function handOut(one: Taken, lostWithSession: AbortSignal): Promise<void> {
    if (!isServed(one.job.workspace)) {
      strangers.add(one.job.workspace);
      return finish(one, clock.now());
    }
    const waiter = waiting.shift();
    if (waiter === undefined) return finish(one, clock.now());
    taken.set(one.attempt.id, one);
    waiter.give({
      job: one.job,
      lost: AbortSignal.any([one.lost.signal, lostWithSession]),
      finish: (dueAt) => finish(one, dueAt),
    });
  }

  function untilNext(): number {
    const now = clock.now();
    let next = now + askEveryMs;
    for (const [key, dueAt] of promised) {
      if (dueAt > now) next = Math.min(next, dueAt);
      else promised.delete(key);
    }
    return next - now;
  }

  async function keepTaking(): Promise<void> {
    while (!closing.signal.aborted) {
      const woken = wake.signal;
      await take().catch((error: unknown) => log.debug({ error: String(error) }, 'the queue cannot be asked'));
      await clock.wait(untilNext(), AbortSignal.any([closing.signal, woken]));
    }
  }

  /** Says that this worker is at its jobs, and hears of those that were given to others. */
  async function keepAlive(): Promise<void> {
    while (!closing.signal.aborted) {
      await clock.wait((heartbeatSeconds * 1000) / 3, closing.signal);
      for (const { attempt, lost } of taken.values()) {
        const touched = await boss.touch(jobQueue, attempt).catch(() => null);
        if (touched !== null && 'affected' in touched && touched.affected === 0) lost.abort();
      }
    }
  }

  /**
   * Whoever can take the lock of another worker knows that it is dead. Its jobs are due at once, and so are those of one that has been
   * silent for so long that its leases have ended: it stands still, or its network does.
   */
  async function buryDead(): Promise<void> {
    const worker = session.current();
    if (worker === null) return;
    const freed = await transaction(boss, async (db) => {
      const { rows } = await db.executeSql(
        `select id, (pg_try_advisory_xact_lock(${workerKey('id')}))::int as dead,
           (seen_at < clock_timestamp() - $2::float8 * interval '1 ms')::int as silent
         from (select id, seen_at from ${workersSchema}.workers where id <> $1 offset 0) as others`,
        [worker.id, silentMs],
      );
      const others = othersSchema.parse(rows).filter(({ dead, silent }) => dead + silent > 0);
      if (others.length === 0) return 0;
      const gone = others.map(({ id }) => id);
      const held = await db.executeSql(
        `delete from ${workersSchema}.claims where worker = any($1::text[]) returning job, attempt`,
        [gone],
      );
      const attempts = takenSchema.parse(held.rows).map(({ job, attempt }) => ({ id: job, retryCount: attempt }));
      const dead = others.flatMap((one) => (one.dead === 1 ? [one.id] : []));
      if (attempts.length + dead.length === 0) return 0;
      if (attempts.length > 0) await boss.fail(jobQueue, attempts, { message: 'the worker died' }, { db });
      await db.executeSql(`delete from ${workersSchema}.workers where id = any($1::text[])`, [dead]);
      await db.executeSql(`select pg_notify('${jobChannel}', '')`);
      const told = { dead, silent: gone.filter((id) => !dead.includes(id)), jobs: attempts.length };
      log.warn(told, 'workers have died, or say nothing; their jobs are given to others');
      return attempts.length + dead.length;
    });
    if (freed > 0) nudge();
  }

  async function keepWatching(): Promise<void> {
    while (!closing.signal.aborted) {
      await clock.wait(watchEveryMs, closing.signal);
      if (closing.signal.aborted) return;
      await buryDead().catch((error: unknown) => log.debug({ error: String(error) }, 'the workers cannot be watched'));
    }
  }

  const keeping = Promise.all([keepTaking(), keepAlive(), keepWatching()]);
  return {
    nudge,
    async known() {
      const { rows } = await boss.getDb().executeSql(
        `select distinct singleton_key as key from ${queueSchema}.job
         where name = $1 and state in ('created', 'retry', 'active') and singleton_key is not null`,
        [jobQueue],
      );
      const keys = new Set(keysSchema.parse(rows).map(({ key }) => key));
      return (job) => keys.has(keyOf(job));
    },
    async set(job, dueAt) {
      forgotten.delete(job.workspace);
      strangers.delete(job.workspace);
      if (dueAt === null) {
        promised.delete(keyOf(job));
        for (const { id } of await queued(job)) await boss.deleteJob(jobQueue, id);
        return;
      }
      await transaction(boss, async (db) => {
        await holdKey(job, db);
        await put(job, dueAt, db);
      });
      if (dueAt > clock.now()) return;
      await boss.getDb().executeSql(`select pg_notify('${jobChannel}', '')`);
      nudge();
    },
    async forget(workspace) {
      forgotten.add(workspace);
      const jobs = await boss.findJobs(jobQueue, { data: { workspace }, queued: true });
      for (const { id } of jobs) await boss.deleteJob(jobQueue, id);
    },
    claim(signal) {
      if (signal.aborted || closing.signal.aborted) return Promise.resolve(null);
      return new Promise((resolve) => {
        const stop = AbortSignal.any([signal, closing.signal]);
        const waiter = {
          give(claim: Claim | null) {
            stop.removeEventListener('abort', leave);
            resolve(claim);
          },
        };
        const leave = (): void => {
          const place = waiting.indexOf(waiter);
          if (place >= 0) waiting.splice(place, 1);
          resolve(null);
        };
        stop.addEventListener('abort', leave, { once: true });
        waiting.push(waiter);
        nudge();
      });
    },
    async close() {
      closing.abort();
      await keeping;
      await boss.stop({ graceful: false }).catch(() => undefined);
    },
  };
}

async function startBoss(connectionString: string, log: Logger, clock: ConstructorOptions['clock']): Promise<PgBoss> {
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
    ...(clock && { clock }),
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

async function transaction<Result>(boss: PgBoss, work: (db: Database) => Promise<Result>): Promise<Result> {
  const begun = await boss.getDb().beginTransaction?.();
  if (begun === undefined) throw new TypeError('pg-boss has no pool of its own.');
  try {
    const result = await work(begun.db);
    await begun.commit();
    return result;
  } catch (error) {
    await begun.rollback();
    throw error;
  }
}
