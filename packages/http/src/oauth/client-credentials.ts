import type { ConnectContext } from '@linkwright/core';
import type { HttpAuthorizer } from '../client/http-types.ts';
import { type Grant, renewAt } from './grant.ts';
import type { OAuthOptions } from './oauth-options.ts';
import { createTokenClient } from './token-client.ts';

export interface ClientCredentialsOptions
  extends Pick<OAuthOptions<never>, 'appName' | 'clientAuthentication' | 'scopes'> {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where the app gives tokens. */
  readonly tokenUrl: string;
}

/**
 * Tokens of an OAuth client for itself (RFC 6749, 4.4), which open nobody's account. They are kept in memory alone: whoever has the
 * secret may have another one at any time.
 */
export function clientCredentials(options: ClientCredentialsOptions, context: ConnectContext): HttpAuthorizer {
  const { appName, clientAuthentication = 'basic', scopes, clientId, clientSecret, tokenUrl } = options;
  const tokens = createTokenClient({ appName, clientAuthentication }, { clientId, clientSecret, tokenUrl }, context);
  let held: { readonly grant: Grant; readonly until: number } | null = null;

  return {
    async authorize(signal) {
      if (held === null || context.clock.now() >= held.until) {
        const grant = await tokens.ofClient(scopes, signal);
        held = { grant, until: renewAt(grant, context.random()) };
      }
      const { accessToken } = held.grant;
      return { headers: { authorization: `Bearer ${accessToken}` }, secrets: [accessToken, clientSecret] };
    },
    async refused() {
      held = null;
      return true;
    },
  };
}
