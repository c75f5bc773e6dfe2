import { oauthGrants } from '@linkwright/http';
import { domainUrl, type KintoneSettings } from './kintone-settings.ts';

/**
 * The administrator of a domain makes a client and names the users that may use it. An access token lives for an hour; the refresh token
 * does not end, and may be sent again. Nobody can end a grant by a call: the administrator takes the user from the client.
 */
export const kintoneOAuth = oauthGrants<KintoneSettings>({
  appName: 'Kintone',
  scopes: ['k:app_record:read', 'k:app_record:write', 'k:app_settings:read'],
  refreshTokens: 'lasting',
  clientAuthentication: 'basic',
  pkce: false,
  client(settings) {
    const { clientId, clientSecret } = settings;
    if (clientId === undefined) return null;
    const accounts = `${domainUrl(settings)}/oauth2`;
    return {
      clientId,
      clientSecret,
      authorizationUrl: `${accounts}/authorization`,
      tokenUrl: `${accounts}/token`,
    };
  },
});
