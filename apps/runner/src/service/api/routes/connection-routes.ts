import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { connections } from '../../../operations/connections.ts';
import { beginRemoteAuthorization } from '../../../operations/remote-authorization.ts';
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
  app.openapi(
    createRoute({
      method: 'post',
      path: '/workspaces/{workspace}/connections/{connection}/authorization',
      summary: 'Where a browser is sent to let Linkwright into the account (OAuth); it comes back within ten minutes',
      request: { params: workspaceParameters.extend({ connection: z.string().min(1).max(255) }) },
      responses: answersWith('authorization'),
    }),
    (context) => {
      const { workspace, connection } = context.req.valid('param');
      const work = workOf(api, workspace, context.req.raw.signal);
      // The address holds a state that is a secret to everybody but who asked for it.
      return telling(work, async () => answer(await beginRemoteAuthorization(work, connection)));
    },
  );
}
