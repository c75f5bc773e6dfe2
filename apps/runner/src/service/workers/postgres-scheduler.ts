import type { Logger } from 'pino';
import { workersSchema } from '../../schedule/worker-schemas.ts';
import type { Claim, Job, Scheduler, ServiceClock } from '../scheduler.ts';
import { keepBuryingDead } from './bury-dead.ts';
import { type BossInTests, type Given, heartbeatSeconds, type JobQueue, keyOf, openJobQueue } from './job-queue.ts';
import { jobChannel, type LivingWorker, type WorkerSession } from './worker-session.ts';

/** A job that is due later is found by asking so often, in milliseconds; one that is due at once is told. */
const askEveryMs = 1000;

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
  readonly bossInTests?: BossInTests;
}

export interface PostgresScheduler extends Scheduler {
  /** Something may be due: it is asked for at once. */
  nudge(): void;
  /** Is a job of this one waiting or worked on, by any process? */
  known(): Promise<(job: Job) => boolean>;
}

interface Taken extends Given {
  readonly lost: AbortController;
}

/**
 * The scheduler of many processes on one database. pg-boss keeps what is due and gives each job to one worker; who has what stands in
 * a table beside it, so that the jobs of a dead worker are given to others at once. That a state has one writer is held by its
 * lease, not by the queue.
 */
export async function createPostgresScheduler(options: SchedulerOptions): Promise<PostgresScheduler> {
  const { session, clock, log, isServed, silentMs } = options;
  const queue = await openJobQueue(options.connectionString, log, options.bossInTests);
  const closing = new AbortController();
  const waiting: ((claim: Claim | null) => void)[] = [];
  const taken = new Map<string, Taken>();
  /** Workspaces that were given up while they were worked on: what is due next is not ours to say. */
  const forgotten = new Set<string>();
  /** Workspaces in the queue that this process does not look after. */
  const strangers = new Set<string>();
  /** When what this process has set is due: it asks then, and not only at its next turn. */
  const promised = new Map<string, number>();
  let wake = new AbortController();
  const nudge = (): void => {
    wake.abort();
    wake = new AbortController();
  };

  async function finish(one: Taken, dueAt: number | null): Promise<void> {
    const { attempt, job } = one;
    taken.delete(attempt.id);
    try {
      await queue.transaction(async (db) => {
        await queue.hold(job, db);
        await queue.complete(one, db);
        await db.executeSql(`delete from ${workersSchema}.claims where job = $1 and attempt <= $2`, [
          attempt.id,
          attempt.retryCount,
        ]);
        if (dueAt === null || forgotten.has(job.workspace)) return;
        if ((await queue.waiting(job, db)).some((at) => at <= dueAt)) return;
        promised.set(keyOf(job), dueAt);
        await queue.put(job, dueAt, db);
      });
    } catch (error) {
      // It stays with this worker until its heartbeat is missed, and is then given again.
      log.warn({ ...job, error: String(error) }, 'a job cannot be given back');
    }
    nudge();
  }

  async function handOut(one: Taken, lostWithSession: AbortSignal): Promise<void> {
    const isStranger = !isServed(one.job.workspace);
    if (isStranger) strangers.add(one.job.workspace);
    const give = isStranger ? undefined : waiting.shift();
    if (give === undefined) return finish(one, clock.now());
    taken.set(one.attempt.id, one);
    const lost = AbortSignal.any([one.lost.signal, lostWithSession]);
    give({ job: one.job, lost, finish: (dueAt) => finish(one, dueAt) });
  }

  /** Takes as many jobs as are waited for. */
  async function take(): Promise<void> {
    const worker = session.current();
    if (worker === null || waiting.length === 0) return;
    const given = await takeFrom(queue, waiting.length, [...strangers], worker);
    for (const one of given) await handOut({ ...one, lost: new AbortController() }, worker.lost);
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
      for (const one of taken.values()) {
        // A server that cannot be reached says nothing of whose it is.
        if (!(await queue.touch(one).catch(() => true))) one.lost.abort();
      }
    }
  }

  const burying = keepBuryingDead({ queue, session, clock, log, silentMs, freed: nudge }, closing.signal);
  const keeping = Promise.all([keepTaking(), keepAlive(), burying]);
  return {
    nudge,
    async known() {
      const keys = await queue.keys();
      return (job) => keys.has(keyOf(job));
    },
    async set(job, dueAt) {
      forgotten.delete(job.workspace);
      strangers.delete(job.workspace);
      if (dueAt === null) {
        promised.delete(keyOf(job));
        return queue.remove(job);
      }
      promised.set(keyOf(job), dueAt);
      await queue.transaction(async (db) => {
        await queue.hold(job, db);
        await queue.put(job, dueAt, db);
      });
      if (dueAt > clock.now()) return;
      await queue.query(`select pg_notify('${jobChannel}', '')`);
      nudge();
    },
    async forget(workspace) {
      forgotten.add(workspace);
      await queue.remove({ workspace });
    },
    claim(signal) {
      if (signal.aborted || closing.signal.aborted) return Promise.resolve(null);
      return new Promise((resolve) => {
        const stop = AbortSignal.any([signal, closing.signal]);
        const give = (claim: Claim | null): void => {
          stop.removeEventListener('abort', leave);
          resolve(claim);
        };
        const leave = (): void => {
          const place = waiting.indexOf(give);
          if (place >= 0) waiting.splice(place, 1);
          resolve(null);
        };
        stop.addEventListener('abort', leave, { once: true });
        waiting.push(give);
        nudge();
      });
    },
    async close() {
      closing.abort();
      await keeping;
      await queue.close();
    },
  };
}

/** Takes jobs that are due, and notes whose they are: whoever finds this worker dead gives them to others. */
const takeFrom = (
  queue: JobQueue,
  most: number,
  leaveOut: readonly string[],
  { id: worker }: LivingWorker,
): Promise<readonly Given[]> =>
  queue.transaction(async (db) => {
    const given = await queue.fetch(most, leaveOut, db);
    for (const { attempt, job } of given) {
      await db.executeSql(
        `insert into ${workersSchema}.claims (job, attempt, worker, state, pair) values ($1, $2, $3, $4, $5)
         on conflict (job, attempt) do update set worker = $3`,
        [attempt.id, attempt.retryCount, worker, job.workspace, job.pair],
      );
    }
    return given;
  });
