import { createOAuthServer, type OAuthServer } from '../oauth/oauth-server.ts';
import type { SandboxContext } from '../sandbox-app.ts';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** An hour, and 60 days for a refresh token that is good once; one that is sent again ends every grant of its client. */
export function createAirtableOAuth(context: SandboxContext): OAuthServer {
  const draw = (length: number): string =>
    Array.from({ length }, () => letters[Math.floor(context.random() * letters.length)]).join('');
  const prefixes = { access: 'oaa', refresh: 'oar', code: 'oac' } as const;
  return createOAuthServer(
    {
      paths: { authorize: '/oauth2/v1/authorize', token: '/oauth2/v1/token' },
      accessLifeMs: 3_600_000,
      refreshLifeMs: 60 * 86_400_000,
      refreshTokens: 'single-use',
      pkce: 'required',
      shortestState: 16,
      clientAuthentication: 'basic',
      newToken: (kind) => `${prefixes[kind]}${draw(14)}.v1.${draw(43)}`,
      answer: ({ scopes }) => ({ token_type: 'Bearer', scope: scopes.join(' ') }),
      refuse: ({ status, error, description }) => ({ status, body: { error, error_description: description } }),
    },
    context,
  );
}
