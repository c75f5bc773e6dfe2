/** What one worker does at a time: the syncs of one account pair that are due, in order. */
export interface Job {
  readonly workspace: string;
  readonly pair: string;
}

/** A job that this worker has and nobody else. */
export interface Claim {
  readonly job: Job;
  /** Aborts when the job is somebody else's from here on: nothing more may be written. */
  readonly lost: AbortSignal;
  /** Gives it back. `dueAt`: when it is due next; `null`: not until it is set again. What was set meanwhile counts if it is earlier. */
  finish(dueAt: number | null): Promise<void>;
}

/**
 * Who runs what and when. At most one worker has a job, and at most one has a job of a workspace whose state takes one
 * writer. Times are milliseconds since 1970, UTC.
 */
export interface Scheduler {
  /** Says when a job is due. `null`: not until it is said again. */
  set(job: Job, dueAt: number | null): Promise<void>;
  /** A workspace that is served no more. What is under way ends by itself. */
  forget(workspace: string): Promise<void>;
  /** Waits for a job that is due and that nobody has. `null`: the signal was aborted. */
  claim(signal: AbortSignal): Promise<Claim | null>;
  close(): Promise<void>;
}

/** Time, as a test may hold it. */
export interface ServiceClock {
  now(): number;
  /** Resolves after so many milliseconds, or as soon as the signal is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}
