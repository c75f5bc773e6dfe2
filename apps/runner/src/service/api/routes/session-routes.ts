import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { deleteCookie, getCookie } from 'hono/cookie';
import { sessionCookie } from '../../access/session-cookie.ts';
import { endSession, findSession } from '../../access/session-folder.ts';
import { answer } from '../answer.ts';
import type { ApiContext, ApiEnvironment } from '../api-context.ts';
import { answersWith } from '../api-documents.ts';
import { sessionDocument, withCookie } from './public-routes.ts';

/** Who is signed in, and signing out. */
export function addSessionRoutes(app: OpenAPIHono<ApiEnvironment>, { tokenFolder, clock, signIn }: ApiContext): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/session',
      summary: 'Who asks, and what a page sends along with every write',
      responses: answersWith('session'),
    }),
    async (context) => {
      const token = context.get('token');
      const cookie = getCookie(context, sessionCookie(context));
      const isByHeader = context.req.header('authorization') !== undefined;
      const known = { now: clock.now(), issuer: signIn?.issuer ?? null };
      const session = cookie === undefined || isByHeader ? null : await findSession(tokenFolder, cookie, known);
      const expiresAt = token.expiresAt ?? Number.POSITIVE_INFINITY;
      return answer(sessionDocument(session ?? { token, csrf: null, expiresAt }));
    },
  );
  app.openapi(
    createRoute({
      method: 'delete',
      path: '/session',
      summary: 'Signs out: the cookie opens nothing from here on',
      responses: answersWith('signed-out'),
    }),
    async (context) => {
      const cookie = getCookie(context, sessionCookie(context));
      if (cookie !== undefined) await endSession(tokenFolder, cookie);
      deleteCookie(context, sessionCookie(context), { path: '/' });
      return withCookie(context, answer({ signedOut: true }));
    },
  );
}
