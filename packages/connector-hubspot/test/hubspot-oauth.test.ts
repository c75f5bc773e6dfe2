import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { hubspotConnector } from '../src/hubspot-connector.ts';
import { hubspotOptionalScopes, hubspotScopes } from '../src/hubspot-oauth.ts';

const auth = z
  .object({
    config: z.object({
      auth: z.object({
        redirectUrls: z.array(z.string()),
        requiredScopes: z.array(z.string()),
        optionalScopes: z.array(z.string()),
      }),
    }),
  })
  .parse(JSON.parse(readFileSync(new URL('../../../hubspot-app/src/app/app-hsmeta.json', import.meta.url), 'utf8')))
  .config.auth;

it('the ready app has the scopes that the connector asks for, and comes back to where the command waits', () => {
  expect(auth.requiredScopes).toEqual(hubspotScopes);
  expect(auth.optionalScopes).toEqual(hubspotOptionalScopes);
  expect(auth.redirectUrls).toEqual(['http://localhost:4460/oauth/callback/hubspot']);
});

it.each([
  ['https://api.hubapi.com', 'https://app.hubspot.com/oauth/authorize'],
  ['https://api-eu1.hubapi.com', 'https://app-eu1.hubspot.com/oauth/authorize'],
  ['http://localhost:4400/hubspot', 'http://localhost:4400/hubspot/oauth/authorize'],
])('a person is asked by the host that belongs to %s', (baseUrl, expected) => {
  const settings = hubspotConnector.settings.parse({ clientId: 'id', clientSecret: 'secret', baseUrl });
  const request = { redirectUri: 'http://localhost:4460/oauth/callback/hubspot', state: 's', codeVerifier: 'v' };
  const url = new URL(hubspotConnector.oauth?.authorizationUrl(settings, request) ?? '');
  expect(`${url.origin}${url.pathname}`).toBe(expected);
});
