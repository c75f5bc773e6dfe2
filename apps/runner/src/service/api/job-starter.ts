import type { UndoAsked } from '../../operations/undo.ts';
import type { Work } from '../../session/work.ts';
import { answer, withoutPaths, workOf } from './answer.ts';
import type { ApiContext } from './api-context.ts';
import { problemOf } from './api-problem.ts';
import { shownJob } from './find-job.ts';
import type { JobKind, JobResults, JobWatch } from './jobs.ts';

/** A job looks after so many milliseconds whether the state is free. */
const lookAgainMs = 500;

/** What begins a job and answers with how it stands. */
export function jobStarter(api: ApiContext) {
  const { jobs, log, clock } = api;

  return function start(
    { workspace, by, undo: planned }: { readonly workspace: string; readonly by: string; readonly undo?: UndoAsked },
    kind: JobKind,
    run: (work: Work, watch: JobWatch) => Promise<JobResults[JobKind]>,
  ): Response {
    const base = workOf(api, workspace, new AbortController().signal, by);
    const job = jobs.start({
      workspace,
      kind,
      by,
      ...(planned && { undo: planned }),
      async work(watch) {
        const { signal } = watch;
        // The file may have changed while the job waited.
        const work: Work = {
          ...workOf(api, workspace, signal, by),
          tell(event) {
            if (event.kind !== 'progress') return;
            watch.waits(false);
            watch.progress(event.line === null ? null : base.redact(event.line));
          },
          async awaitState() {
            watch.waits(true);
            await clock.wait(lookAgainMs, signal);
            return !signal.aborted;
          },
        };
        return run(work, watch);
      },
      failed(error) {
        const problem = problemOf(error);
        if (problem.code === 'internal-error') {
          log.error({ workspace, error: base.redact(String(error)) }, 'a job failed');
        }
        return withoutPaths(base, problem);
      },
    });
    return answer(shownJob(job), { ...base, status: 202 });
  };
}
