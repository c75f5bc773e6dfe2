import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { configurationEditSchema } from '../../../configuration/edit/configuration-edit-schema.ts';
import {
  type ConfigurationChange,
  changeConfiguration,
  proposeConfiguration,
  readConfiguration,
} from '../../../operations/change-configuration.ts';
import { answer, telling, workOf } from '../answer.ts';
import type { ApiContext, ApiEnvironment } from '../api-context.ts';
import { answersWith } from '../api-documents.ts';
import { jsonBody, workspaceParameters } from './request-parts.ts';

const changeSchema = z.union([
  /** The whole file. */
  z.strictObject({ text: z.string().max(200_000) }),
  /** Some changes; whatever they do not name stays as it is, comments included. */
  z.strictObject({ edits: z.array(configurationEditSchema).min(1).max(200) }),
]);

/** The file of a workspace: what it says, and what a change would make of it. */
export function addConfigurationRoutes(app: OpenAPIHono<ApiEnvironment>, api: ApiContext): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/workspaces/{workspace}/configuration',
      summary: 'The file as it is, without secrets',
      request: { params: workspaceParameters },
      responses: answersWith('configuration'),
    }),
    (context) => {
      const work = workOf(api, context.req.valid('param').workspace, context.req.raw.signal);
      return telling(work, async () => answer(await readConfiguration(work, api.environment), work));
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/workspaces/{workspace}/configuration/difference',
      summary:
        'What a change would make of the file, as a difference of YAML, with what would be wrong in it; nothing is written',
      request: { params: workspaceParameters, body: jsonBody(changeSchema) },
      responses: answersWith('configuration-difference'),
    }),
    (context) => {
      const work = workOf(api, context.req.valid('param').workspace, context.req.raw.signal);
      const change: ConfigurationChange = context.req.valid('json');
      return telling(work, async () => answer(await proposeConfiguration(work, change, api.environment), work));
    },
  );
  app.openapi(
    createRoute({
      method: 'put',
      path: '/workspaces/{workspace}/configuration',
      summary: 'Changes the file in one step; the service takes it over once it has checked it against the apps',
      description:
        'Connections and the place of the state are changed on the machine of the service alone. `basedOn` is the `hash` of the file that the change was made from.',
      request: {
        params: workspaceParameters,
        body: jsonBody(z.strictObject({ basedOn: z.string().max(100), change: changeSchema })),
      },
      responses: answersWith('configuration-difference'),
    }),
    (context) => {
      const { workspace } = context.req.valid('param');
      const by = context.get('token').name;
      const work = workOf(api, workspace, context.req.raw.signal, by);
      const { basedOn, change } = context.req.valid('json');
      return telling(work, async () => {
        const written = await changeConfiguration(work, { basedOn, change }, api.environment);
        api.log.info({ workspace, by, difference: work.redact(written.difference) }, 'the file was changed');
        return answer(written, work);
      });
    },
  );
}
