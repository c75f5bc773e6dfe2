import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { drift } from '../../../operations/drift.ts';
import type { Work } from '../../../session/work.ts';
import { answer, withoutPaths, workOf } from '../answer.ts';
import type { ApiContext, ApiEnvironment } from '../api-context.ts';
import { answersWith } from '../api-documents.ts';
import { ApiError, problemOf } from '../api-problem.ts';
import { boundedPlan } from '../bounded-plan.ts';
import type { Job, JobResult } from '../jobs.ts';
import { jsonBody, limit, offset, pageOf, syncNames, workspaceParameters } from './request-parts.ts';

const jobParameters = workspaceParameters.extend({ job: z.string().max(64) });

/** So many records that differ are named of a sync. */
const namedOfDrift = 1_000;

/** Plans and drift: they call the apps, so they are started, asked after, and read page by page. */
export function addJobRoutes(app: OpenAPIHono<ApiEnvironment>, api: ApiContext): void {
  const { jobs, log } = api;
  const start = (workspace: string, kind: Job['kind'], run: (work: Work) => Promise<JobResult>): Response => {
    const base = workOf(api, workspace, new AbortController().signal);
    const job = jobs.start({
      workspace,
      kind,
      work: (told, signal) =>
        run({
          ...base,
          signal,
          tell(event) {
            if (event.kind === 'progress') told.progress = event.line === null ? null : base.redact(event.line);
          },
        }),
      failed(error) {
        const problem = problemOf(error);
        if (problem.code === 'internal-error')
          log.error({ workspace, error: base.redact(String(error)) }, 'a job failed');
        return withoutPaths(base, problem);
      },
    });
    return answer(shown(job), { ...base, status: 202 });
  };
  app.openapi(
    createRoute({
      method: 'post',
      path: '/workspaces/{workspace}/plans',
      summary: 'Begins a plan; nothing is written to any app',
      request: {
        params: workspaceParameters,
        body: jsonBody(z.strictObject({ syncs: syncNames, record: z.string().max(1_000).optional() })),
      },
      responses: answersWith('job', 202),
    }),
    (context) => {
      const asked = context.req.valid('json');
      return start(context.req.valid('param').workspace, 'plan', (work) => boundedPlan(work, asked));
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/workspaces/{workspace}/drift',
      summary: 'Begins to compare both sides completely; nothing is written to any app',
      request: { params: workspaceParameters, body: jsonBody(z.strictObject({ syncs: syncNames })) },
      responses: answersWith('job', 202),
    }),
    (context) => {
      const asked = { ...context.req.valid('json'), limit: namedOfDrift };
      return start(context.req.valid('param').workspace, 'drift', (work) => drift(work, asked));
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/workspaces/{workspace}/jobs/{job}',
      summary: 'How a plan or a comparison stands',
      request: { params: jobParameters },
      responses: answersWith('job'),
    }),
    (context) => answer(shown(found(context.req.valid('param')))),
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/workspaces/{workspace}/jobs/{job}/operations',
      summary: 'What a plan would write, page by page',
      request: { params: jobParameters, query: z.strictObject({ sync: z.string().optional(), limit, offset }) },
      responses: answersWith('operations'),
    }),
    (context) => {
      const { sync, ...page } = context.req.valid('query');
      const result = resultOf(found(context.req.valid('param')));
      const all = 'mode' in result ? result.syncs.flatMap(({ operations }) => operations) : [];
      const work = workOf(api, context.req.valid('param').workspace, context.req.raw.signal);
      return answer(
        pageOf(
          all.filter((one) => sync === undefined || one.sync === sync),
          page,
        ),
        work,
      );
    },
  );
  for (const kind of ['plan', 'drift'] as const) {
    app.openapi(
      createRoute({
        method: 'get',
        path: `/workspaces/{workspace}/jobs/{job}/${kind}`,
        summary:
          kind === 'plan'
            ? 'What `linkwright plan --json` prints; its operations are read page by page'
            : 'What `linkwright drift --json` prints',
        request: { params: jobParameters },
        responses: answersWith(kind),
      }),
      (context) => {
        const { workspace, job } = context.req.valid('param');
        const known = found({ workspace, job });
        if (known.kind !== kind) throw unknownJob();
        const result = resultOf(known);
        const told = 'mode' in result ? { ...result, syncs: result.syncs.map(withoutOperations) } : result;
        return answer(told, workOf(api, workspace, context.req.raw.signal));
      },
    );
  }

  function found({ workspace, job }: { readonly workspace: string; readonly job: string }): Job {
    const known = jobs.find(workspace, job);
    if (known === null) throw unknownJob();
    return known;
  }
}

/** The operations are a list of their own; how many there are is told. */
const withoutOperations = <
  Sync extends { readonly operations: readonly unknown[]; readonly operationsLeftOut: number },
>(
  sync: Sync,
) => ({
  ...sync,
  operations: [],
  operationsLeftOut: sync.operationsLeftOut + sync.operations.length,
});

const unknownJob = (): ApiError =>
  new ApiError('No such job is known.', {
    code: 'unknown-job',
    status: 404,
    remedy: 'Jobs are kept in memory, the latest few alone: start it again.',
  });

function resultOf({ result }: Job): JobResult {
  if (result === null) {
    throw new ApiError('The job has no result.', {
      code: 'job-not-done',
      status: 409,
      remedy: 'Ask how it stands, and come back once it is done.',
    });
  }
  return result;
}

const shown = ({ id, kind, status, startedAt, endedAt, progress, problem }: Job) => ({
  id,
  kind,
  status,
  startedAt,
  endedAt,
  progress,
  problem,
});
