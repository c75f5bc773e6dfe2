import { randomUUID } from 'node:crypto';
import type { DriftDocument } from '../../operations/documents/drift-document.ts';
import type { PlanDocument } from '../../operations/documents/run-document.ts';
import { ApiError, type Problem } from './api-problem.ts';

export type JobResult = PlanDocument | DriftDocument;

/** Work that takes longer than a request, kept in memory: with the service it is gone. */
export interface Job {
  readonly id: string;
  readonly workspace: string;
  readonly kind: 'plan' | 'drift';
  readonly startedAt: number;
  /** `null`: it is at work. */
  endedAt: number | null;
  status: 'running' | 'done' | 'failed';
  /** Where it stands, in one line. `null`: nothing has been told. */
  progress: string | null;
  result: JobResult | null;
  problem: Problem | null;
}

export interface JobToStart extends Pick<Job, 'workspace' | 'kind'> {
  readonly work: (job: Job, signal: AbortSignal) => Promise<JobResult>;
  readonly failed: (error: unknown) => Problem;
}

/** So many are kept; the oldest that have ended go first. */
const mostKept = 16;
/** So many are at work at once, of all workspaces. */
const mostRunning = 2;

export interface Jobs {
  /** Throws an `ApiError` (`too-many-jobs`) where others are at work. */
  start(job: JobToStart): Job;
  /** `null`: there is none, or none any more. */
  find(workspace: string, id: string): Job | null;
  /** Stops what is at work, and waits for it. */
  close(): Promise<void>;
}

export function createJobs(now: () => number): Jobs {
  const kept = new Map<string, Job>();
  const running = new Map<string, Promise<void>>();
  const stop = new AbortController();

  async function run(job: Job, { work, failed }: JobToStart): Promise<void> {
    try {
      job.result = await work(job, stop.signal);
      job.status = 'done';
    } catch (error) {
      job.problem = failed(error);
      job.status = 'failed';
    } finally {
      job.endedAt = now();
      job.progress = null;
      running.delete(job.id);
    }
  }

  return {
    start(asked) {
      const { workspace, kind } = asked;
      const isBusy = [...kept.values()].some((one) => one.workspace === workspace && one.status === 'running');
      if (isBusy || running.size >= mostRunning) {
        throw new ApiError('Other plans are at work.', {
          code: 'too-many-jobs',
          status: 429,
          remedy: 'Ask again once they have ended.',
          headers: {
            'retry-after': '5',
          },
        });
      }
      const job: Job = {
        id: randomUUID(),
        workspace,
        kind,
        startedAt: now(),
        endedAt: null,
        status: 'running',
        progress: null,
        result: null,
        problem: null,
      };
      kept.set(job.id, job);
      for (const { id, status } of [...kept.values()].slice(0, Math.max(0, kept.size - mostKept))) {
        if (status !== 'running') kept.delete(id);
      }
      running.set(job.id, run(job, asked));
      return job;
    },
    find(workspace, id) {
      const job = kept.get(id);
      return job?.workspace === workspace ? job : null;
    },
    async close() {
      stop.abort();
      await Promise.all(running.values());
      kept.clear();
    },
  };
}
