import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { map } from '../../../operations/map.ts';
import { pauseSyncs, resumeSyncs } from '../../../operations/schedule.ts';
import { status } from '../../../operations/status.ts';
import { syncs } from '../../../operations/syncs.ts';
import { workers } from '../../../operations/workers.ts';
import { answer, telling, workOf } from '../answer.ts';
import type { ApiContext, ApiEnvironment } from '../api-context.ts';
import { answersWith } from '../api-documents.ts';
import { jsonBody, limit, syncNames, workspaceParameters } from './request-parts.ts';

/** The workspaces that are served, how each stands, and when its syncs run. */
export function addWorkspaceRoutes(app: OpenAPIHono<ApiEnvironment>, api: ApiContext): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/workspaces',
      summary: 'The workspaces of the service',
      responses: answersWith('workspaces'),
    }),
    () => {
      const served = [...api.service.workspaces.keys()].map((name) => ({ name, served: true }));
      const broken = [...api.service.troubles.keys()]
        .filter((name) => !api.service.workspaces.has(name))
        .map((name) => ({ name, served: false }));
      return answer({ workspaces: [...served, ...broken] });
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/workspaces/{workspace}/status',
      summary: 'How it stands: what `linkwright status --json` prints',
      request: { params: workspaceParameters, query: z.strictObject({ limit }) },
      responses: answersWith('status'),
    }),
    (context) => {
      const work = workOf(api, context.req.valid('param').workspace, context.req.raw.signal);
      return telling(work, async () => answer(await status(work, context.req.valid('query')), work));
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/workspaces/{workspace}/map',
      summary: 'What it connects, and how far each association has come: what `linkwright map --json` prints',
      request: { params: workspaceParameters },
      responses: answersWith('map'),
    }),
    (context) => {
      const work = workOf(api, context.req.valid('param').workspace, context.req.raw.signal);
      return telling(work, async () => answer(await map(work), work));
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/workspaces/{workspace}/syncs',
      summary: 'Its syncs: when each runs, and how its records stand',
      request: { params: workspaceParameters },
      responses: answersWith('syncs'),
    }),
    (context) => {
      const work = workOf(api, context.req.valid('param').workspace, context.req.raw.signal);
      return telling(work, async () => answer(await syncs(work), work));
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/workspaces/{workspace}/workers',
      summary: 'The processes that share the work on its database, and what each is at',
      request: { params: workspaceParameters },
      responses: answersWith('workers'),
    }),
    (context) => {
      const work = workOf(api, context.req.valid('param').workspace, context.req.raw.signal);
      return telling(work, async () => answer(await workers(work), work));
    },
  );
  const why = z.string().max(500).default('');
  app.openapi(
    createRoute({
      method: 'post',
      path: '/workspaces/{workspace}/pause',
      summary: 'The service leaves these syncs alone; the answer names them',
      request: { params: workspaceParameters, body: jsonBody(z.strictObject({ syncs: syncNames, why })) },
      responses: answersWith('names'),
    }),
    (context) => {
      const work = workOf(api, context.req.valid('param').workspace, context.req.raw.signal);
      const by = context.get('token').name;
      return telling(work, async () =>
        answer({ syncs: await pauseSyncs(work, { ...context.req.valid('json'), by }) }, work),
      );
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/workspaces/{workspace}/resume',
      summary: 'The service takes these syncs up again; the answer names those that were paused',
      request: { params: workspaceParameters, body: jsonBody(z.strictObject({ syncs: syncNames })) },
      responses: answersWith('names'),
    }),
    (context) => {
      const work = workOf(api, context.req.valid('param').workspace, context.req.raw.signal);
      return telling(work, async () => answer({ syncs: await resumeSyncs(work, context.req.valid('json')) }, work));
    },
  );
}
