import type { Logger } from 'pino';
import { z } from 'zod';
import { workerKey, workersSchema } from '../../schedule/worker-schemas.ts';
import type { ServiceClock } from '../scheduler.ts';
import type { JobQueue } from './job-queue.ts';
import { jobChannel, type LivingWorker, type WorkerSession } from './worker-session.ts';

/** How often dead workers are looked for, in milliseconds. */
const watchEveryMs = 400;

const othersSchema = z.array(z.object({ id: z.string(), dead: z.number(), silent: z.number() }));
const takenSchema = z.array(z.object({ job: z.string(), attempt: z.coerce.number() }));

export interface Watch {
  readonly queue: Pick<JobQueue, 'transaction' | 'free'>;
  readonly session: Pick<WorkerSession, 'current'>;
  readonly clock: ServiceClock;
  readonly log: Logger;
  /** A worker that has said nothing for so long, in milliseconds, holds no lease any more: its jobs are given to others. */
  readonly silentMs: number;
  /** Told when some have become free. */
  readonly freed: () => void;
}

/** Looks again and again whether other workers have died. Ends when the signal is aborted. */
export async function keepBuryingDead(watch: Watch, signal: AbortSignal): Promise<void> {
  const { session, clock, log, freed } = watch;
  while (!signal.aborted) {
    await clock.wait(watchEveryMs, signal);
    const worker = session.current();
    if (signal.aborted || worker === null) continue;
    try {
      if ((await buryDead(watch, worker)) > 0) freed();
    } catch (error) {
      log.debug({ error: String(error) }, 'the workers cannot be watched');
    }
  }
}

/**
 * Whoever can take the lock of another worker knows that it is dead. Its jobs are due at once, and so are those of one that has been
 * silent for so long that its leases have ended: it stands still, or its network does. Gives how many workers and jobs are meant.
 */
function buryDead({ queue, log, silentMs }: Watch, { id: own }: LivingWorker): Promise<number> {
  return queue.transaction(async (db) => {
    const { rows } = await db.executeSql(
      `select id, (pg_try_advisory_xact_lock(${workerKey('id')}))::int as dead,
         (seen_at < clock_timestamp() - $2::float8 * interval '1 ms')::int as silent
       from (select id, seen_at from ${workersSchema}.workers where id <> $1 offset 0) as others`,
      [own, silentMs],
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
    if (attempts.length > 0) await queue.free(attempts, db);
    await db.executeSql(`delete from ${workersSchema}.workers where id = any($1::text[])`, [dead]);
    await db.executeSql(`select pg_notify('${jobChannel}', '')`);
    const told = { dead, silent: gone.filter((id) => !dead.includes(id)), jobs: attempts.length };
    log.warn(told, 'workers have died, or say nothing; their jobs are given to others');
    return attempts.length + dead.length;
  });
}
