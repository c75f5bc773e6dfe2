import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { connections } from '../../../operations/connections.ts';
import { answer, telling, workOf } from '../answer.ts';
import type { ApiContext, ApiEnvironment } from '../api-context.ts';
import { answersWith } from '../api-documents.ts';
import { workspaceParameters } from './request-parts.ts';

/** The accounts that a workspace syncs. */
export function addConnectionRoutes(app: OpenAPIHono<ApiEnvironment>, api: ApiContext): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/workspaces/{workspace}/connections',
      summary: 'Its connections: which account each is, how it stands, and the calls that were made',
      request: { params: workspaceParameters },
      responses: answersWith('connections'),
    }),
    (context) => {
      const work = workOf(api, context.req.valid('param').workspace, context.req.raw.signal);
      return telling(work, async () => answer(await connections(work), work));
    },
  );
}
