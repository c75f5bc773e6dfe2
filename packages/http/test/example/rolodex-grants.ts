import { oauthGrants } from '@linkwright/http';

interface Settings {
  readonly clientId?: string | undefined;
  readonly clientSecret?: string | undefined;
  readonly baseUrl: string;
}

export const grants = oauthGrants<Settings>({
  appName: 'Example',
  scopes: ['records:read', 'records:write'],
  refreshTokens: 'single-use', // sent once, whatever happens; 'lasting': may be sent again
  client: ({ clientId, clientSecret, baseUrl }) =>
    clientId === undefined
      ? null // the settings hold a token
      : { clientId, clientSecret, authorizationUrl: `${baseUrl}/authorize`, tokenUrl: `${baseUrl}/token` },
});
