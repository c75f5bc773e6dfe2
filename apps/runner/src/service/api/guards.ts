import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie } from 'hono/cookie';
import { mayAct, type Role } from '../access/roles.ts';
import { sessionCookie } from '../access/session-cookie.ts';
import { findSession, isCsrf } from '../access/session-folder.ts';
import { type AccessToken, findToken } from '../access/token-folder.ts';
import type { WrongTries } from '../access/wrong-tries.ts';
import type { ApiContext, ApiEnvironment } from './api-context.ts';
import { ApiError } from './api-problem.ts';

/** Bytes of a body. A decision about a thousand records fits, and so does a long configuration. */
const mostBodyBytes = 256 * 1024;
/** Characters of an address with its query. */
const mostAddressLength = 4_096;

/** Is it one of the hosts that are served? Ports do not count: a page that a browser was led astray to has a name of its own. */
export function isServedHost(header: string | undefined, hosts: ReadonlySet<string>): boolean {
  if (header === undefined) return false;
  const [, name] = /^(\[[\da-f:.]+\]|[^:[\]@/\s]+)(?::\d{1,5})?$/i.exec(header) ?? [];
  return name !== undefined && hosts.has(name.toLowerCase().replace(/\.$/, ''));
}

/** A page whose name was made to mean this machine (DNS rebinding) sends its own name as the host. */
export const onlyServedHosts =
  (hosts: ReadonlySet<string>): MiddlewareHandler =>
  async (context, next) => {
    if (!isServedHost(context.req.header('host'), hosts)) {
      throw new ApiError('This service does not go by that name.', {
        code: 'unknown-host',
        status: 421,
        remedy: 'Start it with --allow-host NAME.',
      });
    }
    await next();
  };

export const onlyShortAddresses: MiddlewareHandler = async (context, next) => {
  const { pathname, search } = new URL(context.req.url);
  if (pathname.length + search.length > mostAddressLength) {
    throw new ApiError('The address is too long.', {
      code: 'address-too-long',
      status: 414,
      remedy: `At most ${mostAddressLength} characters.`,
    });
  }
  await next();
};

const policies = {
  /** An answer for programs is nothing that a browser may show. */
  data: "default-src 'none'; frame-ancestors 'none'",
  /** A page has scripts and styles of its own files alone, and none within it. */
  page: "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
} as const;

/** Nothing is cached, framed or guessed, and no other site is allowed in: no CORS header is ever sent. */
export const safeHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  const isPage = (context.res.headers.get('content-type') ?? '').startsWith('text/html');
  // Only files that bear a name of their content say otherwise.
  if (!context.res.headers.has('cache-control')) context.header('cache-control', 'no-store');
  context.header('x-content-type-options', 'nosniff');
  context.header('content-security-policy', isPage ? policies.page : policies.data);
  context.header('referrer-policy', 'no-referrer');
  context.header('cross-origin-opener-policy', 'same-origin');
};

type AddressOf = (context: Context) => string;

/** An address that has shown too many wrong tokens has to wait. */
export function refuseTries(tries: WrongTries, address: string): void {
  const waitMs = tries.note(address);
  if (waitMs === 0) return;
  throw new ApiError('Too many wrong tokens.', {
    code: 'too-many-tries',
    status: 429,
    remedy: 'Wait a minute.',
    headers: { 'retry-after': String(Math.ceil(waitMs / 1000)) },
  });
}

/**
 * A token opens it, as `Authorization: Bearer`, or the session of a browser that was signed in with one; an origin does not. A right
 * one is let in however many wrong ones came from its address: 32 random bytes are not guessed, and nobody is locked out by whoever
 * shares an address. With a session, whatever is no reading sends its CSRF token along.
 */
