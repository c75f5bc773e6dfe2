import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { listTokens, revokeToken } from '../../access/token-folder.ts';
import { answer } from '../answer.ts';
import type { ApiContext, ApiEnvironment } from '../api-context.ts';
import { answersWith } from '../api-documents.ts';
import { ApiError } from '../api-problem.ts';

/** For an admin. A token is made on the machine of the service alone, where its folder can be read anyway. */
export function addTokenRoutes(app: OpenAPIHono<ApiEnvironment>, { tokenFolder }: ApiContext): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/tokens',
      summary: 'The tokens of the service, without themselves',
      responses: answersWith('tokens'),
    }),
    async () => answer({ tokens: await listTokens(tokenFolder) }),
  );
  app.openapi(
    createRoute({
      method: 'delete',
      path: '/tokens/{token}',
      summary: 'Revokes a token; the answer lists the others',
      request: { params: z.strictObject({ token: z.string().max(64) }) },
      responses: answersWith('tokens'),
    }),
    async (context) => {
      if (!(await revokeToken(tokenFolder, context.req.valid('param').token))) {
        throw new ApiError('There is no such token.', {
          code: 'unknown-token',
          status: 404,
          remedy: 'GET /api/v1/tokens lists them.',
        });
      }
      return answer({ tokens: await listTokens(tokenFolder) });
    },
  );
}
