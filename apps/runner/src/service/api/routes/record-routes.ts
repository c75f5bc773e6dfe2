import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { conflicts } from '../../../operations/conflicts.ts';
import { forget } from '../../../operations/forget.ts';
import { record } from '../../../operations/record.ts';
import { decideReview, refuseUnknownReviews, review } from '../../../operations/review.ts';
import { search } from '../../../operations/search.ts';
import { answer, telling, workOf } from '../answer.ts';
import type { ApiContext, ApiEnvironment } from '../api-context.ts';
import { answersWith } from '../api-documents.ts';
import { cursorOf, nextCursor } from '../cursor.ts';
import { jsonBody, limit, syncNames, syncQuery, text, workspaceParameters } from './request-parts.ts';

/** What is known of records: their story, and what a person has to decide about them. */
export function addRecordRoutes(app: OpenAPIHono<ApiEnvironment>, api: ApiContext): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/workspaces/{workspace}/records',
      summary: 'Records of all objects with this id or match key',
      request: { params: workspaceParameters, query: z.strictObject({ keyOrId: text }) },
      responses: answersWith('records'),
    }),
    (context) => {
      const work = workOf(api, context.req.valid('param').workspace, context.req.raw.signal);
      return telling(work, async () => answer({ items: await search(work, context.req.valid('query').keyOrId) }, work));
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/workspaces/{workspace}/record',
      summary: 'One record by its match key or id: what `linkwright record --json` prints',
      request: {
        params: workspaceParameters,
        query: z.strictObject({ connection: text, object: text, keyOrId: text }),
      },
      responses: answersWith('record'),
    }),
    (context) => {
      const work = workOf(api, context.req.valid('param').workspace, context.req.raw.signal);
      return telling(work, async () => answer(await record(work, context.req.valid('query')), work));
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/workspaces/{workspace}/conflicts',
      summary:
        'Values that both apps had changed, with what they were before: what `linkwright conflicts --json` prints, page by page',
      description:
        '`open=true`: those that wait for a decision; `open=false`: those that are settled; without it all. The latest come first.',
      request: {
        params: workspaceParameters,
        query: z.strictObject({
          sync: syncQuery,
          record: text.optional(),
          run: text.optional(),
          open: z.enum(['true', 'false']).optional(),
          after: cursorOf(z.number().int()).optional(),
          limit,
        }),
      },
      responses: answersWith('conflict-page'),
    }),
    (context) => {
      const work = workOf(api, context.req.valid('param').workspace, context.req.raw.signal);
      const { sync: syncs, open, after: before, limit: most, ...asked } = context.req.valid('query');
      return telling(work, async () => {
        const found = await conflicts(work, {
          ...asked,
          syncs,
          ...(open !== undefined && { open: open === 'true' }),
          before,
          limit: most + 1,
        });
        const shown = found.conflicts.slice(0, most);
        const next = found.conflicts.length > most ? (shown.at(-1)?.id ?? null) : null;
        return answer({ total: found.total, items: shown, next: nextCursor(next) }, work);
      });
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/workspaces/{workspace}/review',
      summary: 'Deletions and mergers that wait for a person: what `linkwright review list --json` prints',
      request: { params: workspaceParameters, query: z.strictObject({ sync: syncQuery }) },
      responses: answersWith('review'),
    }),
    (context) => {
      const work = workOf(api, context.req.valid('param').workspace, context.req.raw.signal);
      return telling(work, async () => answer(await review(work, { syncs: context.req.valid('query').sync }), work));
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/workspaces/{workspace}/review/decisions',
      summary: 'Decides them; the next run does what was approved',
      request: {
        params: workspaceParameters,
        body: jsonBody(
          z.strictObject({
            decision: z.enum(['approve', 'reject']),
            records: z.union([z.literal('all'), z.array(text).min(1).max(1_000)]),
            syncs: syncNames,
          }),
        ),
      },
      responses: answersWith('review-decision'),
    }),
    (context) => {
      const work = workOf(api, context.req.valid('param').workspace, context.req.raw.signal);
      return telling(work, async () => {
        const { unknown, ...document } = await decideReview(work, context.req.valid('json'));
        refuseUnknownReviews(unknown);
        return answer(document, work);
      });
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/workspaces/{workspace}/forget',
      summary: 'Erases the values of a person from the state and its logs: what `linkwright forget --json` tells',
      description: 'Without `confirm` nothing is erased, and the answer says what would be.',
      request: {
        params: workspaceParameters,
        body: jsonBody(
          z.strictObject({ connection: text, object: text, id: text, confirm: z.boolean().default(false) }),
        ),
      },
      responses: answersWith('forget'),
    }),
    (context) => {
      const { workspace } = context.req.valid('param');
      const by = context.get('token').name;
      const work = workOf(api, workspace, context.req.raw.signal, by);
      const { confirm, ...asked } = context.req.valid('json');
      return telling(work, async () => {
        const document = await forget(work, asked, async () => confirm);
        if (document.forgotten)
          api.log.info({ workspace, by, records: document.records.length }, 'records were forgotten');
        return answer(document, work);
      });
    },
  );
}