export const onlyWithToken =
  (
    { tokenFolder, clock, signIn }: Pick<ApiContext, 'tokenFolder' | 'clock' | 'signIn'>,
    tries: WrongTries,
    addressOf: AddressOf,
  ): MiddlewareHandler<ApiEnvironment> =>
  async (context, next) => {
    const token = await knownBy(context, { tokenFolder, clock, signIn });
    if (token === null) {
      if (context.req.header('authorization') !== undefined) refuseTries(tries, addressOf(context));
      throw new ApiError('No valid token.', {
        code: 'token-needed',
        status: 401,
        remedy: 'Make one: linkwright token create --role viewer.',
        headers: { 'www-authenticate': 'Bearer realm="linkwright"' },
      });
    }
    context.set('token', token);
    context.set('isStillKnown', async () => (await knownBy(context, { tokenFolder, clock, signIn })) !== null);
    await next();
  };

async function knownBy(
  context: Context,
  { tokenFolder, clock, signIn }: Pick<ApiContext, 'tokenFolder' | 'clock' | 'signIn'>,
): Promise<AccessToken | null> {
  const header = context.req.header('authorization');
  if (header !== undefined) {
    const [, shown] = /^Bearer ([\w-]{1,200})$/i.exec(header) ?? [];
    return shown === undefined ? null : findToken(tokenFolder, shown, clock.now());
  }
  const cookie = getCookie(context, sessionCookie(context));
  const session =
    cookie === undefined
      ? null
      : await findSession(tokenFolder, cookie, { now: clock.now(), issuer: signIn?.issuer ?? null });
  if (session === null) return null;
  if (!isRead(context.req.method) && !isCsrf(session, context.req.header('x-csrf-token') ?? '')) {
    throw new ApiError('The request does not come from a page of this service.', {
      code: 'csrf-token-needed',
      status: 403,
      remedy: 'Send the header X-CSRF-Token; GET /api/v1/session tells it.',
    });
  }
  return session.token;
}

/** What changes who may come in, what is kept of people, or what is synced at all. */
const forAdmins: readonly (readonly [method: RegExp, path: RegExp])[] = [
  [/./, /^\/api\/v1\/tokens(?:\/|$)/],
  [/./, /^\/api\/v1\/workspaces\/[^/]+\/forget$/],
  [/^PUT$/, /^\/api\/v1\/workspaces\/[^/]+\/configuration$/],
];

/** Reading that costs calls of the apps. */
const callsApps = /^\/api\/v1\/workspaces\/[^/]+\/objects(?:\/|$)/;

function roleNeeded(method: string, path: string): Role {
  if (forAdmins.some(([methods, paths]) => methods.test(method) && paths.test(path))) return 'admin';
  if (callsApps.test(path)) return 'operator';
  if (path === '/api/v1/session' || isRead(method)) return 'viewer';
  return 'operator';
}

/** Reading needs a viewer, most else an operator. */
export const onlyByRole: MiddlewareHandler<ApiEnvironment> = async (context, next) => {
  const needs = roleNeeded(context.req.method, context.req.path);
  if (!mayAct(context.get('token').role, needs)) {
    throw new ApiError(`This needs a token of the role ${needs}.`, {
      code: 'role-too-low',
      status: 403,
      remedy: `linkwright token create --role ${needs}`,
    });
  }
  await next();
};

/** A form of another site can send neither this type nor a token. */
export const onlyJsonWrites: MiddlewareHandler = async (context, next) => {
  const [type = ''] = (context.req.header('content-type') ?? '').split(';');
  if (!['GET', 'HEAD', 'DELETE'].includes(context.req.method) && type.trim().toLowerCase() !== 'application/json') {
    throw new ApiError('The body must be JSON.', {
      code: 'not-json',
      status: 415,
      remedy: 'Send Content-Type: application/json.',
    });
  }
  await next();
};

export const onlySmallBodies: MiddlewareHandler = bodyLimit({
  maxSize: mostBodyBytes,
  onError() {
    throw new ApiError('The body is too large.', {
      code: 'body-too-large',
      status: 413,
      remedy: `At most ${mostBodyBytes} bytes.`,
    });
  },
});

const isRead = (method: string): boolean => method === 'GET' || method === 'HEAD';
