import type { Claim, Job, Scheduler, ServiceClock } from './scheduler.ts';

interface Entry {
  readonly job: Job;
  /** `null`: nothing is planned. */
  dueAt: number | null;
  isActive: boolean;
  /** Its workspace is served no more; it goes once it has ended, unless it is set again. */
  isForgotten: boolean;
}

/** The longest that a timer of Node takes; longer ones are begun again. */
const longestWaitMs = 2_147_483_647;

const never = new AbortController().signal;

/** The scheduler of one process, without a server. Of one workspace one job runs at a time: its state is one file. */
export function createEmbeddedScheduler(clock: ServiceClock): Scheduler {
  const entries = new Map<string, Entry>();
  let wake = new AbortController();
  const changed = (): void => {
    wake.abort();
    wake = new AbortController();
  };
  const keyOf = ({ workspace, pair }: Job): string => JSON.stringify([workspace, pair]);
  /** Workspaces with a job that somebody has. */
  const busy = new Set<string>();

  /** Of those that may run the one that has waited longest, or how long it takes until there is one. */
  function next(): Entry | number {
    let first: Entry | null = null;
    for (const entry of entries.values()) {
      if (entry.dueAt === null || busy.has(entry.job.workspace)) continue;
      if (first === null || entry.dueAt < (first.dueAt ?? 0)) first = entry;
    }
    if (first === null) return longestWaitMs;
    const left = (first.dueAt ?? 0) - clock.now();
    return left <= 0 ? first : Math.min(left, longestWaitMs);
  }

  function claimed(entry: Entry): Claim {
    entry.isActive = true;
    entry.dueAt = null;
    busy.add(entry.job.workspace);
    return {
      job: entry.job,
      lost: never,
      async finish(dueAt) {
        entry.isActive = false;
        busy.delete(entry.job.workspace);
        if (entry.isForgotten) entries.delete(keyOf(entry.job));
        else entry.dueAt = earlier(entry.dueAt, dueAt);
        changed();
      },
    };
  }

  return {
    async set(job, dueAt) {
      const entry = entries.get(keyOf(job));
      if (entry) Object.assign(entry, { dueAt, isForgotten: false });
      else entries.set(keyOf(job), { job, dueAt, isActive: false, isForgotten: false });
      changed();
    },
    async forget(workspace) {
      for (const [key, entry] of entries) {
        if (entry.job.workspace !== workspace) continue;
        if (entry.isActive) Object.assign(entry, { dueAt: null, isForgotten: true });
        else entries.delete(key);
      }
      changed();
    },
    async claim(signal) {
      while (!signal.aborted) {
        const woken = wake.signal;
        const found = next();
        if (typeof found !== 'number') return claimed(found);
        await clock.wait(found, AbortSignal.any([signal, woken]));
      }
      return null;
    },
    async close() {
      entries.clear();
      changed();
    },
  };
}

const earlier = (one: number | null, other: number | null): number | null =>
  one === null ? other : other === null ? one : Math.min(one, other);
