import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { holdReasons } from '@linkwright/engine';
import { causes, excluded, failing } from '../../../operations/list-waiting.ts';
import { status } from '../../../operations/status.ts';
import { answer, telling, workOf } from '../answer.ts';
import type { ApiContext, ApiEnvironment } from '../api-context.ts';
import { answersWith } from '../api-documents.ts';
import { causeParameter, causeText } from '../cause.ts';
import { nextCursor } from '../cursor.ts';
import { limit, listCursor, severalOf, syncQuery, workspaceParameters } from './request-parts.ts';

/** What is not in step, and why. */
export function addListRoutes(app: OpenAPIHono<ApiEnvironment>, api: ApiContext): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/workspaces/{workspace}/failing',
      summary: 'Records whose write was refused',
      request: {
        params: workspaceParameters,
        query: z.strictObject({ sync: syncQuery, cause: causeParameter.optional(), after: listCursor, limit }),
      },
      responses: answersWith('failing'),
    }),
    (context) => {
      const work = workOf(api, context.req.valid('param').workspace, context.req.raw.signal);
      const { sync: syncs, after = null, ...asked } = context.req.valid('query');
      return telling(work, async () => {
        const { items, total, next } = await failing(work, { ...asked, syncs, after });
        const told = items.map((one) => ({ ...one, cause: causeText(one.cause) }));
        return answer({ total, items: told, next: nextCursor(next) }, work);
      });
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/workspaces/{workspace}/failing/causes',
      summary: 'Why records are refused, what to do about it, and how many of them there are',
      request: { params: workspaceParameters, query: z.strictObject({ sync: syncQuery }) },
      responses: answersWith('causes'),
    }),
    (context) => {
      const work = workOf(api, context.req.valid('param').workspace, context.req.raw.signal);
      return telling(work, async () => {
        const found = await causes(work, { syncs: context.req.valid('query').sync });
        return answer({ items: found.map((one) => ({ ...one, cause: causeText(one.cause) })) }, work);
      });
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/workspaces/{workspace}/excluded',
      summary: 'Records that are left alone, with the reason and those that they may be the same as',
      description: '`?reason=ambiguous` are those that several others match.',
      request: {
        params: workspaceParameters,
        query: z.strictObject({ sync: syncQuery, reason: severalOf(z.enum(holdReasons)), after: listCursor, limit }),
      },
      responses: answersWith('excluded'),
    }),
    (context) => {
      const work = workOf(api, context.req.valid('param').workspace, context.req.raw.signal);
      const { sync: syncs, reason: reasons, after = null, ...asked } = context.req.valid('query');
      return telling(work, async () => {
        const { items, total, next } = await excluded(work, {
          ...asked,
          syncs,
          after,
          ...(reasons.length > 0 && { reasons }),
        });
        return answer({ total, items, next: nextCursor(next) }, work);
      });
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/workspaces/{workspace}/brakes',
      summary: 'What stops syncs before they write; POST …/runs with `allow` answers it',
      request: { params: workspaceParameters },
      responses: answersWith('brakes'),
    }),
    (context) => {
      const work = workOf(api, context.req.valid('param').workspace, context.req.raw.signal);
      return telling(work, async () => {
        const { syncs } = await status(work, { limit: 0 });
        const items = syncs.flatMap(({ name, brakes }) => brakes.map((brake) => ({ sync: name, ...brake })));
        return answer({ items }, work);
      });
    },
  );
}
