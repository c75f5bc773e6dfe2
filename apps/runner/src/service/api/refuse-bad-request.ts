import type { Hook } from '@hono/zod-openapi';
import { problemResponse } from './answer.ts';
import type { ApiEnvironment } from './api-context.ts';
import { ApiError, problemOf } from './api-problem.ts';

/** What does not fit the description of a route, everything at once. */
// biome-ignore lint/suspicious/noExplicitAny: the hook is for routes of every kind.
export const refuseBadRequest: Hook<any, ApiEnvironment, any, any> = (result) => {
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
};
