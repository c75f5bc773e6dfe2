import { ConfigurationError, type ConnectContext, type ConnectorOAuth } from '@linkwright/core';
import type { HttpClientOptions } from '../client/http-types.ts';
import { describeGrant, grantText, parseGrant } from './grant.ts';
import { createOAuthAuthorizer } from './oauth-authorizer.ts';
import type { OAuthClient, OAuthOptions } from './oauth-options.ts';
import { codeChallenge, createTokenClient } from './token-client.ts';

/** The `oauth` member of a connector, and what its HTTP client proves itself with. */
export interface OAuthGrants<Settings> extends ConnectorOAuth<Settings> {
  /** For the options of `createHttpClient`. `null`: these settings hold a token or a key themselves. */
  credentials(
    settings: Settings,
    context: ConnectContext,
  ): Pick<HttpClientOptions, 'headers' | 'secrets' | 'authorizer'> | null;
}

/** OAuth of an app, from what differs between apps alone. Grants are kept in `context.credentials`. */
export function oauthGrants<Settings>(options: OAuthOptions<Settings>): OAuthGrants<Settings> {
  const { appName, scopes, pkce = true, authorizationParameters = {} } = options;

  function clientOf(settings: Settings): OAuthClient {
    const client = options.client(settings);
    if (client !== null) return client;
    throw new ConfigurationError(
      `The settings of ${appName} hold what opens the account; there is no grant to be had.`,
      {
        code: 'oauth-not-set-up',
        remedy: 'Give clientId and clientSecret in place of the token.',
      },
    );
  }

  const authorizerOf = (settings: Settings, context: ConnectContext) => {
    const client = clientOf(settings);
    return createOAuthAuthorizer(
      { appName, clientId: client.clientId },
      createTokenClient(options, client, context),
      context,
    );
  };

  return {
    scopes,
    isUsedBy: (settings) => options.client(settings) !== null,
    authorizationUrl(settings, { redirectUri, state, codeVerifier }) {
      const { authorizationUrl, clientId } = clientOf(settings);
      const parameters = {
        ...authorizationParameters,
        client_id: clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: scopes.join(' '),
        state,
        ...(pkce && { code_challenge: codeChallenge(codeVerifier), code_challenge_method: 'S256' }),
      };
      // `%20`, as not every app reads a plus as a blank.
      return `${authorizationUrl}?${new URLSearchParams(parameters).toString().replaceAll('+', '%20')}`;
    },
    async redeem(settings, request, context, { signal }) {
      const grant = await createTokenClient(options, clientOf(settings), context).redeem(request, signal);
      await context.credentials.update(() => Promise.resolve(grantText(grant)));
    },
    describe(text) {
      const grant = parseGrant(text);
      return grant === null ? null : describeGrant(grant);
    },
    renew: (settings, context, { signal }) => authorizerOf(settings, context).renew(signal),
    async revoke(settings, context, { signal }) {
      const grant = parseGrant(await context.credentials.read());
      return grant === null ? false : createTokenClient(options, clientOf(settings), context).revoke(grant, signal);
    },
    credentials(settings, context) {
      const client = options.client(settings);
      if (client === null) return null;
      const { clientSecret } = client;
      return {
        headers: {},
        secrets: clientSecret === undefined ? [] : [clientSecret],
        authorizer: authorizerOf(settings, context),
      };
    },
  };
}
