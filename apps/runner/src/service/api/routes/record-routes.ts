import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { conflicts } from '../../../operations/conflicts.ts';
import { record } from '../../../operations/record.ts';
import { decideReview, refuseUnknownReviews, review } from '../../../operations/review.ts';
import { status } from '../../../operations/status.ts';
import { answer, telling, workOf } from '../answer.ts';
import type { ApiContext, ApiEnvironment } from '../api-context.ts';
import { answersWith } from '../api-documents.ts';
import { jsonBody, limit, offset, pageOf, syncNames, syncQuery, workspaceParameters } from './request-parts.ts';

const text = z.string().min(1).max(1_000);

/** What is known of records: their story, what keeps them from being written, and what a person has to decide. */
export function addRecordRoutes(app: OpenAPIHono<ApiEnvironment>, api: ApiContext): void {
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
      summary: 'Values that both apps had changed: what `linkwright conflicts --json` prints',
      request: {
        params: workspaceParameters,
        query: z.strictObject({
          sync: syncQuery,
          record: text.optional(),
          run: text.optional(),
          open: z.enum(['true', 'false']).default('false'),
          limit,
          offset,
        }),
      },
      responses: answersWith('conflicts'),
    }),
    (context) => {
      const work = workOf(api, context.req.valid('param').workspace, context.req.raw.signal);
      const { sync: syncs, open, ...asked } = context.req.valid('query');
      return telling(work, async () => {
        const end = asked.offset + asked.limit;
        const found = await conflicts(work, { ...asked, syncs, open: open === 'true', limit: end });
        return answer({ ...found, conflicts: found.conflicts.slice(asked.offset, end) }, work);
      });
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/workspaces/{workspace}/failing',
      summary: 'Records whose write was refused',
      request: {
        params: workspaceParameters,
        query: z.strictObject({ sync: syncQuery, code: text.optional(), limit, offset }),
      },
      responses: answersWith('failing'),
    }),
    (context) => {
      const work = workOf(api, context.req.valid('param').workspace, context.req.raw.signal);
      const { sync: names, code, ...page } = context.req.valid('query');
      return telling(work, async () => {
        const { syncs } = await status(work, { limit: Number.MAX_SAFE_INTEGER });
        const all = syncs
          .filter(({ name }) => names.length === 0 || names.includes(name))
          .flatMap(({ name, failures }) => failures.map((one) => ({ sync: name, ...one })))
          .filter((one) => code === undefined || one.code === code);
        return answer(pageOf(all, page), work);
      });
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/workspaces/{workspace}/excluded',
      summary: 'Records that are left alone, with the reason',
      request: {
        params: workspaceParameters,
        query: z.strictObject({ sync: syncQuery, reason: text.optional(), limit, offset }),
      },
      responses: answersWith('excluded'),
    }),
    (context) => {
      const work = workOf(api, context.req.valid('param').workspace, context.req.raw.signal);
      const { sync: names, reason, ...page } = context.req.valid('query');
      return telling(work, async () => {
        const { syncs } = await status(work, { limit: Number.MAX_SAFE_INTEGER });
        const all = syncs
          .filter(({ name }) => names.length === 0 || names.includes(name))
          .flatMap(({ name, held }) => held.map((one) => ({ sync: name, ...one })))
          .filter((one) => reason === undefined || one.reason === reason);
        return answer(pageOf(all, page), work);
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
}
