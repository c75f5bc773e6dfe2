import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { answer, workOf } from '../answer.ts';
import type { ApiContext, ApiEnvironment } from '../api-context.ts';
import { answersWith } from '../api-documents.ts';
import { findJob, resultOf, shownJob, unknownJob } from '../find-job.ts';
import { jobKinds } from '../jobs.ts';
import { operationKinds } from '../plan-lists.ts';
import { limit, offset, text, workspaceParameters } from './request-parts.ts';

const jobParameters = workspaceParameters.extend({ job: z.string().max(64) });

const summaries = {
  plan: 'What `linkwright plan --json` prints; what it tells of single records is read page by page',
  drift: 'What `linkwright drift --json` prints',
  check: 'What `linkwright check --json` prints',
  suggestions: 'What `linkwright check --suggest --json` prints',
  fixes:
    'What `linkwright check --fix --json` prints; nothing is written: its edits are what PUT …/configuration takes',
  rehearsal: 'What `linkwright rehearse --json` prints',
  resolution: 'What `linkwright conflicts resolve --json` prints',
  'undo-plan': 'What would be taken back, and what cannot be; its operations are read page by page',
  undo: 'What `linkwright undo --json` prints',
} as const;

/** How jobs stand, and what came of them. */
export function addJobResultRoutes(app: OpenAPIHono<ApiEnvironment>, api: ApiContext): void {
  const { jobs } = api;
  app.openapi(
    createRoute({
      method: 'get',
      path: '/workspaces/{workspace}/jobs',
      summary: 'Plans and other jobs, the latest first: those at work, and the last few that have ended',
      request: { params: workspaceParameters },
      responses: answersWith('jobs'),
    }),
    (context) => {
      const { workspace } = context.req.valid('param');
      const work = workOf(api, workspace, context.req.raw.signal);
      return answer({ items: jobs.list(workspace).map(shownJob) }, work);
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/workspaces/{workspace}/jobs/{job}',
      summary: 'How a job stands',
      request: { params: jobParameters },
      responses: answersWith('job'),
    }),
    (context) => {
      const { workspace, job } = context.req.valid('param');
      return answer(shownJob(findJob(jobs, workspace, job)));
    },
  );
  app.openapi(
    createRoute({
      method: 'delete',
      path: '/workspaces/{workspace}/jobs/{job}',
      summary: 'Stops a job, or forgets one that has ended; the answer lists the others',
      request: { params: jobParameters },
      responses: answersWith('jobs'),
    }),
    (context) => {
      const { workspace, job } = context.req.valid('param');
      jobs.cancel(findJob(jobs, workspace, job));
      return answer({ items: jobs.list(workspace).map(shownJob) });
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/workspaces/{workspace}/jobs/{job}/operations',
      summary: 'What a plan would write, page by page',
      request: {
        params: jobParameters,
        query: z.strictObject({ sync: text.optional(), kind: z.enum(operationKinds).optional(), limit, offset }),
      },
      responses: answersWith('operations'),
    }),
    (context) => {
      const { workspace, job } = context.req.valid('param');
      const { lists } = findJob(jobs, workspace, job);
      return answer(lists.operations(context.req.valid('query')), workOf(api, workspace, context.req.raw.signal));
    },
  );
  for (const list of ['held', 'failing'] as const) {
    app.openapi(
      createRoute({
        method: 'get',
        path: `/workspaces/{workspace}/jobs/{job}/${list}`,
        summary:
          list === 'held'
            ? 'Records that a plan leaves alone, page by page'
            : 'Records that a plan finds refused, page by page',
        request: { params: jobParameters, query: z.strictObject({ sync: text.optional(), limit, offset }) },
        responses: answersWith(list === 'held' ? 'planned-held' : 'planned-failing'),
      }),
      (context) => {
        const { workspace, job } = context.req.valid('param');
        const { lists } = findJob(jobs, workspace, job);
        return answer(lists[list](context.req.valid('query')), workOf(api, workspace, context.req.raw.signal));
      },
    );
  }
  for (const kind of jobKinds) {
    app.openapi(
      createRoute({
        method: 'get',
        path: `/workspaces/{workspace}/jobs/{job}/${kind}`,
        summary: summaries[kind],
        request: { params: jobParameters },
        responses: answersWith(kind),
      }),
      (context) => {
        const { workspace, job } = context.req.valid('param');
        const known = findJob(jobs, workspace, job);
        if (known.kind !== kind) throw unknownJob();
        return answer(resultOf(known), workOf(api, workspace, context.req.raw.signal));
      },
    );
  }
}
