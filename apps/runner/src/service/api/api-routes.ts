import { OpenAPIHono } from '@hono/zod-openapi';
import { problemResponse } from './answer.ts';
import type { ApiContext, ApiEnvironment } from './api-context.ts';
import { componentSchemas } from './api-documents.ts';
import { ApiError, problemOf } from './api-problem.ts';
import { addJobRoutes } from './routes/job-routes.ts';
import { addRecordRoutes } from './routes/record-routes.ts';
import { addTokenRoutes } from './routes/token-routes.ts';
import { addWorkspaceRoutes } from './routes/workspace-routes.ts';

/** Everything below `/api/v1`, without its guards. */
export function apiRoutes(api: ApiContext): OpenAPIHono<ApiEnvironment> {
  const app = new OpenAPIHono<ApiEnvironment>({
    defaultHook(result) {
      if (result.success) return undefined;
      const details = result.error.issues.map(({ path, message }) => `${path.join('.') || 'request'}: ${message}`);
      return problemResponse(
        problemOf(
          new ApiError(details.join('; '), {
            code: 'invalid-request',
            status: 400,
            remedy: 'GET /api/v1/openapi.json says what is taken.',
          }),
        ),
      );
    },
  });
  addWorkspaceRoutes(app, api);
  addRecordRoutes(app, api);
  addJobRoutes(app, api);
  addTokenRoutes(app, api);
  const document = openApiOf(app);
  app.get('/openapi.json', () => Response.json(document));
  return app;
}

/** The OpenAPI document of the routes. */
export function openApiOf(app: OpenAPIHono<ApiEnvironment>): object {
  const { components, ...document } = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'linkwright', version: '1', description: 'What a running `linkwright start` tells and takes.' },
    servers: [{ url: '/api/v1' }],
    security: [{ token: [] }],
  });
  return {
    ...document,
    components: {
      ...components,
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: { ...components?.schemas, ...componentSchemas() },
    },
  };
}
