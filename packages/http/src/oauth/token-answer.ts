import { AuthenticationError, ConfigurationError, type ConnectorError, RetryableError } from '@linkwright/core';
import { z } from 'zod';
import { readRetryAfter } from '../client/retry-after.ts';
import { type Grant, type GrantOwner, grantRevoked } from './grant.ts';

/** An answer of the endpoint for tokens, its body decoded where it is JSON. */
export interface TokenAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const tokensSchema = z.looseObject({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().optional(),
  refresh_token: z.string().min(1).nullish(),
  refresh_expires_in: z.coerce.number().positive().nullish(),
  scope: z.string().nullish(),
  scopes: z.array(z.string()).nullish(),
});

const errorSchema = z.looseObject({ error: z.string().optional(), status: z.unknown().optional() });

/** A token that does not say how long it lives, in seconds. */
const unknownLife = 3600;

/** The grant that an answer gives. `former`: the one that was renewed; what the answer leaves out stays. Throws what it refuses. */
export function grantOf(
  answer: TokenAnswer,
  given: GrantOwner & { readonly clientId: string; readonly former: Grant | null; readonly now: number },
): Grant {
  const { appName, connection, clientId, former, now } = given;
  const parsed = answer.status === 200 ? tokensSchema.safeParse(answer.body) : null;
  if (!parsed?.success) throw refusalOf(answer, { appName, connection, renews: former !== null, now });
  const told = parsed.data;
  const refreshToken = told.refresh_token ?? former?.refreshToken ?? null;
  const endsIn = told.refresh_expires_in ?? null;
  return {
    version: 1,
    clientId,
    accessToken: told.access_token,
    refreshToken,
    issuedAt: now,
    expiresAt: now + (told.expires_in ?? unknownLife) * 1000,
    endsAt: endsIn === null ? null : now + endsIn * 1000,
    scopes: told.scopes ?? told.scope?.split(/[\s,]+/).filter((one) => one !== '') ?? former?.scopes ?? [],
  };
}

/** Codes of RFC 6749, and of apps that had others before it, that mean: this grant is no more. */
const endedCodes = new Set(['invalid_grant', 'access_denied', 'BAD_REFRESH_TOKEN', 'BAD_AUTH_CODE', 'BAD_HUB']);

const passingStatuses = new Set([408, 423, 425, 429, 477]);

/**
 * Three kinds, by what helps: the grant has ended, and somebody has to connect again; the client is registered otherwise than the settings
 * say, so that no grant is at fault and none is given up; it passes.
 */
export function refusalOf(
  { status, headers, body }: TokenAnswer,
  { appName, connection, renews, now }: GrantOwner & { readonly renews: boolean; readonly now: number },
): ConnectorError {
  const { error, status: code } = errorSchema.catch({}).parse(body);
  const told = [error, code].filter((one): one is string => typeof one === 'string' && /^[\w-]{1,60}$/.test(one));
  if (status >= 500 || passingStatuses.has(status)) {
    const retryAfterMs = readRetryAfter(headers, now);
    return new RetryableError(`${appName} gives no tokens for the moment (${status}).`, {
      code: status === 429 ? 'rate-limited' : 'app-unavailable',
      ...(retryAfterMs !== null && { retryAfterMs }),
    });
  }
  if (told.some((one) => endedCodes.has(one))) {
    if (renews) return grantRevoked({ appName, connection });
    return new AuthenticationError(`${appName} does not take the code: it has been used, or is too old.`, {
      code: 'authorization-code-refused',
      remedy: `Begin again: linkwright connect ${connection ?? 'NAME'}.`,
    });
  }
  const detail = told[0] === undefined ? `status ${status}` : told[0];
  return new ConfigurationError(`${appName} refuses the client of the settings: ${detail}.`, {
    code: 'oauth-client-refused',
    remedy:
      'Compare clientId, clientSecret and the redirect address with the registration in the app. The grant itself is kept.',
  });
}
