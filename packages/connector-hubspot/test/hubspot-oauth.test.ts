import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { hubspotConnector } from '../src/hubspot-connector.ts';
import { hubspotOptionalScopes, hubspotScopes } from '../src/hubspot-oauth.ts';
import { paths } from '../src/hubspot-paths.ts';

const hubspotApp = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../hubspot-app/${path}`, import.meta.url), 'utf8'));

/** As HubSpot's own examples of projects have it. */
const appSchema = z.strictObject({
  uid: z.string().regex(/^[\w.-]{1,64}$/),
  type: z.literal('app'),
  config: z.strictObject({
    name: z.string(),
    description: z.string(),
    distribution: z.literal('private'),
    auth: z.strictObject({
      type: z.literal('oauth'),
      redirectUrls: z.array(z.url()),
      requiredScopes: z.array(z.string()),
      optionalScopes: z.array(z.string()),
      conditionallyRequiredScopes: z.array(z.string()),
    }),
    permittedUrls: z.strictObject({ fetch: z.array(z.url()), iframe: z.array(z.url()), img: z.array(z.url()) }),
  }),
});

const { auth } = appSchema.parse(hubspotApp('src/app/app-hsmeta.json')).config;

it('the ready app is a project of the release that the connector speaks', () => {
  expect(hubspotApp('hsproject.json')).toEqual({
    name: 'linkwright',
    srcDir: 'src',
    platformVersion: paths.token.match(/\d{4}-\d{2}/)?.[0].replace('-', '.'),
  });
});

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
