import { createHash } from 'node:crypto';
import { type ConnectContext, type CredentialUpdate, isErrorOfKind, RetryableError } from '@linkwright/core';
import { createHttpClient } from '../client/http-client.ts';
import { parseJson } from '../client/parse-json.ts';
import { refuseHost } from '../client/refuse-host.ts';
import { type Grant, grantLost, grantRevoked } from './grant.ts';
import type { OAuthClient, OAuthOptions } from './oauth-options.ts';
import { grantOf, refusalOf, type TokenAnswer } from './token-answer.ts';

/** The calls to an app's endpoint for tokens. */
export interface TokenClient {
  redeem(
    request: { readonly code: string; readonly redirectUri: string; readonly codeVerifier: string },
    signal: AbortSignal,
  ): Promise<Grant>;
  renew(grant: Grant, update: CredentialUpdate | undefined, signal: AbortSignal): Promise<Grant>;
  /** A grant of the client itself, for nobody's account (RFC 6749, 4.4). Without a secret an app gives none. */
  ofClient(scopes: readonly string[], signal: AbortSignal): Promise<Grant>;
  /** False: the app has no call for it. Throws what the app refuses; then the grant is still there. */
  revoke(grant: Grant, signal: AbortSignal): Promise<boolean>;
}

type Form = Readonly<Record<string, string>>;

export function createTokenClient(
  options: Pick<OAuthOptions<never>, 'appName' | 'clientAuthentication' | 'refreshTokens' | 'pkce'>,
  client: Omit<OAuthClient, 'authorizationUrl'>,
  context: ConnectContext,
): TokenClient {
  const { appName, clientAuthentication = 'basic', refreshTokens = 'single-use', pkce = true } = options;
  const { clientId, clientSecret } = client;
  const owner = { appName, connection: context.connection };
  const byHeader = clientSecret !== undefined && clientAuthentication === 'basic';
  const basic = `Basic ${Buffer.from(`${formEncoded(clientId)}:${formEncoded(clientSecret ?? '')}`).toString('base64')}`;
  const ownHeaders: Form = byHeader ? { authorization: basic } : {};
  const ownFields: Form = byHeader
    ? {}
    : { client_id: clientId, ...(clientSecret !== undefined && { client_secret: clientSecret }) };
  const now = (): number => context.clock.now();

  /** `safe`: may it arrive a second time? */
  async function post(url: string, form: Form, safe: boolean, signal: AbortSignal): Promise<TokenAnswer> {
    const { origin, pathname } = new URL(url);
    const secrets = [clientSecret, ...Object.values(form)].filter((one) => one !== undefined && one.length > 8);
    const http = createHttpClient(context, {
      appName,
      baseUrl: origin,
      headers: ownHeaders,
      secrets: [...secrets, basic.slice('Basic '.length)].filter((one) => one !== undefined),
      timeoutMs: 20_000,
      maxAttempts: 3,
    });
    try {
      const accept = [400, 401, 403, 404, 405, 410, 415, 422];
      const request = {
        kind: 'token',
        bucket: [],
        method: 'POST',
        path: pathname,
        form: { ...form, ...ownFields },
      } as const;
      return await http.request({ ...request, safe, accept, signal });
    } finally {
      http.close();
    }
  }

  async function isAlive({ accessToken, expiresAt }: Grant, signal: AbortSignal): Promise<boolean | null> {
    const { probeUrl } = client;
    if (probeUrl === undefined || now() >= expiresAt) return false;
    const { origin, pathname } = new URL(probeUrl);
    const headers = { authorization: `Bearer ${accessToken}` };
    const http = createHttpClient(context, {
      appName,
      baseUrl: origin,
      headers,
      secrets: [accessToken],
      maxAttempts: 2,
    });
    try {
      const { status } = await http.request({
        kind: 'token',
        bucket: [],
        method: 'GET',
        path: pathname,
        safe: true,
        accept: [401],
        signal,
      });
      return status !== 401;
    } catch (error) {
      if (isErrorOfKind(error, 'retryable')) return null;
      throw error;
    } finally {
      http.close();
    }
  }

  /** Sent once at most, and its answer written down before it is used. */
  async function exchangeOnce(
    exchange: NonNullable<CredentialUpdate['exchange']>,
    grant: Grant,
    form: Form,
    signal: AbortSignal,
  ): Promise<TokenAnswer> {
    const { tokenUrl: url } = client;
    refuseHost(context, url);
    const headers = {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      ...ownHeaders,
    };
    const request = { url, headers, body: new URLSearchParams({ ...form, ...ownFields }).toString() };
    let answer = await exchange(request);
    context.reportCall('token');
    context.reportAnswer?.(answer?.status ?? null);
    if (answer === null) {
      const alive = await isAlive(grant, signal);
      if (alive === false) throw grantLost(owner);
      if (alive) answer = await exchange({ ...request, again: true });
    }
    if (answer === null) {
      throw new RetryableError(`${appName} did not answer when the grant was to be renewed.`, {
        code: 'app-unavailable',
        outcomeUnknown: true,
      });
    }
    return { ...answer, body: parsed(answer.body) };
  }

  return {
    async redeem({ code, redirectUri, codeVerifier }, signal) {
      const form = {
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        ...(pkce && { code_verifier: codeVerifier }),
      };
      const answer = await post(client.tokenUrl, form, false, signal);
      return grantOf(answer, { ...owner, clientId, former: null, now: now() });
    },

    async renew(grant, update, signal) {
      if (grant.refreshToken === null) throw grantRevoked(owner);
      const form = { grant_type: 'refresh_token', refresh_token: grant.refreshToken };
      const exchange = update?.exchange;
      const answer =
        refreshTokens === 'lasting' || exchange === undefined
          ? await post(client.tokenUrl, form, refreshTokens === 'lasting', signal)
          : await exchangeOnce(exchange, grant, form, signal);
      return grantOf(answer, { ...owner, clientId, former: grant, now: now() });
    },

    async ofClient(scopes, signal) {
      const form = { grant_type: 'client_credentials', scope: scopes.join(' ') };
      // Whoever asks twice has two tokens.
      const answer = await post(client.tokenUrl, form, true, signal);
      return grantOf(answer, { ...owner, clientId, former: null, now: now() });
    },

    async revoke({ refreshToken, accessToken }, signal) {
      if (client.revocationUrl === undefined) return false;
      const form = {
        token: refreshToken ?? accessToken,
        token_type_hint: refreshToken === null ? 'access_token' : 'refresh_token',
      };
      const answer = await post(client.revocationUrl, form, true, signal);
      if (answer.status < 300) return true;
      const refusal = refusalOf(answer, { ...owner, renews: true, now: now() });
      // Somebody has ended it before.
      if (refusal.code === 'grant-revoked') return true;
      throw refusal;
    },
  };
}

/** RFC 7636, S256. */
export const codeChallenge = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

/** RFC 6749, 2.3.1: id and secret are written as in a form before they are joined. */
const formEncoded = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1);

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}
