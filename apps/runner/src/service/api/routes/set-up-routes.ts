import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { configurationEditSchema } from '../../../configuration/edit/configuration-edit-schema.ts';
import { associationChoices } from '../../../operations/association-choices.ts';
import { withChange } from '../../../operations/change-configuration.ts';
import { examineFields } from '../../../operations/examine-fields.ts';
import { examineKey } from '../../../operations/examine-key.ts';
import { pairObjects } from '../../../operations/pair-objects.ts';
import { referenceChoices } from '../../../operations/reference-choices.ts';
import { answer, telling, workOf } from '../answer.ts';
import type { ApiContext, ApiEnvironment } from '../api-context.ts';
import { answersWith } from '../api-documents.ts';
import { jsonBody, text, workspaceParameters } from './request-parts.ts';

const end = z.strictObject({ connection: text, object: text });
const endWithField = end.extend({ field: text });

/** Changes of the file that nobody has written. */
export const edits = z.array(configurationEditSchema).max(200).default([]);

/** What somebody is shown who sets up a sync, step by step. The apps are asked and read; nothing is written. */
export function addSetUpRoutes(app: OpenAPIHono<ApiEnvironment>, api: ApiContext): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/workspaces/{workspace}/objects/pairs',
      summary: 'Objects of two connections that look alike, those that others point at first',
      request: { params: workspaceParameters, query: z.strictObject({ left: text, right: text }) },
      responses: answersWith('object-pairs'),
    }),
    (context) => {
      const work = workOf(api, context.req.valid('param').workspace, context.req.raw.signal);
      return telling(work, async () => answer(await pairObjects(work, context.req.valid('query')), work));
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/workspaces/{workspace}/set-up/key',
      summary:
        'How good a match key two fields are: values that repeat or are missing, and records that would be paired',
      request: {
        params: workspaceParameters,
        body: jsonBody(z.strictObject({ left: endWithField, right: endWithField })),
      },
      responses: answersWith('key'),
    }),
    (context) => {
      const work = workOf(api, context.req.valid('param').workspace, context.req.raw.signal);
      return telling(work, async () => answer(await examineKey(work, context.req.valid('json')), work));
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/workspaces/{workspace}/set-up/fields',
      summary: 'Which fields fit, with values of the apps as they are and as the other app would hold them',
      request: {
        params: workspaceParameters,
        body: jsonBody(
          z.strictObject({
            left: end,
            right: end,
            pairs: z
              .array(z.strictObject({ left: text, right: text }))
              .max(200)
              .default([]),
            partnersOf: z.strictObject({ side: z.enum(['left', 'right']), field: text }).optional(),
          }),
        ),
      },
      responses: answersWith('field-pairs'),
    }),
    (context) => {
      const work = workOf(api, context.req.valid('param').workspace, context.req.raw.signal);
      return telling(work, async () => answer(await examineFields(work, context.req.valid('json')), work));
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/workspaces/{workspace}/set-up/references',
      summary: 'Plain fields that may name another record, and the syncs through which it would be found',
      request: {
        params: workspaceParameters,
        body: jsonBody(z.strictObject({ left: end, right: end })),
      },
      responses: answersWith('reference-choices'),
    }),
    (context) => {
      const work = workOf(api, context.req.valid('param').workspace, context.req.raw.signal);
      return telling(work, async () => answer(await referenceChoices(work, context.req.valid('json')), work));
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/workspaces/{workspace}/set-up/associations',
      summary: 'Which associations of a sync can be kept in step besides, and why others cannot',
      description: '`edits` are changes of the file that nobody has written; the sync may be one of them.',
      request: { params: workspaceParameters, body: jsonBody(z.strictObject({ sync: text, edits })) },
      responses: answersWith('association-choices'),
    }),
    (context) => {
      const work = workOf(api, context.req.valid('param').workspace, context.req.raw.signal);
      const { sync, edits: wanted } = context.req.valid('json');
      return telling(work, async () => {
        const changed = await withChange(work, wanted, api.environment);
        return answer(await associationChoices(changed, { sync }), work);
      });
    },
  );
}
