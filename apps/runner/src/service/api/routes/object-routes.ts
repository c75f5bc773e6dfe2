import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { compatibleFields, describeObject, listObjects, proposeFor } from '../../../operations/objects.ts';
import { answer, telling, workOf } from '../answer.ts';
import type { ApiContext, ApiEnvironment } from '../api-context.ts';
import { answersWith } from '../api-documents.ts';
import { jsonBody, text, workspaceParameters } from './request-parts.ts';

const end = z.strictObject({ connection: text, object: text });

/** What the apps offer for a sync: asked of them, so it needs an operator and takes a moment. */
export function addObjectRoutes(app: OpenAPIHono<ApiEnvironment>, api: ApiContext): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/workspaces/{workspace}/objects',
      summary: 'The objects that the apps offer',
      request: { params: workspaceParameters, query: z.strictObject({ connection: text.optional() }) },
      responses: answersWith('objects'),
    }),
    (context) => {
      const work = workOf(api, context.req.valid('param').workspace, context.req.raw.signal);
      return telling(work, async () => answer(await listObjects(work, context.req.valid('query')), work));
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/workspaces/{workspace}/objects/fields',
      summary: 'One object with its fields and association fields',
      request: { params: workspaceParameters, query: end },
      responses: answersWith('object'),
    }),
    (context) => {
      const work = workOf(api, context.req.valid('param').workspace, context.req.raw.signal);
      return telling(work, async () => answer(await describeObject(work, context.req.valid('query')), work));
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/workspaces/{workspace}/objects/compatible',
      summary:
        'Which association fields of an object fit one of the other app, the best first, and why the others do not',
      request: { params: workspaceParameters, query: end.extend({ field: text }) },
      responses: answersWith('compatible'),
    }),
    (context) => {
      const work = workOf(api, context.req.valid('param').workspace, context.req.raw.signal);
      return telling(work, async () => answer(await compatibleFields(work, context.req.valid('query')), work));
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/workspaces/{workspace}/proposals',
      summary: 'A sync of two objects as it could be: its keys and fields with the reason of each; nothing is written',
      request: { params: workspaceParameters, body: jsonBody(z.strictObject({ left: end, right: end })) },
      responses: answersWith('proposal'),
    }),
    (context) => {
      const work = workOf(api, context.req.valid('param').workspace, context.req.raw.signal);
      return telling(work, async () => answer(await proposeFor(work, context.req.valid('json')), work));
    },
  );
}
