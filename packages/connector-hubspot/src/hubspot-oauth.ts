import { withoutTrailing } from '@linkwright/core';
import { oauthGrants } from '@linkwright/http';
import { hubspotPages } from './hubspot-pages.ts';
import { paths } from './hubspot-paths.ts';
import type { HubspotSettings } from './hubspot-settings.ts';

const kinds = ['contacts', 'companies', 'deals'] as const;

/** What an app has to be registered with: all that any object sync may need. `hubspot-app` in the repository has the same. */
export const hubspotScopes: readonly string[] = [
  'oauth',
  ...kinds.flatMap((kind) => [`crm.objects.${kind}.read`, `crm.objects.${kind}.write`, `crm.schemas.${kind}.read`]),
  'crm.objects.owners.read',
  'tickets',
];

/** Of plans that have them; asked for, and done without where they are not given. */
export const hubspotOptionalScopes: readonly string[] = [
  'crm.objects.custom.read',
  'crm.objects.custom.write',
  'crm.schemas.custom.read',
];

/** An access token lives for half an hour; the refresh token until somebody revokes it, and may be sent again. */
export const hubspotOAuth = oauthGrants<HubspotSettings>({
  appName: 'HubSpot',
  scopes: hubspotScopes,
  refreshTokens: 'lasting',
  clientAuthentication: 'form',
  authorizationParameters: { optional_scope: hubspotOptionalScopes.join(' ') },
  client({ clientId, clientSecret, baseUrl }) {
    if (clientId === undefined) return null;
    const api = withoutTrailing(baseUrl, '/');
    // People are shown another host than programs; a sandbox and a proxy have one for both.
    const accounts = hubspotPages(baseUrl) ?? api;
    const token = `${api}${paths.token}`;
    return {
      clientId,
      clientSecret,
      authorizationUrl: `${accounts}/oauth/authorize`,
      tokenUrl: token,
      revocationUrl: `${token}/revoke`,
    };
  },
});
