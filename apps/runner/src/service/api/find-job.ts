import { ApiError } from './api-problem.ts';
import type { Job, JobKind, JobResults, Jobs } from './jobs.ts';

/** Throws an `ApiError` (`unknown-job`). */
export function findJob(jobs: Jobs, workspace: string, id: string): Job {
  const job = jobs.find(workspace, id);
  if (job === null) throw unknownJob();
  return job;
}

export const unknownJob = (): ApiError =>
  new ApiError('No such job is known.', {
    code: 'unknown-job',
    status: 404,
    remedy: 'Jobs are kept in memory, the latest few alone: start it again.',
  });

/** Throws an `ApiError` (`job-not-done`) where it has none. */
export function resultOf({ result }: Job): JobResults[JobKind] {
  if (result === null) {
    throw new ApiError('The job has no result.', {
      code: 'job-not-done',
      status: 409,
      remedy: 'Ask how it stands, and come back once it is done.',
    });
  }
  return result;
}

export const shownJob = ({ id, kind, by, status, askedAt, startedAt, endedAt, progress, problem }: Job) => ({
  id,
  kind,
  by,
  status,
  askedAt,
  startedAt,
  endedAt,
  progress,
  problem,
});
