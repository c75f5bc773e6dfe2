import { OpenAPIHono } from '@hono/zod-openapi';
import { createWrongTries } from '../access/wrong-tries.ts';
import type { ApiContext, ApiEnvironment } from './api-context.ts';
import { componentSchemas } from './api-documents.ts';
import { refuseBadRequest } from './refuse-bad-request.ts';
import { addConfigurationRoutes } from './routes/configuration-routes.ts';
import { addConnectionRoutes } from './routes/connection-routes.ts';
import { addEventRoutes } from './routes/event-routes.ts';
import { addJobResultRoutes } from './routes/job-result-routes.ts';
import { addJobRoutes } from './routes/job-routes.ts';
import { addListRoutes } from './routes/list-routes.ts';
import { addObjectRoutes } from './routes/object-routes.ts';
import { addProposalRoutes } from './routes/proposal-routes.ts';
import { publicRoutes } from './routes/public-routes.ts';
import { addRecordRoutes } from './routes/record-routes.ts';
import { addRunRoutes } from './routes/run-routes.ts';
import { addSessionRoutes } from './routes/session-routes.ts';
import { addSetUpRoutes } from './routes/set-up-routes.ts';
import { addTokenRoutes } from './routes/token-routes.ts';
import { addWorkspaceRoutes } from './routes/workspace-routes.ts';

/** Everything below `/api/v1` that needs a token, without its guards. */
export function apiRoutes(api: ApiContext): OpenAPIHono<ApiEnvironment> {
  const app = new OpenAPIHono<ApiEnvironment>({ defaultHook: refuseBadRequest });
  addSessionRoutes(app, api);
  addWorkspaceRoutes(app, api);
  addConnectionRoutes(app, api);
  addConfigurationRoutes(app, api);
  addObjectRoutes(app, api);
  addSetUpRoutes(app, api);
  addRunRoutes(app, api);
  addListRoutes(app, api);
  addRecordRoutes(app, api);
  addJobRoutes(app, api);
  addProposalRoutes(app, api);
  addJobResultRoutes(app, api);
  addEventRoutes(app, api);
  addTokenRoutes(app, api);
  let document: object | null = null;
  app.get('/openapi.json', () => {
    document ??= openApiOf(api);
    return Response.json(document);
  });
  return app;
}

/** The OpenAPI document of all routes. */
export function openApiOf(api: ApiContext): object {
  const app = new OpenAPIHono<ApiEnvironment>();
  app.route(
    '/',
    publicRoutes(api, createWrongTries(api.clock.now), () => ''),
  );
  app.route('/', apiRoutes(api));
  const { components, ...document } = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'linkwright', version: '1', description: 'What a running `linkwright start` tells and takes.' },
    servers: [{ url: '/api/v1' }],
    security: [{ token: [] }, { session: [] }],
  });
  return {
    ...document,
    components: {
      ...components,
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'linkwright_session',
          description: 'Where the address names a port, it stands behind the name: `linkwright_session_8787`.',
        },
      },
      schemas: { ...components?.schemas, ...componentSchemas() },
    },
  };
}
