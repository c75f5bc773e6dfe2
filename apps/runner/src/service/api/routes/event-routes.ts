import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { ApiContext, ApiEnvironment } from '../api-context.ts';
import { problemAnswer } from '../api-documents.ts';
import { ApiError } from '../api-problem.ts';
import { eventStream } from '../event-stream.ts';
import { text } from './request-parts.ts';

/** So many listen at once. */
const mostListeners = 64;

/** What happens, as it happens. */
export function addEventRoutes(app: OpenAPIHono<ApiEnvironment>, { events, clock }: ApiContext): void {
  let listening = 0;
  app.openapi(
    createRoute({
      method: 'get',
      path: '/events',
      summary: 'What happens, as it happens: server-sent events, named by their kind',
      description:
        'The first is `hello`, or `reset` where some since `Last-Event-ID` are missing: then everything is to be read again. The data of all others is the schema `event`.',
      request: {
        query: z.strictObject({ workspace: text.optional() }),
        headers: z.looseObject({ 'last-event-id': z.string().max(100).optional() }),
      },
      responses: {
        200: {
          description: 'A stream that lasts.',
          content: { 'text/event-stream': { schema: { type: 'string' as const } } },
        },
        default: problemAnswer,
      },
    }),
    (context) => {
      if (listening >= mostListeners) {
        throw new ApiError('Too many listen already.', {
          code: 'too-many-listeners',
          status: 429,
          remedy: 'Close pages that nobody looks at.',
        });
      }
      listening += 1;
      const { workspace } = context.req.valid('query');
      const stream = eventStream({
        events,
        clock,
        isMeant: ({ event }) => workspace === undefined || event.workspace === workspace,
        lastSeen: context.req.valid('header')['last-event-id'] ?? null,
        isStillKnown: context.get('isStillKnown'),
        signal: context.req.raw.signal,
        onEnd: () => {
          listening -= 1;
        },
      });
      return new Response(stream, { headers: { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' } });
    },
  );
}
