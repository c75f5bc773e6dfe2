import { withoutTrailing } from '@linkwright/core';
import { oauthGrants } from '@linkwright/http';
import type { AirtableSettings } from './airtable-settings.ts';

/** Airtable shows people another host than programs; a sandbox and a proxy have one for both. */
const apiUrl = 'https://api.airtable.com';
const accountsUrl = 'https://airtable.com';

/**
 * An access token lives for an hour, a refresh token for 60 days and once: Airtable ends the grants of an integration that sends one
 * again. A renewal ends the tokens before it at once.
 */
export const airtableOAuth = oauthGrants<AirtableSettings>({
  appName: 'Airtable',
  scopes: ['data.records:read', 'data.records:write', 'schema.bases:read', 'user.email:read', 'webhook:manage'],
  refreshTokens: 'single-use',
  clientAuthentication: 'basic',
  client({ clientId, clientSecret, baseUrl }) {
    if (clientId === undefined) return null;
    const api = withoutTrailing(baseUrl, '/');
    const accounts = `${api === apiUrl ? accountsUrl : api}/oauth2/v1`;
    return {
      clientId,
      clientSecret,
      authorizationUrl: `${accounts}/authorize`,
      tokenUrl: `${accounts}/token`,
      probeUrl: `${api}/v0/meta/whoami`,
    };
  },
});
