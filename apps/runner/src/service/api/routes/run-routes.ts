import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { brakeNames } from '@linkwright/core';
import { listRuns, readRun, runWrites } from '../../../operations/list-runs.ts';
import { release } from '../../../operations/release.ts';
import { askService, type RunToAskFor } from '../../../operations/schedule.ts';
import { unknownRecord } from '../../../operations/unknown-record.ts';
import type { Work } from '../../../session/work.ts';
import { answer, telling, workOf } from '../answer.ts';
import type { ApiContext, ApiEnvironment } from '../api-context.ts';
import { answersWith } from '../api-documents.ts';
import { ApiError } from '../api-problem.ts';
import { causeParameter } from '../cause.ts';
import { cursorOf, nextCursor } from '../cursor.ts';
import { jsonBody, limit, syncNames, syncQuery, text, workspaceParameters } from './request-parts.ts';

const runCursor = cursorOf(z.strictObject({ startedAt: z.number(), id: z.string() })).optional();
const writeCursor = cursorOf(z.strictObject({ write: z.number().int(), position: z.number().int() })).optional();
const runParameters = workspaceParameters.extend({ run: text });

/** The log of runs with what each has written, and asking for another one. */
export function addRunRoutes(app: OpenAPIHono<ApiEnvironment>, api: ApiContext): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/workspaces/{workspace}/runs',
      summary: 'Its runs, the latest first',
      request: {
        params: workspaceParameters,
        query: z.strictObject({ status: text.optional(), after: runCursor, limit }),
      },
      responses: answersWith('runs'),
    }),
    (context) => {
      const work = workOf(api, context.req.valid('param').workspace, context.req.raw.signal);
      const { after = null, status, limit: most } = context.req.valid('query');
      return telling(work, async () => {
        const { items, next } = await listRuns(work, {
          before: after,
          limit: most,
          ...(status !== undefined && { status }),
        });
        return answer({ items, next: nextCursor(next) }, work);
      });
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/workspaces/{workspace}/runs/{run}',
      summary: 'One run',
      request: { params: runParameters },
      responses: answersWith('run'),
    }),
    (context) => {
      const { workspace, run } = context.req.valid('param');
      const work = workOf(api, workspace, context.req.raw.signal);
      return telling(work, async () => answer(await readRun(work, run), work));
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/workspaces/{workspace}/runs/{run}/writes',
      summary: 'What a run has written, record by record, with before and after',
      request: {
        params: runParameters,
        query: z.strictObject({
          sync: syncQuery,
          connection: text.optional(),
          kind: z.enum(['create', 'update', 'associate', 'archive', 'merge', 'stand-in']).optional(),
          record: text.optional(),
          after: writeCursor,
          limit,
        }),
      },
      responses: answersWith('writes'),
    }),
    (context) => {
      const { workspace, run } = context.req.valid('param');
      const work = workOf(api, workspace, context.req.raw.signal);
      const { sync: syncs, connection, kind, record, after = null, limit: most } = context.req.valid('query');
      return telling(work, async () => {
        const { items, next } = await runWrites(work, {
          run,
          syncs,
          after,
          limit: most,
          ...(connection !== undefined && { connection }),
          ...(kind && { kind }),
          ...(record !== undefined && { record }),
        });
        return answer({ items, next: nextCursor(next) }, work);
      });
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/workspaces/{workspace}/runs',
      summary: 'The service runs these syncs as soon as it can; the answer names them',
      description: 'With `allow` it is the answer to brakes: this once they do not pull.',
      request: {
        params: workspaceParameters,
        body: jsonBody(
          z.strictObject({
            syncs: syncNames,
            full: z.boolean().default(false),
            allow: z.array(z.enum(brakeNames)).default([]),
          }),
        ),
      },
      responses: answersWith('names', 202),
    }),
    (context) => {
      const by = context.get('token').name;
      const work = workOf(api, context.req.valid('param').workspace, context.req.raw.signal, by);
      return telling(work, async () =>
        answer({ syncs: await asked(work, context.req.valid('json')) }, { ...work, status: 202 }),
      );
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/workspaces/{workspace}/retry',
      summary: 'Tries again what was refused or left alone: these records, those of a cause, or whatever waits',
      request: {
        params: workspaceParameters,
        body: jsonBody(
          z.strictObject({
            syncs: syncNames,
            /** Ids or match keys. */
            records: z.array(text).min(1).max(1_000).optional(),
            cause: causeParameter.optional(),
          }),
        ),
      },
      responses: answersWith('released', 202),
    }),
    (context) => {
      const by = context.get('token').name;
      const work = workOf(api, context.req.valid('param').workspace, context.req.raw.signal, by);
      const { syncs, records, cause } = context.req.valid('json');
      return telling(work, async () => {
        const found = await release(work, { syncs, ...(records && { records }), ...(cause && { cause }) });
        if (records && found.unknown.length === records.length) throw unknownRecord(records.join(', '));
        return answer({ ...found, syncs: await asked(work, { syncs }) }, { ...work, status: 202 });
      });
    },
  );
}

async function asked(work: Work, run: RunToAskFor): Promise<readonly string[]> {
  const names = await askService(work, run);
  if (names !== null) return names;
  throw new ApiError('No service looks after it.', {
    code: 'not-served',
    status: 503,
    remedy: 'Start linkwright again.',
  });
}
