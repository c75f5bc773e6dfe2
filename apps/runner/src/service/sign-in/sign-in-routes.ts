import { type Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { sessionCookie } from '../access/session-cookie.ts';
import { openPersonSession } from '../access/session-folder.ts';
import type { WrongTries } from '../access/wrong-tries.ts';
import type { ApiContext, ApiEnvironment } from '../api/api-context.ts';
import { refuseTries } from '../api/guards.ts';
import { plainPage } from '../plain-page.ts';
import { attemptSchema, type SignInAttempt, type SignInProvider } from './sign-in-provider.ts';

const attemptCookie = 'linkwright_sign_in';
/** A person has so many seconds to sign in at the provider. */
const lifeSeconds = 600;

/** Where browsers are sent to the provider, and come back. Both are open: nobody is let in but by what the provider answers. */
export function signInRoutes(
  provider: SignInProvider,
  { tokenFolder, clock, log }: Pick<ApiContext, 'tokenFolder' | 'clock' | 'log'>,
  tries: WrongTries,
  addressOf: (context: Context) => string,
): Hono<ApiEnvironment> {
  const { publicBase, issuer } = provider;
  const cookies = {
    httpOnly: true,
    // The provider sends the browser back from another site.
    sameSite: 'Lax',
    path: '/',
    secure: publicBase.startsWith('https:'),
  } as const;
  const app = new Hono<ApiEnvironment>();
  app.get('/login', async (context) => {
    try {
      const { url, attempt } = await provider.begin();
      setCookie(context, attemptCookie, written(attempt), { ...cookies, maxAge: lifeSeconds });
      return context.redirect(url);
    } catch (error) {
      log.error({ issuer, error: String(error) }, 'the provider of sign-ins does not answer');
      return plainPage('Your provider of sign-ins does not answer. Try again later, or sign in with a token.', 502);
    }
  });
  app.get('/callback', async (context) => {
    const attempt = read(getCookie(context, attemptCookie));
    deleteCookie(context, attemptCookie, { path: '/' });
    if (attempt === null) {
      return told(context, 'This did not begin in this browser, or more than ten minutes ago. Begin again.', 400);
    }
    let person: Awaited<ReturnType<SignInProvider['finish']>>;
    try {
      person = await provider.finish(new URL(context.req.url).searchParams, attempt);
    } catch (error) {
      refuseTries(tries, addressOf(context));
      log.warn({ issuer, error: nameOf(error) }, 'somebody was not signed in');
      return told(context, 'You were not signed in: the answer of your provider is not right. Begin again.', 401);
    }
    const { name, role, subject } = person;
    if (role === null) {
      log.warn({ issuer, name }, 'somebody without a role was not signed in');
      return told(context, `${name} has no role here. Whoever runs this service says who has one.`, 403);
    }
    const opened = await openPersonSession(tokenFolder, { issuer, subject, name, role }, clock.now());
    log.info({ issuer, name, role }, 'somebody signed in');
    setCookie(context, sessionCookie(context), opened.cookie, { ...cookies, maxAge: opened.maxAgeSeconds });
    return context.redirect(`${publicBase}/`, 303);
  });
  return app;
}

/** The answer of a route with the cookies that were set or taken away. */
function told(context: Context, text: string, status: number): Response {
  const response = plainPage(text, status);
  for (const cookie of context.res.headers.getSetCookie()) response.headers.append('set-cookie', cookie);
  return response;
}

const written = (attempt: SignInAttempt): string => Buffer.from(JSON.stringify(attempt)).toString('base64url');

function read(cookie: string | undefined): SignInAttempt | null {
  try {
    return attemptSchema.parse(JSON.parse(Buffer.from(cookie ?? '', 'base64url').toString()));
  } catch {
    return null;
  }
}

/** What went wrong, without what the provider wrote. */
const nameOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
};
