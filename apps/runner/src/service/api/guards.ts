import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ApiContext, ApiEnvironment } from './api-context.ts';
import { ApiError } from './api-problem.ts';
import { mayAct } from './roles.ts';
import { findToken } from './token-folder.ts';
import type { WrongTries } from './wrong-tries.ts';

/** Bytes of a body. A decision about a thousand records fits. */
const mostBodyBytes = 64 * 1024;
/** Characters of an address with its query. */
const mostAddressLength = 2_048;

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

/** Nothing is cached, framed or guessed, and no other site is allowed in: no CORS header is ever sent. */
export const safeHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  context.header('cache-control', 'no-store');
  context.header('x-content-type-options', 'nosniff');
  context.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
  context.header('referrer-policy', 'no-referrer');
};

/**
 * Only a token opens it, as `Authorization: Bearer`; neither a cookie nor an origin does. A right one is let in however many wrong
 * ones came from its address: 32 random bytes are not guessed, and nobody is locked out by whoever shares an address.
 */
export const onlyWithToken =
  (
    { tokenFolder, now }: Pick<ApiContext, 'tokenFolder' | 'now'>,
    tries: WrongTries,
    addressOf: (context: Parameters<MiddlewareHandler>[0]) => string,
  ): MiddlewareHandler<ApiEnvironment> =>
  async (context, next) => {
    const [, shown] = /^Bearer ([\w-]{1,200})$/i.exec(context.req.header('authorization') ?? '') ?? [];
    const token = shown === undefined ? null : await findToken(tokenFolder, shown, now());
    if (token === null) {
      const waitMs = context.req.header('authorization') === undefined ? 0 : tries.note(addressOf(context));
      if (waitMs > 0) {
        const headers = { 'retry-after': String(Math.ceil(waitMs / 1000)) };
        throw new ApiError('Too many wrong tokens.', {
          code: 'too-many-tries',
          status: 429,
          remedy: 'Wait a minute.',
          headers,
        });
      }
      throw new ApiError('No valid token.', {
        code: 'token-needed',
        status: 401,
        remedy: 'Make one: linkwright token create --role viewer.',
        headers: {
          'www-authenticate': 'Bearer realm="linkwright"',
        },
      });
    }
    context.set('token', token);
    await next();
  };

/** Reading needs a viewer, everything else an operator. */
export const onlyByRole: MiddlewareHandler<ApiEnvironment> = async (context, next) => {
  const needs = context.req.path.startsWith('/api/v1/tokens')
    ? 'admin'
    : isRead(context.req.method)
      ? 'viewer'
      : 'operator';
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
