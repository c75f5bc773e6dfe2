import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { setCookie } from 'hono/cookie';
import { isFirstAdminOffered, makeFirstAdmin } from '../../access/first-admin.ts';
import { sessionCookie } from '../../access/session-cookie.ts';
import { type BrowserSession, openSessionFor } from '../../access/session-folder.ts';
import { findToken } from '../../access/token-folder.ts';
import type { WrongTries } from '../../access/wrong-tries.ts';
import { answer } from '../answer.ts';
import type { ApiContext, ApiEnvironment } from '../api-context.ts';
import { answersWith } from '../api-documents.ts';
import { ApiError } from '../api-problem.ts';
import { onlyJsonWrites, onlySmallBodies, refuseTries } from '../guards.ts';
import { refuseBadRequest } from '../refuse-bad-request.ts';
import { jsonBody } from './request-parts.ts';

const secret = z.string().min(1).max(200);

/** What is open to whoever shows a token in the request itself: signing in, and making the first admin. */
export function publicRoutes(
  { tokenFolder, clock, signIn }: Pick<ApiContext, 'tokenFolder' | 'clock' | 'signIn'>,
  tries: WrongTries,
  addressOf: (context: Context) => string,
): OpenAPIHono<ApiEnvironment> {
  const app = new OpenAPIHono<ApiEnvironment>({ defaultHook: refuseBadRequest });
  for (const path of ['/session', '/setup']) {
    app.use(path, onlyJsonWrites);
    app.use(path, onlySmallBodies);
  }
  app.openapi(
    createRoute({
      method: 'post',
      path: '/session',
      security: [],
      summary: 'Signs a browser in with a token: the answer sets a cookie that no script can read',
      request: { body: jsonBody(z.strictObject({ token: secret })) },
      responses: answersWith('session'),
    }),
    async (context) => {
      const token = await findToken(tokenFolder, context.req.valid('json').token, clock.now());
      if (token === null) {
        refuseTries(tries, addressOf(context));
        throw new ApiError('No valid token.', {
          code: 'token-needed',
          status: 401,
          remedy: 'Make one: linkwright token create --role viewer.',
        });
      }
      const { cookie, maxAgeSeconds, session } = await openSessionFor(tokenFolder, token, clock.now());
      setCookie(context, sessionCookie(context), cookie, {
        httpOnly: true,
        sameSite: 'Lax',
        path: '/',
        maxAge: maxAgeSeconds,
        // A proxy that speaks HTTPS says so; whoever lies about it harms nobody but themselves.
        secure: context.req.header('x-forwarded-proto') === 'https',
      });
      return withCookie(context, answer(sessionDocument(session)));
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/setup',
      security: [],
      summary: 'Can a first admin still be made, and how can people sign in besides with a token?',
      responses: answersWith('setup'),
    }),
    async () =>
      answer({
        needed: await isFirstAdminOffered(tokenFolder, clock.now()),
        signIn: signIn === null ? null : `${signIn.publicBase}/oidc/login`,
      }),
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/setup',
      security: [],
      summary: 'Makes the first admin with the one-time token of the service; the answer tells the token once',
      request: { body: jsonBody(z.strictObject({ token: secret, name: z.string().min(1).max(100) })) },
      responses: answersWith('made-token'),
    }),
    async (context) => {
      const made = await makeFirstAdmin(tokenFolder, { ...context.req.valid('json'), now: clock.now() });
      if (made === null) {
        refuseTries(tries, addressOf(context));
        throw new ApiError('This one-time token makes no admin.', {
          code: 'setup-refused',
          status: 403,
          remedy: 'It counts once and for a day. On the machine of the service: linkwright token create --role admin.',
        });
      }
      return answer({ ...made.about, token: made.token });
    },
  );
  return app;
}

export const sessionDocument = ({
  token,
  csrf,
  expiresAt,
}: Pick<BrowserSession, 'token' | 'expiresAt'> & { readonly csrf: string | null }) => ({
  name: token.name,
  role: token.role,
  csrf,
  expiresAt: Number.isFinite(expiresAt) ? expiresAt : null,
});

/** Cookies are set on the answer that a route gives. */
export function withCookie(context: Context, response: Response): Response {
  for (const cookie of context.res.headers.getSetCookie()) response.headers.append('set-cookie', cookie);
  return response;
}
