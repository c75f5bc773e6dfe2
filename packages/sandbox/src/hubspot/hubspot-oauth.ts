import { createOAuthServer, type OAuthServer } from '../oauth/oauth-server.ts';
import type { SandboxContext } from '../sandbox-app.ts';
import { portalIdOf } from './hubspot-tokens.ts';

const statuses = {
  client: 'BAD_CLIENT_SECRET',
  code: 'BAD_AUTH_CODE',
  'refresh-token': 'BAD_REFRESH_TOKEN',
  redirect: 'BAD_REDIRECT_URI',
  request: 'BAD_REQUEST',
} as const;

/** Half an hour, and a refresh token that stays as it is until it is revoked. Each client id is a portal of its own. */
export function createHubspotOAuth(context: SandboxContext): OAuthServer {
  const draw = (length: number): string =>
    Array.from({ length }, () => Math.floor(context.random() * 36).toString(36)).join('');
  const prefixes = { access: 'CJoauth', refresh: 'na1-refresh-', code: 'na1-code-' } as const;
  return createOAuthServer(
    {
      paths: {
        authorize: '/oauth/authorize',
        token: '/oauth/2026-09/token',
        revoke: '/oauth/2026-09/token/revoke',
        introspect: '/oauth/2026-09/token/introspect',
      },
      accessLifeMs: 1_800_000,
      refreshLifeMs: null,
      refreshTokens: 'lasting',
      pkce: 'optional',
      shortestState: 0,
      clientAuthentication: 'form',
      newToken: (kind) => `${prefixes[kind]}${draw(40)}`,
      answer: ({ clientId, scopes }) => ({
        token_type: 'bearer',
        token_use: 'access_token',
        hub_id: portalIdOf(clientId),
        user_id: 1,
        scopes,
      }),
      refuse: ({ error, about, description }) => ({
        status: 400,
        body: { error, error_description: description, status: statuses[about], message: description },
      }),
    },
    context,
  );
}
