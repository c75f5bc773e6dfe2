import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { check } from '../../../operations/check.ts';
import { fix } from '../../../operations/fix.ts';
import { rehearse } from '../../../operations/rehearse.ts';
import { suggest } from '../../../operations/suggest.ts';
import type { ApiContext, ApiEnvironment } from '../api-context.ts';
import { answersWith } from '../api-documents.ts';
import { jobStarter } from '../job-starter.ts';
import { jsonBody, workspaceParameters } from './request-parts.ts';

/** The copies of a rehearsal lie in the memory of the service: so many records of each object at most. */
const mostRehearsed = 5_000;

/** What is wrong in the file, what could be in it, and what it would do. Nothing is written to the file or to an app. */
export function addProposalRoutes(app: OpenAPIHono<ApiEnvironment>, api: ApiContext): void {
  const start = jobStarter(api);
  app.openapi(
    createRoute({
      method: 'post',
      path: '/workspaces/{workspace}/checks',
      summary: 'Begins to check the file against the apps; a failed job lists what is wrong in it',
      request: { params: workspaceParameters, body: jsonBody(z.strictObject({})) },
      responses: answersWith('job', 202),
    }),
    (context) => {
      const by = context.get('token').name;
      return start({ ...context.req.valid('param'), by }, 'check', (work) => check(work));
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/workspaces/{workspace}/suggestions',
      summary: 'Begins to look for what is alike in the apps and is not in the file',
      request: { params: workspaceParameters, body: jsonBody(z.strictObject({})) },
      responses: answersWith('job', 202),
    }),
    (context) => {
      const by = context.get('token').name;
      return start({ ...context.req.valid('param'), by }, 'suggestions', (work) => suggest(work));
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/workspaces/{workspace}/fixes',
      summary: 'Begins to work out what would put the file right, as edits of it; nothing is written',
      request: { params: workspaceParameters, body: jsonBody(z.strictObject({})) },
      responses: answersWith('job', 202),
    }),
    (context) => {
      const by = context.get('token').name;
      const { environment } = api;
      return start({ ...context.req.valid('param'), by }, 'fixes', async (work) => {
        const { document } = await fix(work, { environment });
        return document;
      });
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/workspaces/{workspace}/rehearsals',
      summary: 'Begins to run the file on local copies of a sample of the accounts, which are only read',
      request: {
        params: workspaceParameters,
        body: jsonBody(
          z.strictObject({
            records: z.number().int().min(1).max(mostRehearsed).default(500),
            mask: z.boolean().default(false),
          }),
        ),
      },
      responses: answersWith('job', 202),
    }),
    (context) => {
      const asked = context.req.valid('json');
      const by = context.get('token').name;
      return start({ ...context.req.valid('param'), by }, 'rehearsal', (work) => rehearse(work, asked));
    },
  );
}
