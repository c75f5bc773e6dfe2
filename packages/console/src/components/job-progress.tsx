import { ApiProblem } from '../api/api-problem.ts';
import type { Job } from '../api/queries.ts';
import { useTexts } from '../texts/texts.tsx';
import { ProblemNotice } from './problem-notice.tsx';
import { visible } from './value.tsx';

/** What a job is at; nothing once it is done. */
export function JobProgress({ job }: { readonly job: Job | undefined }) {
  const texts = useTexts();
  if (job === undefined || job.status === 'done') return null;
  if (job.status === 'failed')
    return <ProblemNotice error={job.problem === null ? job.kind : new ApiProblem(job.problem)} />;
  return (
    <p role="status" className="soft value">
      {job.status === 'waiting' ? texts.jobs.waiting : texts.jobs.running} {visible(job.progress ?? '')}
    </p>
  );
}
