import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { brakeNames } from '@linkwright/core';
import type { ResolveRequest } from '@linkwright/engine';
import { withChange } from '../../../operations/change-configuration.ts';
import { syncDocumentSchema } from '../../../operations/documents/run-document.ts';
import { undoDocument } from '../../../operations/documents/undo-document.ts';
import { drift } from '../../../operations/drift.ts';
import { gather } from '../../../operations/gather.ts';
import { resolveConflict } from '../../../operations/resolve-conflict.ts';
import { type UndoAsked, undo } from '../../../operations/undo.ts';
import type { Work } from '../../../session/work.ts';
import type { ApiContext, ApiEnvironment } from '../api-context.ts';
import { answersWith } from '../api-documents.ts';
import { ApiError } from '../api-problem.ts';
import { findJob } from '../find-job.ts';
import { jobStarter } from '../job-starter.ts';
import type { JobResults, JobWatch } from '../jobs.ts';
import { spooledPlan, withoutLists } from '../spooled-plan.ts';
import { jsonBody, syncNames, text, workspaceParameters } from './request-parts.ts';
import { edits } from './set-up-routes.ts';

/** So many records that differ are named of a sync. */
const namedOfDrift = 1_000;

/** Work that calls the apps: it is started, waits for its turn, and is asked after. */
export function addJobRoutes(app: OpenAPIHono<ApiEnvironment>, api: ApiContext): void {
  const { jobs } = api;
  const start = jobStarter(api);

  app.openapi(
    createRoute({
      method: 'post',
      path: '/workspaces/{workspace}/plans',
      summary: 'Begins a plan; nothing is written to any app',
      description:
        '`edits` are changes of the file that nobody has written: it is planned what a run would do with them.',
      request: {
        params: workspaceParameters,
        body: jsonBody(z.strictObject({ syncs: syncNames, record: z.string().max(1_000).optional(), edits })),
      },
      responses: answersWith('job', 202),
    }),
    (context) => {
      const { edits: changes, ...asked } = context.req.valid('json');
      const by = context.get('token').name;
      return start({ ...context.req.valid('param'), by }, 'plan', async (work, { lists }) =>
        spooledPlan(await withChange(work, changes, api.environment), asked, lists),
      );
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
      const by = context.get('token').name;
      return start({ ...context.req.valid('param'), by }, 'drift', (work) => drift(work, asked));
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/workspaces/{workspace}/conflicts/{conflict}/resolution',
      summary: 'Decides a conflict: the value of one side of the file, or another one, is written to both',
      request: {
        params: workspaceParameters.extend({ conflict: z.coerce.number().int().positive() }),
        body: jsonBody(
          z.union([
            z.strictObject({ side: z.enum(['left', 'right']) }),
            z.strictObject({ text: z.string().max(50_000) }),
          ]),
        ),
      },
      responses: answersWith('job', 202),
    }),
    (context) => {
      const { workspace, conflict } = context.req.valid('param');
      const by = context.get('token').name;
      const resolve: ResolveRequest = { conflict, value: context.req.valid('json') };
      return start({ workspace, by }, 'resolution', (work) =>
        resolveConflict(work, resolve, async ({ document }) => syncDocumentSchema.parse(gather(document))),
      );
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/workspaces/{workspace}/runs/{run}/undo',
      summary: 'Plans to take back what a run wrote; nothing is written before the plan is applied',
      request: {
        params: workspaceParameters.extend({ run: text }),
        body: jsonBody(
          z.strictObject({
            record: text.optional(),
            fields: z.array(text).min(1).max(500).optional(),
            permanently: z.boolean().default(false),
            allow: z.array(z.enum(brakeNames)).default([]),
          }),
        ),
      },
      responses: answersWith('job', 202),
    }),
    (context) => {
      const { workspace, run } = context.req.valid('param');
      const by = context.get('token').name;
      const asked: UndoAsked = { run, ...context.req.valid('json') };
      return start({ workspace, by, undo: asked }, 'undo-plan', (work, { lists }) => planUndo(work, asked, lists));
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/workspaces/{workspace}/jobs/{job}/apply',
      summary: 'Carries out the plan of an undo: what it takes back is worked out again, and written',
      request: {
        params: workspaceParameters.extend({ job: z.string().max(64) }),
        body: jsonBody(z.strictObject({})),
      },
      responses: answersWith('job', 202),
    }),
    (context) => {
      const { workspace, job } = context.req.valid('param');
      const { undo: asked, status } = findJob(jobs, workspace, job);
      if (asked === null || status !== 'done') {
        throw new ApiError('There is no plan of an undo to be carried out.', {
          code: 'job-not-done',
          status: 409,
          remedy: 'Plan it first: POST …/runs/RUN/undo.',
        });
      }
      const by = context.get('token').name;
      return start({ workspace, by }, 'undo', (work) => applyUndo(work, asked));
    },
  );
}

async function planUndo(work: Work, asked: UndoAsked, lists: JobWatch['lists']): Promise<JobResults['undo-plan']> {
  const planned: JobResults['undo-plan'][] = [];
  await undo(
    work,
    asked,
    async ({ document, report }) => {
      withoutLists(document, lists);
      planned.push(undoDocument(report));
      return false;
    },
    async () => undefined,
  );
  return given(planned[0]);
}

async function applyUndo(work: Work, asked: UndoAsked): Promise<JobResults['undo']> {
  const undone: JobResults['undo'][] = [];
  await undo(
    work,
    asked,
    async () => true,
    async ({ report }) => {
      undone.push(undoDocument(report));
    },
  );
  return given(undone[0]);
}

function given<Document>(document: Document | undefined): Document {
  if (document === undefined) throw new Error('an undo tells what it did');
  return document;
}
