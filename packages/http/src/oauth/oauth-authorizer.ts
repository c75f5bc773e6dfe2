import { type ConnectContext, isErrorOfKind } from '@linkwright/core';
import type { HttpAuthorization, HttpAuthorizer } from '../client/http-types.ts';
import { type Grant, grantText, notConnected, otherClient, parseGrant, renewAt } from './grant.ts';
import type { TokenClient } from './token-client.ts';

/** After a renewal that did not succeed for a passing reason the present token is used for so long, while it lives. */
const tryAgainMs = 30_000;

export interface OAuthAuthorizer extends HttpAuthorizer {
  /** Renews it whatever its age. */
  renew(signal: AbortSignal): Promise<void>;
}

/** Bearer tokens of a grant, renewed in time: by this process, or by another that shares the credentials. */
export function createOAuthAuthorizer(
  { appName, clientId }: { readonly appName: string; readonly clientId: string },
  tokens: TokenClient,
  { clock, connection, credentials, logger, random }: ConnectContext,
): OAuthAuthorizer {
  const owner = { appName, connection };
  let held: { readonly grant: Grant; readonly until: number } | null = null;
  let renewing: Promise<Grant> | null = null;
  /** Tokens that were renewed because the one before was refused: if they are refused too, renewing does not help. */
  let renewedAfterRefusal: string | null = null;

  function hold(grant: Grant): Grant {
    held = { grant, until: renewAt(grant, random()) };
    return grant;
  }

  async function stored(): Promise<Grant> {
    const grant = parseGrant(await credentials.read());
    if (grant === null) throw notConnected(owner);
    if (grant.clientId !== clientId) throw otherClient(owner);
    return grant;
  }

  /** Replaces this grant, unless somebody else has. One at a time in this process; the credentials see to the others. */
  function replace(former: Grant, signal: AbortSignal): Promise<Grant> {
    renewing ??= credentials
      .update(async (current, update) => {
        const grant = parseGrant(current);
        if (current === null || grant === null) throw notConnected(owner);
        if (grant.accessToken !== former.accessToken) return current;
        return grantText(await tokens.renew(grant, update, signal));
      })
      .then((text) => {
        const grant = parseGrant(text);
        if (grant === null) throw notConnected(owner);
        return hold(grant);
      })
      .finally(() => {
        renewing = null;
      });
    return renewing;
  }

  async function inTime(signal: AbortSignal): Promise<Grant> {
    if (held !== null && clock.now() < held.until) return held.grant;
    const grant = await stored();
    if (clock.now() < renewAt(grant, random())) return hold(grant);
    try {
      return await replace(grant, signal);
    } catch (error) {
      // What passes is no reason to stop while the token lives.
      const mayGoOn = isErrorOfKind(error, 'retryable') && !error.outcomeUnknown && clock.now() < grant.expiresAt;
      if (!mayGoOn) throw error;
      logger.warn(`${error.message} The present token is used on.`);
      held = { grant, until: Math.min(clock.now() + tryAgainMs, grant.expiresAt) };
      return grant;
    }
  }

  return {
    async authorize(signal) {
      return authorizationOf(await inTime(signal));
    },
    async refused(authorization, signal) {
      held = null;
      const grant = await stored();
      if (!isOf(grant, authorization)) return true;
      if (renewedAfterRefusal === grant.accessToken) return false;
      renewedAfterRefusal = (await replace(grant, signal)).accessToken;
      return true;
    },
    async renew(signal) {
      await replace(await stored(), signal);
    },
  };
}

const authorizationOf = ({ accessToken, refreshToken }: Grant): HttpAuthorization => ({
  headers: { authorization: `Bearer ${accessToken}` },
  secrets: [accessToken, ...(refreshToken === null ? [] : [refreshToken])],
});

const isOf = ({ accessToken }: Grant, { headers }: HttpAuthorization): boolean =>
  headers.authorization === `Bearer ${accessToken}`;
