import type { Claim, Job, Scheduler, ServiceClock } from './scheduler.ts';

interface Entry {
  readonly job: Job;
  /** `null`: nothing is planned. */
  dueAt: number | null;
  isActive: boolean;
  /** Its workspace is served no more; it goes once it has ended, unless it is set again. */
  isForgotten: boolean;
}

/** Somebody who waits for a job. */
type Waiter = (claim: Claim) => void;

/** The longest that a timer of Node takes; longer ones are begun again. */
const longestWaitMs = 2_147_483_647;

const never = new AbortController().signal;

/** The scheduler of one process, without a server. Of one workspace one job runs at a time: its state is one file. */
export function createEmbeddedScheduler(clock: ServiceClock): Scheduler {
  const entries = new Map<string, Entry>();
  const keyOf = ({ workspace, pair }: Job): string => JSON.stringify([workspace, pair]);
  /** Workspaces with a job that somebody has. */
  const busy = new Set<string>();
  /** The one that has waited longest first. */
  const waiters = new Set<Waiter>();
  /** One for all who wait. `null`: nobody does, or nothing is planned. */
  let alarm: { readonly at: number; readonly stop: AbortController } | null = null;

  /** Of those that may run the one that is due first. */
  function next(): Entry | null {
    let first: Entry | null = null;
    for (const entry of entries.values()) {
      if (entry.dueAt === null || busy.has(entry.job.workspace)) continue;
      if (first === null || entry.dueAt < (first.dueAt ?? 0)) first = entry;
    }
    return first;
  }

  /** Gives those who wait what is due, and does so again when the next job is. */
  function handOut(): void {
    for (const waiter of waiters) {
      const entry = next();
      if (entry === null) return;
      const dueAt = entry.dueAt ?? 0;
      if (dueAt > clock.now()) {
        ringAt(dueAt);
        return;
      }
      waiters.delete(waiter);
      waiter(claimed(entry));
    }
  }

  /** An alarm that is set for an earlier time is left alone: when it rings it is looked again. */
  function ringAt(at: number): void {
    if (alarm !== null && alarm.at <= at) return;
    stopAlarm();
    const set = { at, stop: new AbortController() };
    alarm = set;
    const rung = (): void => {
      if (alarm !== set) return;
      alarm = null;
      handOut();
    };
    void clock.wait(Math.min(at - clock.now(), longestWaitMs), set.stop.signal).then(rung);
  }

  function stopAlarm(): void {
    alarm?.stop.abort();
    alarm = null;
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
        handOut();
      },
    };
  }

  return {
    async set(job, dueAt) {
      const entry = entries.get(keyOf(job));
      if (entry) Object.assign(entry, { dueAt, isForgotten: false });
      else entries.set(keyOf(job), { job, dueAt, isActive: false, isForgotten: false });
      handOut();
    },
    async forget(workspace) {
      for (const [key, entry] of entries) {
        if (entry.job.workspace !== workspace) continue;
        if (entry.isActive) Object.assign(entry, { dueAt: null, isForgotten: true });
        else entries.delete(key);
      }
      handOut();
    },
    async claim(signal) {
      if (signal.aborted) return null;
      return new Promise((resolve) => {
        const leave = (): void => {
          waiters.delete(take);
          if (waiters.size === 0) stopAlarm();
          resolve(null);
        };
        const take: Waiter = (claim) => {
          signal.removeEventListener('abort', leave);
          resolve(claim);
        };
        signal.addEventListener('abort', leave, { once: true });
        waiters.add(take);
        handOut();
      });
    },
    async close() {
      entries.clear();
      stopAlarm();
    },
  };
}

const earlier = (one: number | null, other: number | null): number | null =>
  one === null ? other : other === null ? one : Math.min(one, other);
