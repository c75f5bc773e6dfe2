import { createOAuthServer, type OAuthServer } from '../oauth/oauth-server.ts';
import type { SandboxContext } from '../sandbox-app.ts';

/** An hour, and a refresh token that neither ends nor changes. Clients prove themselves by Basic alone; there is no PKCE. */
export function createKintoneOAuth(context: SandboxContext): OAuthServer {
  const draw = (length: number): string =>
    Array.from({ length }, () => Math.floor(context.random() * 36).toString(36)).join('');
  return createOAuthServer(
    {
      paths: { authorize: '/oauth2/authorization', token: '/oauth2/token' },
      accessLifeMs: 3_600_000,
      refreshLifeMs: null,
      refreshTokens: 'lasting',
      pkce: 'optional',
      shortestState: 1,
      clientAuthentication: 'basic-only',
      newToken: (kind) => `${kind}-${draw(40)}`,
      answer: ({ scopes }) => ({ token_type: 'Bearer', scope: scopes.join(' ') }),
      refuse: ({ status, error }) => ({ status, body: { error } }),
    },
    context,
  );
}
